#include "agent/catalog/catalog_receiver.hpp"

#include <algorithm>
#include <fstream>
#include <span>
#include <utility>

#include "common/base/check.hpp"
#include "common/config/log.hpp"
#include "common/store/file.hpp"
#include "common/wire/catalog_messages.hpp"
#include "common/wire/catalog_snapshot.hpp"
#include "common/wire/messages.hpp"

namespace saldo::agent {
namespace {

using config::log_event;
using config::LogLevel;

constexpr std::string_view part_begin = "incoming-";
constexpr std::uint64_t snapshot_bytes_max = std::uint64_t{1} << 30U;

std::uint64_t bytes_of(const std::filesystem::path& path) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    return error ? 0 : bytes;
}

/// Removes what earlier offers left behind.
void remove_others(const std::filesystem::path& folder, const std::filesystem::path& keep) {
    std::error_code error;
    std::vector<std::filesystem::path> old;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(part_begin) && entry.path() != keep) old.push_back(entry.path());
    }
    for (const auto& path : old) std::filesystem::remove(path, error);
}

}  // namespace

CatalogReceiver::CatalogReceiver(Options options, Catalog& catalog, Surroundings surroundings)
    : options_{std::move(options)},
      catalog_{catalog},
      surroundings_{std::move(surroundings)},
      piece_bytes_{options_.piece_bytes_first} {
    SALDO_CHECK(catalog_.hub() != nullptr);
}

Result<void> CatalogReceiver::take(ByteView frame) {
    const auto body =
        wire::open_message(frame, wire::FrameKind::catalog, options_.agent, options_.hub_key);
    if (!body) {
        refuse(body.error().what);
        return {};
    }
    const auto news = wire::decode_catalog_news(*body);
    if (!news) {
        refuse(news.error().what);
        return {};
    }
    const sync::CatalogStep step = sync::judge(options_.rfc, catalog_.hub()->state().place, *news);
    using What = sync::CatalogStep::What;
    switch (step.what) {
        case What::nothing: return {};
        case What::refuse: refuse(step.why); return {};
        case What::ask:
            if (news->changes.empty() && !news->offer) {  // asking again would change nothing
                status_.trouble = "the hub has no HTTPS door, and changes alone do not lead to it";
            } else {
                wants(true);
            }
            return {};
        case What::fetch: begin_fetch(*news->offer); return {};
        case What::confirm: break;
        case What::apply:
            if (auto applied = apply(*news, step); !applied) return applied;
            if (catalog_.hub()->state().place != news->head) return {};
            break;
    }
    give_up_fetch();
    status_.trouble.clear();
    return catalog_.confirm(surroundings_.utc_now(), news->at);
}

Result<void> CatalogReceiver::apply(const sync::CatalogNews& news, const sync::CatalogStep& step) {
    auto applied = catalog_.hub()->apply(std::span{news.changes}.subspan(step.skip), step.after,
                                         surroundings_.utc_now());
    if (!applied) {
        if (applied.error().code == Errc::storage) return applied;
        refuse(applied.error().what);
        return {};
    }
    give_up_fetch();
    wants(false);
    log_event(LogLevel::info, "catalog.changed",
              {{"plant", options_.agent},
               {"changes", news.changes.size() - step.skip},
               {"sequence", step.after.sequence}});
    return catalog_.use_hub();
}

void CatalogReceiver::begin_fetch(const sync::SnapshotOffer& offer) {
    if (offer_ == offer) return;
    if (offer.bytes == 0 || offer.bytes > snapshot_bytes_max) {
        return refuse("the snapshot offered is of no lawful size");
    }
    const auto part = part_file(offer);
    remove_others(options_.folder, part);
    offer_ = offer;
    backoff_.reset();
    fetch_at_ = std::max(surroundings_.steady_now(), quiet_until_);
    status_.offered_bytes = offer.bytes;
    status_.fetched_bytes = bytes_of(part);
    log_event(LogLevel::info, "catalog.fetching",
              {{"plant", options_.agent},
               {"sequence", offer.place.sequence},
               {"bytes", offer.bytes},
               {"from", status_.fetched_bytes}});
}

std::optional<SteadyTime> CatalogReceiver::fetch_due() const {
    if (!offer_) return std::nullopt;
    return fetch_at_;
}

Result<void> CatalogReceiver::fetch() {
    if (!offer_ || surroundings_.steady_now() < fetch_at_) return {};
    const auto path = part_file(*offer_);
    const std::uint64_t from = bytes_of(path);
    if (from >= offer_->bytes) return install();
    const std::uint64_t most = std::min(piece_bytes_, offer_->bytes - from);
    const auto piece = options_.fetch(*offer_, from, most);
    if (!piece) {
        status_.trouble = piece.error().what;
        piece_bytes_ = std::max(piece_bytes_ / 2, options_.piece_bytes_min);
        const std::int64_t wait_ms = backoff_.next_ms(surroundings_.random());
        fetch_at_ = surroundings_.steady_now().plus_ms(wait_ms);
        log_event(LogLevel::warn, "catalog.fetch_failed",
                  {{"plant", options_.agent},
                   {"at", from},
                   {"why", piece.error().what},
                   {"again_in_ms", wait_ms}});
        if (piece.error().code == Errc::not_found) end_fetch();  // another one is offered
        return {};
    }
    backoff_.reset();
    piece_bytes_ = std::min(piece_bytes_ * 2, options_.piece_bytes_max);
    // Not synced: what a power cut spoils is seen by its hash, and fetched again.
    std::ofstream file{path, std::ios::binary | std::ios::app};
    file.write(piece->data(), static_cast<std::streamsize>(piece->size()));
    file.flush();
    if (!file) {
        refuse("no room for the snapshot in " + options_.folder.string());
        end_fetch();
        return {};
    }
    status_.fetched_bytes = from + piece->size();
    return status_.fetched_bytes == offer_->bytes ? install() : Result<void>{};
}

Result<void> CatalogReceiver::install() {
    const auto path = part_file(*offer_);
    auto done = catalog_.hub()->install(path, *offer_, options_.rfc, options_.hub_key,
                                        surroundings_.utc_now());
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    const std::uint64_t sequence = offer_->place.sequence;
    end_fetch();
    if (!done) {
        if (done.error().code == Errc::storage) return done;
        refuse(done.error().what);
        quiet_until_ = surroundings_.steady_now().plus_ms(refused_.next_ms(surroundings_.random()));
        return {};
    }
    refused_.reset();
    status_.trouble.clear();
    log_event(LogLevel::info, "catalog.snapshot_taken",
              {{"plant", options_.agent}, {"sequence", sequence}});
    return catalog_.use_hub();
}

/// What was offered before would lead back now.
void CatalogReceiver::give_up_fetch() {
    offer_.reset();
    status_.offered_bytes = 0;
    status_.fetched_bytes = 0;
}

/// What comes next is for the hub to say.
void CatalogReceiver::end_fetch() {
    give_up_fetch();
    wants(true);
}

void CatalogReceiver::refuse(const std::string& why) {
    ++status_.refused;
    status_.trouble = why;
    log_event(LogLevel::error, "catalog.not_taken", {{"plant", options_.agent}, {"why", why}});
}

void CatalogReceiver::wants(bool at_once) { (at_once ? wants_ask_ : wants_report_) = true; }

bool CatalogReceiver::take_report() {
    if (!wants_ask_ && !wants_report_) return false;
    const SteadyTime now = surroundings_.steady_now();
    if (now < quiet_until_) return false;
    const std::int64_t wait_ms = wants_ask_ ? options_.ask_every_ms : options_.report_every_ms;
    if (reported_ && now < reported_->plus_ms(wait_ms)) return false;
    reported_ = now;
    wants_ask_ = false;
    wants_report_ = false;
    return true;
}

std::filesystem::path CatalogReceiver::part_file(const sync::SnapshotOffer& offer) const {
    return options_.folder / (std::string{part_begin} + wire::epoch_text(offer.place.epoch) + "-" +
                              std::to_string(offer.place.sequence) + ".part");
}

}  // namespace saldo::agent
