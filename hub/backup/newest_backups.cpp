#include "hub/backup/newest_backups.hpp"

#include <algorithm>
#include <span>

#include <boost/json.hpp>

#include "common/config/log.hpp"
#include "common/store/file.hpp"
#include "hub/backup/stream_json.hpp"

namespace saldo::hub {
namespace {

namespace json = boost::json;

constexpr const char* file_name = "backups.json";
constexpr std::size_t file_bytes_max = 64U << 20;

VerifiedBackup backup_of(const json::value& v) {
    VerifiedBackup backup{.name = std::string{v.at("name").as_string()},
                          .folder = std::string{v.at("folder").as_string()},
                          .made = {v.at("made_ms").to_number<std::int64_t>()},
                          .position = v.at("position").to_number<std::uint64_t>(),
                          .head = {},
                          .streams = streams_of(v.at("streams"))};
    const auto head = from_hex(std::string_view{v.at("head").as_string()});
    if (!head || head->size() != backup.head.size()) throw std::invalid_argument{"no head"};
    std::ranges::copy(*head, backup.head.begin());
    return backup;
}

}  // namespace

Result<std::vector<VerifiedBackup>> load_newest(const std::filesystem::path& folder,
                                                const LmdbLog& log) {
    std::vector<VerifiedBackup> newest;
    const auto text = store::read_file(folder / file_name, file_bytes_max);
    if (!text && text.error().code == Errc::not_found) return newest;
    if (!text) return text.error();
    try {
        const std::string_view all = as_text(*text);
        const json::value list = json::parse({all.data(), all.size()});
        for (const json::value& v : list.as_array()) {
            VerifiedBackup backup = backup_of(v);
            const auto head = log.hash_at(LogPosition{backup.position});
            if (!head) return head.error();
            if (*head && **head == backup.head) newest.push_back(std::move(backup));
        }
    } catch (const std::exception& error) {
        // Nothing is lost: agents keep what they have until two more backups were made.
        config::log_event(config::LogLevel::error, "backup.record",
                          {{"what", (folder / file_name).string()}, {"why", error.what()}});
        newest.clear();
    }
    return newest;
}

Result<void> store_newest(const std::filesystem::path& folder,
                          const std::vector<VerifiedBackup>& newest) {
    json::array list;
    for (const VerifiedBackup& backup : newest) {
        list.push_back(json::object{{"name", backup.name},
                                    {"folder", backup.folder},
                                    {"made_ms", backup.made.ms},
                                    {"position", backup.position},
                                    {"head", to_hex(backup.head)},
                                    {"streams", to_json(std::span{backup.streams})}});
    }
    const std::string text = json::serialize(list) + "\n";
    return store::write_file_durably(folder / file_name, as_bytes(text));
}

}  // namespace saldo::hub
