#include "common/config/join_bundle.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <sys/stat.h>
#include <utility>

#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "common/base/text.hpp"
#include "common/config/json_members.hpp"
#include "common/crypto/certificate.hpp"

namespace saldo::config {
namespace {

namespace json = boost::json;

constexpr std::string_view by_hand = "saldo-join/1";
constexpr std::string_view enrolled = "saldo-join/2";
constexpr std::size_t bundle_bytes_max = 32 * 1024;
constexpr const char* subject = "join bundle";

/// An open file, closed on every way out.
class File {
public:
    explicit File(int fd) : fd_{fd} {}
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int fd() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }

private:
    int fd_;
};

Result<PublicKey> public_key_from(std::string_view hex) {
    const auto bytes = from_hex(hex);
    PublicKey key{};
    if (!bytes || bytes->size() != key.size()) {
        return malformed("join bundle: hub.public_key must be 64 hexadecimal digits");
    }
    std::ranges::copy(*bytes, key.begin());
    return key;
}

Error system_error(Errc code, const std::filesystem::path& path, std::string_view what,
                   int number) {
    return {code, fmt::format("{}: {}: {}", path.string(), what, std::strerror(number))};
}

Result<std::string> read_whole(const File& file, const std::filesystem::path& path) {
    std::string text;
    std::array<char, 4096> chunk{};
    for (;;) {
        const ssize_t got = ::read(file.fd(), chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error(Errc::storage, path, "cannot be read", errno);
        if (got == 0) return text;
        text.append(chunk.data(), static_cast<std::size_t>(got));
        if (text.size() > bundle_bytes_max) return malformed(path.string() + ": no join bundle");
    }
}

}  // namespace

bool is_agent_name(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, allowed);
}

Result<HostPort> parse_host_port(std::string_view text, std::uint16_t port_default) {
    std::string_view host = text;
    std::optional<std::string_view> port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos)
            return malformed(fmt::format("'{}': ']' is missing", text));
        host = text.substr(1, end - 1);
        const std::string_view rest = text.substr(end + 1);
        if (rest.starts_with(':')) port = rest.substr(1);
        if (!rest.empty() && !port) return malformed(fmt::format("'{}' is no host:port", text));
    } else if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
        if (host.find(':') != std::string_view::npos) {
            return malformed(fmt::format("'{}': write an IPv6 address as [address]:port", text));
        }
    }
    if (host.empty()) return malformed(fmt::format("'{}' names no host", text));
    if (!port) return HostPort{std::string{host}, port_default};
    const auto number = parse_unsigned(*port);
    if (!number || *number > 65535) {
        return malformed(fmt::format("'{}': the port must be a number up to 65535", text));
    }
    return HostPort{std::string{host}, static_cast<std::uint16_t>(*number)};
}

Result<HostPort> parse_hub_url(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    constexpr std::uint16_t port_standard = 9443;
    if (!url.starts_with(scheme)) {
        return malformed(fmt::format("'{}': a hub's address begins with https://", url));
    }
    std::string_view rest = url.substr(scheme.size());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.find_first_of("/?#@ ") != std::string_view::npos) {
        return malformed(fmt::format("'{}': write https://host:port and nothing more", url));
    }
    return parse_host_port(rest, port_standard);
}

std::string format_join_bundle(const JoinBundle& bundle) {
    std::string text = fmt::format(
        "{{\n"
        "  \"format\": {},\n"
        "  \"agent\": {},\n"
        "  \"rfc\": {},\n"
        "  \"plant\": {},\n"
        "  \"signing_seed\": \"{}\",\n"
        "  \"hub\": {{\"id\": {}, \"public_key\": \"{}\"}},\n"
        "  \"broker\": {{\"host\": {}, \"port\": {}, \"user\": {}, \"password\": {}}}",
        json_text(bundle.tls ? enrolled : by_hand), json_text(bundle.agent.value()),
        json_text(bundle.rfc), json_text(bundle.plant), bundle.signing_key.seed_hex(),
        json_text(bundle.hub_id), to_hex(bundle.hub_key), json_text(bundle.broker_host),
        bundle.broker_port, json_text(bundle.broker_user), json_text(bundle.broker_password));
    if (bundle.tls) {
        const BundleTls& tls = *bundle.tls;
        text += fmt::format(
            ",\n  \"tls\": {{\"hub_url\": {},\n    \"hub_ca\": {},\n    \"key\": {},\n"
            "    \"certificate\": {},\n    \"ca\": {}}}",
            json_text(tls.hub_url), json_text(tls.hub_ca), json_text(tls.key),
            json_text(tls.certificate), json_text(tls.ca));
    }
    return text + "\n}\n";
}

namespace {

Result<BundleTls> read_tls(const json::object& object) {
    JsonMembers members{object, subject, "tls."};
    BundleTls tls{.hub_url = members.text("hub_url"),
                  .hub_ca = members.text("hub_ca"),
                  .key = members.text("key"),
                  .certificate = members.text("certificate"),
                  .ca = members.text("ca")};
    if (!parse_hub_url(tls.hub_url)) members.fail("hub_url", "must be https://host:port");
    const auto key = TlsKey::from_pem(tls.key);
    const auto certificate = read_certificate(tls.certificate);
    if (!key) {
        members.fail("key", "must be a P-256 key in PEM");
    } else if (!certificate) {
        members.fail("certificate", "must be a certificate in PEM");
    } else if (certificate->public_key != key->public_der()) {
        members.fail("certificate", "is for another key");
    }
    if (!read_certificate(tls.ca)) members.fail("ca", "must be a certificate in PEM");
    if (auto wrong = members.finish()) return *wrong;
    return tls;
}

}  // namespace

Result<JoinBundle> parse_join_bundle(std::string_view text) {
    boost::system::error_code error;
    const json::value value = json::parse({text.data(), text.size()}, error);
    if (error || !value.is_object()) return malformed("join bundle: not a JSON object");

    JsonMembers top{value.get_object(), subject};
    const std::string format = top.text("format");
    if (format != by_hand && format != enrolled) {
        top.fail("format", fmt::format("must be \"{}\" or \"{}\"", by_hand, enrolled));
    }
    const std::string agent = top.text("agent");
    if (!is_agent_name(agent)) top.fail("agent", "must be 1 to 32 of a-z, 0-9 and -");
    const std::string rfc = top.text("rfc");
    if (rfc.size() < 12 || rfc.size() > 13) top.fail("rfc", "must have 12 or 13 characters");
    const std::string plant = top.text("plant");
    if (plant.empty() || plant.size() > MovementLimits::plant_max) {
        top.fail("plant", "must have 1 to 32 characters");
    }
    auto seed = SigningKey::from_seed_hex(top.text("signing_seed"));
    if (!seed) top.fail("signing_seed", "must be 64 hexadecimal digits");
    const json::object& hub_object = top.object("hub");
    const json::object& broker_object = top.object("broker");
    const json::object* tls_object = format == enrolled ? &top.object("tls") : nullptr;
    if (auto wrong = top.finish()) return *wrong;

    JsonMembers hub{hub_object, subject, "hub."};
    const std::string hub_id = hub.text("id");
    const std::string hub_key_hex = hub.text("public_key");
    if (auto wrong = hub.finish()) return *wrong;
    const auto hub_key = public_key_from(hub_key_hex);
    if (!hub_key) return hub_key.error();

    JsonMembers broker{broker_object, subject, "broker."};
    const std::string host = broker.text("host");
    const std::int64_t port = broker.number("port");
    if (host.empty()) broker.fail("host", "must name a host");
    if (port < 1 || port > 65535) broker.fail("port", "must be 1 to 65535");
    const std::string user = broker.text("user", false);
    const std::string password = broker.text("password", false);
    if (auto wrong = broker.finish()) return *wrong;

    std::optional<BundleTls> tls;
    if (tls_object != nullptr) {
        auto read = read_tls(*tls_object);
        if (!read) return read.error();
        tls = std::move(*read);
    }
    return JoinBundle{.agent = AgentId{agent},
                      .rfc = rfc,
                      .plant = plant,
                      .signing_key = *seed,
                      .hub_id = hub_id,
                      .hub_key = *hub_key,
                      .broker_host = host,
                      .broker_port = static_cast<std::uint16_t>(port),
                      .broker_user = user,
                      .broker_password = password,
                      .tls = std::move(tls)};
}

Result<void> write_join_bundle(const std::filesystem::path& path, const JoinBundle& bundle) {
    const File file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!file.is_open()) {
        const int number = errno;
        const Errc code = number == EEXIST ? Errc::conflict : Errc::storage;
        return system_error(code, path, "cannot be made", number);
    }
    const std::string text = format_join_bundle(bundle);
    std::string_view rest = text;
    while (!rest.empty()) {
        const ssize_t put = ::write(file.fd(), rest.data(), rest.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return system_error(Errc::storage, path, "cannot be written", errno);
        rest.remove_prefix(static_cast<std::size_t>(put));
    }
    if (::fsync(file.fd()) != 0)
        return system_error(Errc::storage, path, "cannot be synced", errno);
    return {};
}

Result<JoinBundle> read_join_bundle(const std::filesystem::path& path) {
    const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) {
        const int number = errno;
        const Errc code = number == ENOENT   ? Errc::not_found
                          : number == EACCES ? Errc::forbidden
                                             : Errc::storage;
        return system_error(code, path, "the join bundle cannot be opened", number);
    }
    struct stat status{};
    if (::fstat(file.fd(), &status) != 0) return system_error(Errc::storage, path, "stat", errno);
    if ((status.st_mode & 077U) != 0) {
        return Error{Errc::forbidden,
                     fmt::format("{}: others may read this key (mode {:04o}); type: chmod 600 {}",
                                 path.string(), status.st_mode & 07777U, path.string())};
    }
    if (status.st_uid != ::geteuid() && ::geteuid() != 0) {
        return Error{Errc::forbidden, path.string() + ": belongs to another user"};
    }
    const auto text = read_whole(file, path);
    if (!text) return text.error();
    auto bundle = parse_join_bundle(*text);
    if (!bundle) return Error{bundle.error().code, path.string() + ": " + bundle.error().what};
    return bundle;
}

}  // namespace saldo::config
