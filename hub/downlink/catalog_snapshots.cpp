#include "hub/downlink/catalog_snapshots.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"
#include "common/config/log.hpp"
#include "common/store/file.hpp"
#include "common/wire/catalog_snapshot.hpp"

namespace saldo::hub {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{1} << 30U;

}  // namespace

Result<CatalogSnapshots> CatalogSnapshots::open(std::filesystem::path folder, SigningKey key,
                                                Limits limits) {
    if (auto made = store::create_private_folder(folder); !made) return made.error();
    CatalogSnapshots snapshots{std::move(folder), std::move(key), limits};
    std::error_code error;
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator{snapshots.folder_, error}) {
        paths.push_back(entry.path());
    }
    for (const auto& path : paths) {
        const auto bytes = store::read_file(path, file_bytes_max);
        const auto opened =
            bytes ? wire::open_snapshot(*bytes, snapshots.key_.public_key()) : bytes.error();
        const bool is_ours =
            opened && path == snapshots.path_of(opened->head.rfc, opened->head.place) &&
            sha256(ByteView{*bytes}.subspan(opened->blocks_at)) == opened->head.blocks;
        if (!is_ours) {
            std::filesystem::remove(path, error);
            continue;
        }
        snapshots.made_[opened->head.rfc].push_back({.offer = {.place = opened->head.place,
                                                               .bytes = bytes->size(),
                                                               .content = sha256(*bytes)},
                                                     .checked = {}});
    }
    for (auto& [rfc, made] : snapshots.made_) {
        std::ranges::sort(made, {}, [](const Made& one) { return one.offer.place.sequence; });
    }
    return snapshots;
}

std::filesystem::path CatalogSnapshots::path_of(std::string_view rfc,
                                                const sync::CatalogPlace& place) const {
    const Digest digest = sha256(as_bytes(rfc));
    return folder_ / (to_hex(ByteView{digest}.first(8)) + "-" + wire::epoch_text(place.epoch) +
                      "-" + std::to_string(place.sequence) + ".snapshot");
}

Result<sync::SnapshotOffer> CatalogSnapshots::offer(const CatalogStore& store,
                                                    const std::string& rfc, UtcTime now) {
    const auto stream = store.stream(rfc);
    if (!stream) return stream.error();
    SALDO_CHECK(stream->has_value());
    const sync::CatalogPlace& head = (*stream)->head;
    if (is_good(rfc, head, now)) return made_.find(rfc)->second.back().offer;
    return make(store, rfc, head, now);
}

bool CatalogSnapshots::is_good(const std::string& rfc, const sync::CatalogPlace& head,
                               UtcTime now) {
    const auto held = made_.find(rfc);
    if (held == made_.end() || held->second.empty()) return false;
    Made& newest = held->second.back();
    const sync::CatalogPlace& place = newest.offer.place;
    if (place.epoch != head.epoch || place.sequence > head.sequence ||
        head.sequence - place.sequence > limits_.reused_changes_max) {
        return false;
    }
    if (now.ms < newest.checked.ms + limits_.checked_every_ms) return true;
    newest.checked = now;
    const auto bytes = store::read_file(path_of(rfc, place), file_bytes_max);
    if (bytes && sha256(*bytes) == newest.offer.content) return true;
    config::log_event(config::LogLevel::error, "catalog.snapshot_damaged",
                      {{"rfc", rfc}, {"file", path_of(rfc, place).string()}});
    return false;
}

Result<sync::SnapshotOffer> CatalogSnapshots::make(const CatalogStore& store,
                                                   const std::string& rfc,
                                                   const sync::CatalogPlace& place, UtcTime now) {
    wire::SnapshotWriter writer;
    const auto read = store.each_row(
        rfc, {},
        [&writer](std::string_view key, std::string_view value) { writer.add(key, value); });
    if (!read) return read.error();
    const Bytes bytes = writer.finish({.rfc = rfc, .place = place, .at = now}, key_);
    const auto written = store::write_file_durably(path_of(rfc, place), bytes);
    if (!written) return written.error();
    config::log_event(config::LogLevel::info, "catalog.snapshot_made",
                      {{"rfc", rfc}, {"sequence", place.sequence}, {"bytes", bytes.size()}});
    auto& all = made_[rfc];
    std::erase_if(all, [&](const Made& one) { return one.offer.place == place; });
    all.push_back({.offer = {.place = place, .bytes = bytes.size(), .content = sha256(bytes)},
                   .checked = now});
    while (all.size() > limits_.files_kept) {
        std::error_code ignored;
        std::filesystem::remove(path_of(rfc, all.front().offer.place), ignored);
        all.erase(all.begin());
    }
    return all.back().offer;
}

std::optional<std::filesystem::path> CatalogSnapshots::file(std::string_view rfc,
                                                            std::uint64_t epoch,
                                                            std::uint64_t sequence) const {
    const auto held = made_.find(rfc);
    if (held == made_.end()) return std::nullopt;
    for (const Made& one : held->second) {
        const sync::CatalogPlace& place = one.offer.place;
        if (place.epoch != epoch || place.sequence != sequence) continue;
        auto path = path_of(rfc, place);
        std::error_code error;
        if (std::filesystem::exists(path, error)) return path;
    }
    return std::nullopt;
}

}  // namespace saldo::hub
