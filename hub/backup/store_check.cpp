#include "hub/backup/store_check.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <stdexcept>

#include <boost/json.hpp>

#include "common/base/text.hpp"
#include "common/store/file.hpp"
#include "hub/backup/child_program.hpp"
#include "hub/backup/stream_json.hpp"
#include "hub/ingest/incarnation.hpp"
#include "hub/log/blob_store.hpp"
#include "hub/log/entry_facts.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t stretch_entries = 4'096;
constexpr std::size_t stretch_bytes = 8U << 20;

Digest digest_of(const json::value& value) {
    const auto bytes = from_hex(std::string_view{value.as_string()});
    Digest digest{};
    if (!bytes || bytes->size() != digest.size()) throw std::invalid_argument{"no hash"};
    std::ranges::copy(*bytes, digest.begin());
    return digest;
}

void check_blobs(const fs::path& folder, const std::set<Digest>& named, StoreCheck& check) {
    const auto there = blobs_in(folder);
    if (!there) return check.fault(there.error().what);
    for (const Digest& name : *there) {
        ++check.blobs;
        const auto held = BlobStore::check(folder, name);
        if (held) continue;
        check.fault(held.error().what);
        check.bad_blobs.push_back(name);
    }
    for (const Digest& name : named) {
        if (!std::ranges::binary_search(*there, name)) {
            check.fault("the blob " + to_hex(name) + ", which the log names, is missing");
            check.bad_blobs.push_back(name);
        }
    }
}

/// The blobs that the facts of an entry name.
void note_blobs(const EntryView& entry, std::set<Digest>& named) {
    if (entry.kind != EntryKind::facts) return;
    // An entry of whole bytes that cannot be read is of a later version: nothing is known of it.
    (void)visit_facts(
        entry, [](std::string_view) { return std::string{}; },
        [&named](Recorded&& recorded) {
            const auto* delivery = std::get_if<Delivery>(&recorded.fact);
            if (delivery == nullptr) return;
            for (const Delivery::File& file : delivery->files) named.insert(file.sha256);
        });
}

}  // namespace

void StoreCheck::fault(std::string what) {
    ++fault_count;
    if (faults.size() < faults_max) faults.push_back(std::move(what));
}

Result<std::vector<Digest>> blobs_in(const fs::path& folder) {
    std::vector<Digest> names;
    std::error_code error;
    if (!fs::exists(folder / "blobs", error)) return names;
    for (fs::directory_iterator top{folder / "blobs", error}, end; !error && top != end;
         top.increment(error)) {
        const std::string front = top->path().filename().string();
        if (front.size() != 2) continue;  // `new`: not yet named
        for (const auto& file : fs::directory_iterator{top->path(), error}) {
            const auto bytes = from_hex(front + file.path().filename().string());
            Digest name{};
            if (!bytes || bytes->size() != name.size()) continue;
            std::ranges::copy(*bytes, name.begin());
            names.push_back(name);
        }
        if (error) break;
    }
    if (error) return store::system_error(error.value(), "reading the blobs");
    std::ranges::sort(names);
    return names;
}

Result<StoreCheck> check_store(const LmdbLog& log, const fs::path& folder) {
    StoreCheck check;
    const auto end = log.end();
    if (!end) return end.error();
    const auto incarnation = load_incarnation(log);
    if (!incarnation) {
        check.fault(incarnation.error().what);
    } else {
        check.incarnation = *incarnation;
    }
    std::set<Digest> named;
    LogScrubPlace at;
    for (bool is_end = false; !is_end;) {
        const auto stretch =
            log.scrub(at, stretch_entries, stretch_bytes, [&](const EntryView& entry) {
                note_blobs(entry, named);
                check.head = entry.hash;
                check.position = entry.first.value() + entry.count;
            });
        if (!stretch) {
            check.fault(stretch.error().what);
            break;
        }
        check.entries += stretch->entries;
        for (const DamagedEntry& entry : stretch->damaged) {
            check.fault("positions " + std::to_string(entry.first) + " to " +
                        std::to_string(entry.first + entry.count - 1) + ": " + entry.why);
        }
        if (stretch->is_disordered) check.fault("entries of the log stand in the wrong order");
        is_end = stretch->is_end;
    }
    // The walk above says where entries are damaged; this one, whether the whole hangs together.
    const auto audit = log.verify();
    if (!audit) return audit.error();
    if (audit->first_fault && check.fault_count == 0) check.fault(*audit->first_fault);
    auto streams = log.heads();
    if (!streams) {
        check.fault(streams.error().what);
    } else {
        check.streams = std::move(*streams);
    }
    check_blobs(folder, named, check);
    return check;
}

Result<StoreCheck> check_store(const fs::path& folder, const LogOptions& options) {
    std::error_code error;
    if (!fs::exists(folder / "log" / "data.mdb", error)) {
        return Error{Errc::not_found, folder.string() + " holds no log"};
    }
    const auto log = LmdbLog::open(folder, options);
    if (log) return check_store(**log, folder);
    if (log.error().code == Errc::unavailable) return log.error();
    StoreCheck check;
    check.fault(log.error().what);
    check_blobs(folder, {}, check);
    return check;
}

std::string to_json(const StoreCheck& check) {
    json::array faults;
    for (const std::string& fault : check.faults) faults.emplace_back(fault);
    json::array bad_blobs;
    for (const Digest& name : check.bad_blobs) bad_blobs.emplace_back(to_hex(name));
    return json::serialize(json::object{{"entries", check.entries},
                                        {"bad_blobs", std::move(bad_blobs)},
                                        {"position", check.position},
                                        {"head", to_hex(check.head)},
                                        {"incarnation", std::to_string(check.incarnation)},
                                        {"blobs", check.blobs},
                                        {"fault_count", check.fault_count},
                                        {"faults", std::move(faults)},
                                        {"streams", to_json(std::span{check.streams})}});
}

Result<StoreCheck> store_check_of(std::string_view text) {
    try {
        const json::value v = json::parse({text.data(), text.size()});
        StoreCheck check{.entries = v.at("entries").to_number<std::uint64_t>(),
                         .position = v.at("position").to_number<std::uint64_t>(),
                         .head = {},
                         .streams = {},
                         .incarnation = 1,
                         .blobs = v.at("blobs").to_number<std::uint64_t>(),
                         .fault_count = v.at("fault_count").to_number<std::uint64_t>(),
                         .faults = {},
                         .bad_blobs = {}};
        check.head = digest_of(v.at("head"));
        for (const json::value& name : v.at("bad_blobs").as_array()) {
            check.bad_blobs.push_back(digest_of(name));
        }
        check.incarnation =
            parse_unsigned(std::string_view{v.at("incarnation").as_string()}).value_or(0);
        for (const json::value& fault : v.at("faults").as_array()) {
            check.faults.emplace_back(fault.as_string());
        }
        check.streams = streams_of(v.at("streams"));
        return check;
    } catch (const std::exception& error) {
        return malformed(std::string{"the answer of verify: "} + error.what());
    }
}

Result<StoreCheck> check_in_child(const std::string& program, const fs::path& folder) {
    const auto ended = run_child(
        program, {"--data", folder.string(), "verify", folder.string(), "--format", "json"}, {});
    if (!ended) return ended.error();
    auto check = store_check_of(as_text(ended->out));
    if (!check) {
        return Error{Errc::storage, "the process that checked " + folder.string() + " ended with " +
                                        std::to_string(ended->exit) +
                                        " and no answer: " + ended->err};
    }
    return check;
}

}  // namespace saldo::hub
