#include "hub/backup/manifest.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "common/base/text.hpp"
#include "common/store/file.hpp"
#include "hub/backup/stream_json.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view format = "saldo-backup/1";
constexpr std::string_view signed_as{"saldo/backup/1\0", 15};
constexpr std::size_t manifest_bytes_max = 256U << 20;
constexpr std::size_t chunk_bytes = 1U << 20;
constexpr const char* manifest_file = "manifest.json";
constexpr const char* signature_file = "manifest.sig";

Digest signed_digest(ByteView manifest) {
    const Digest content = sha256(manifest);
    return sha256({as_bytes(signed_as), ByteView{content}});
}

json::object to_json(const BackedUpFile& file) {
    return {{"path", file.path},
            {"bytes", file.bytes},
            {"sha256", to_hex(file.sha256)},
            {"plain_sha256", to_hex(file.plain_sha256)}};
}

template <std::size_t N>
std::array<std::byte, N> fixed(const json::value& value) {
    const auto bytes = from_hex(std::string_view{value.as_string()});
    if (!bytes || bytes->size() != N) throw std::invalid_argument{"a hash of a wrong length"};
    std::array<std::byte, N> out{};
    std::ranges::copy(*bytes, out.begin());
    return out;
}

}  // namespace

std::string backup_name(UtcTime made, std::uint64_t position) {
    std::string time;
    for (const char c : format_utc(made).substr(0, 19)) {
        if (c != '-' && c != ':') time.push_back(c);
    }
    return fmt::format("{}Z-{:012}", time, position);
}

bool is_backup_name(std::string_view name) {
    return name.size() >= 29 && name[8] == 'T' && name[15] == 'Z' && name[16] == '-' &&
           std::ranges::all_of(name, [](char c) {
               return (c >= '0' && c <= '9') || c == 'T' || c == 'Z' || c == '-';
           });
}

std::string blobs_folder(const PublicKey& hub, std::vector<std::string> recipients) {
    constexpr std::size_t digits = 8;
    std::ranges::sort(recipients);
    std::string all = to_hex(hub);
    for (const std::string& recipient : recipients) all += "\n" + recipient;
    return "blobs-" + to_hex(sha256(as_bytes(all))).substr(0, digits);
}

std::string to_json(const Manifest& m) {
    json::array files;
    for (const BackedUpFile& file : m.files) files.push_back(to_json(file));
    return json::serialize(json::object{{"format", json::string_view{format.data(), format.size()}},
                                        {"name", m.name},
                                        {"hub", m.hub},
                                        {"hub_key", to_hex(m.hub_key)},
                                        {"made", format_utc(m.made)},
                                        {"made_ms", m.made.ms},
                                        {"program", m.program},
                                        {"position", m.position},
                                        {"head", to_hex(m.head)},
                                        {"incarnation", std::to_string(m.incarnation)},
                                        {"compacted", m.is_compacted},
                                        {"streams", to_json(std::span{m.streams})},
                                        {"files", std::move(files)}});
}

Result<Manifest> manifest_of(std::string_view text) {
    try {
        const json::value v = json::parse({text.data(), text.size()});
        if (std::string_view{v.at("format").as_string()} != format) {
            return Error{Errc::unsupported, "the backup is in another format"};
        }
        const auto incarnation = parse_unsigned(std::string_view{v.at("incarnation").as_string()});
        if (!incarnation) return malformed("the manifest of the backup: no incarnation");
        Manifest m{.name = std::string{v.at("name").as_string()},
                   .hub = std::string{v.at("hub").as_string()},
                   .hub_key = fixed<32>(v.at("hub_key")),
                   .made = {v.at("made_ms").to_number<std::int64_t>()},
                   .program = std::string{v.at("program").as_string()},
                   .position = v.at("position").to_number<std::uint64_t>(),
                   .head = fixed<32>(v.at("head")),
                   .incarnation = *incarnation,
                   .is_compacted = v.at("compacted").as_bool(),
                   .streams = {},
                   .files = {}};
        m.streams = streams_of(v.at("streams"));
        for (const json::value& file : v.at("files").as_array()) {
            m.files.push_back({.path = std::string{file.at("path").as_string()},
                               .bytes = file.at("bytes").to_number<std::uint64_t>(),
                               .sha256 = fixed<32>(file.at("sha256")),
                               .plain_sha256 = fixed<32>(file.at("plain_sha256"))});
        }
        return m;
    } catch (const std::exception& error) {
        return malformed(std::string{"the manifest of the backup: "} + error.what());
    }
}

Result<void> write_manifest(const fs::path& folder, const Manifest& manifest,
                            const SigningKey& key) {
    const std::string text = to_json(manifest) + "\n";
    const Digest digest = signed_digest(as_bytes(text));
    const std::string signature = to_hex(key.sign(digest)) + "\n";
    auto written = store::write_file_durably(folder / signature_file, as_bytes(signature));
    if (!written) return written;
    return store::write_file_durably(folder / manifest_file, as_bytes(text));
}

Result<Manifest> read_manifest(const fs::path& folder, const std::optional<PublicKey>& hub_key) {
    const auto text = store::read_file(folder / manifest_file, manifest_bytes_max);
    if (!text) return text.error();
    const auto hex = store::read_file(folder / signature_file, 4096);
    if (!hex) return hex.error();
    auto manifest = manifest_of(as_text(*text));
    if (!manifest) return manifest;
    const auto bytes = from_hex(trim(as_text(*hex)));
    Signature signature{};
    if (!bytes || bytes->size() != signature.size()) {
        return malformed((folder / signature_file).string() + " is no signature");
    }
    std::ranges::copy(*bytes, signature.begin());
    const Digest digest = signed_digest(*text);
    if (hub_key && manifest->hub_key != *hub_key) {
        return Error{Errc::forbidden, "the backup is of " + manifest->hub + ", whose key is " +
                                          to_hex(manifest->hub_key) + ", not the given one"};
    }
    if (!verify(manifest->hub_key, digest, signature)) {
        return Error{Errc::forbidden,
                     (folder / manifest_file).string() + ": its signature does not hold"};
    }
    return manifest;
}

Result<std::vector<std::string>> backups_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        std::error_code ignored;
        if (is_backup_name(name) && fs::exists(at->path() / manifest_file, ignored)) {
            names.push_back(name);
        }
    }
    if (error) return store::system_error(error.value(), "reading " + folder.string());
    std::ranges::sort(names);
    return names;
}

Result<fs::path> newest_backup(const fs::path& path) {
    std::error_code ignored;
    if (fs::exists(path / manifest_file, ignored)) return path;
    const auto names = backups_in(path);
    if (!names) return names.error();
    if (names->empty()) return Error{Errc::not_found, path.string() + " holds no backup"};
    return path / names->back();
}

Result<FileHash> hash_file(const fs::path& path) {
    const std::string doing = "reading " + path.string();
    const store::Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) return store::system_error(errno, doing);
    Sha256 hash;
    FileHash found;
    Bytes chunk(chunk_bytes);
    for (;;) {
        const ssize_t got = ::read(file.number(), chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return store::system_error(errno, doing);
        if (got == 0) break;
        hash.update(ByteView{chunk}.first(static_cast<std::size_t>(got)));
        found.bytes += static_cast<std::uint64_t>(got);
    }
    found.sha256 = hash.finish();
    return found;
}

std::vector<std::string> faults_of(const fs::path& folder, const Manifest& manifest) {
    std::vector<std::string> faults;
    for (const BackedUpFile& file : manifest.files) {
        const fs::path path = (folder / file.path).lexically_normal();
        const auto found = hash_file(path);
        if (!found) {
            faults.push_back(found.error().what);
        } else if (found->bytes != file.bytes || found->sha256 != file.sha256) {
            faults.push_back(path.string() +
                             " is not as the manifest says: " + std::to_string(found->bytes) +
                             " bytes of " + std::to_string(file.bytes));
        }
    }
    return faults;
}

}  // namespace saldo::hub
