#include "hub/downlink/catalog_desk.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"
#include "common/config/log.hpp"
#include "common/wire/catalog_messages.hpp"
#include "common/wire/catalog_row.hpp"
#include "common/wire/messages.hpp"
#include "common/wire/topics.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

/// Of the changes in one frame: with the longest row past it, it still fits.
constexpr std::size_t changes_bytes_max = std::size_t{24} * 1024;
/// Companies whose rows are compared whole in one turn: each costs two commits, and a hub that
/// starts among thousands of plants has records to take meanwhile.
constexpr std::size_t compared_at_once = 16;

bool concerns(const std::set<CatalogRows::Touched>& touched, const std::string& rfc) {
    const auto found = touched.lower_bound({.rfc = rfc, .key = {}});
    return found != touched.end() && found->rfc == rfc;
}

}  // namespace

CatalogDesk::CatalogDesk(SigningKey key, CatalogRows& rows, Options options, CatalogStore store,
                         CatalogSnapshots snapshots)
    : key_{std::move(key)},
      rows_{rows},
      options_{std::move(options)},
      store_{std::move(store)},
      snapshots_{std::move(snapshots)} {}

Result<std::unique_ptr<CatalogDesk>> CatalogDesk::open(SigningKey key, CatalogRows& rows,
                                                       Options options) {
    auto store = CatalogStore::open(options.folder, options.store);
    if (!store) return store.error();
    auto snapshots = CatalogSnapshots::open(options.folder / "snapshots", key, options.snapshots);
    if (!snapshots) return snapshots.error();
    return std::unique_ptr<CatalogDesk>{new CatalogDesk{std::move(key), rows, std::move(options),
                                                        std::move(*store), std::move(*snapshots)}};
}

void CatalogDesk::on_status(std::string_view agent, const AgentEntry& entry,
                            const sync::Status& status) {
    if (!status.catalog) {  // a program that takes no catalogs
        const auto known = peers_.find(agent);
        if (known != peers_.end()) peers_.erase(known);
        return;
    }
    Peer& peer = peers_[std::string{agent}];
    peer.rfc = entry.rfc;
    peer.held = *status.catalog;
    peer.told = *status.catalog;
    peer.is_online = status.online;
    peer.is_due = status.online;
    peer.offered.reset();  // it asks: it may have started anew, and know nothing of an offer
    companies_.try_emplace(entry.rfc);
}

Result<std::vector<Outgoing>> CatalogDesk::turn(UtcTime now, SteadyTime steady) {
    std::vector<Outgoing> out;
    const bool is_first =
        std::ranges::any_of(companies_, [](const auto& one) { return !one.second.is_compared; });
    if (is_first || !published_ || steady >= published_->plus_ms(options_.publish_every_ms)) {
        published_ = steady;
        if (auto done = publish(); !done) return done.error();
    }
    for (auto& [agent, peer] : peers_) {
        if (!peer.is_due || !peer.is_online || !companies_.at(peer.rfc).is_compared) continue;
        if (auto told = tell(agent, peer, now, steady, out); !told) return told.error();
    }
    return out;
}

Result<void> CatalogDesk::publish() {
    const std::set<CatalogRows::Touched> touched = rows_.take_touched();
    const bool is_for_all = concerns(touched, "");
    std::size_t compared = 0;
    for (auto& [rfc, company] : companies_) {
        if (company.is_compared && !is_for_all && !concerns(touched, rfc)) continue;
        if (!company.is_compared && compared++ >= compared_at_once) continue;
        const sync::CatalogPlace before = company.head;
        if (auto done = publish_company(rfc, company, touched); !done) return done;
        if (company.head == before) continue;
        for (auto& [agent, peer] : peers_) {
            if (peer.rfc == rfc) peer.is_due = true;
        }
    }
    return {};
}

Result<void> CatalogDesk::publish_company(const std::string& rfc, Company& company,
                                          const std::set<CatalogRows::Touched>& touched) {
    auto stream = store_.stream(rfc);
    if (!stream) return stream.error();
    if (!*stream) {
        const auto begun = store_.begin(rfc, 0);
        if (!begun) return begun.error();
        *stream = *begun;
    }
    std::vector<sync::CatalogChange> changes;
    if (company.is_compared) {
        auto found = touched_of(rfc, touched);
        if (!found) return found.error();
        changes = std::move(*found);
    } else {
        const auto before = store_.rows(rfc);
        if (!before) return before.error();
        changes = differences(*before, rows_.rows(rfc));
        company.is_compared = true;
    }
    const auto after = store_.publish(rfc, changes);
    if (!after) return after.error();
    company.head = after->head;
    if (!changes.empty()) {
        log_event(LogLevel::info, "catalog.published",
                  {{"rfc", rfc}, {"changes", changes.size()}, {"sequence", after->head.sequence}});
    }
    return {};
}

Result<std::vector<sync::CatalogChange>> CatalogDesk::touched_of(
    const std::string& rfc, const std::set<CatalogRows::Touched>& touched) const {
    Rows before;
    Rows after;
    for (const CatalogRows::Touched& entry : touched) {
        if (!entry.rfc.empty() && entry.rfc != rfc) continue;
        after.merge(rows_.rows(rfc, entry.key));
        const bool is_of_many = wire::is_of_many_rows(entry.key);
        const auto read =
            store_.each_row(rfc, entry.key, [&](std::string_view key, std::string_view value) {
                const std::size_t suffix = is_of_many ? 2 : 0;
                if (key.size() == entry.key.size() + suffix) before.emplace(key, value);
            });
        if (!read) return read.error();
    }
    return differences(before, after);
}

Result<bool> CatalogDesk::is_past_us(const Peer& peer, const CatalogStore::Stream& stream) const {
    const sync::CatalogPlace& held = peer.held;
    if (held.epoch == 0 || held.sequence > sequence_max) return false;
    // A stream begins past every number that was heard of: one that reaches into it was lost.
    if (held.epoch != stream.head.epoch) {
        return held.sequence >= std::max<std::uint64_t>(stream.base, 1);
    }
    if (held.sequence > stream.head.sequence) return true;
    const auto hash = store_.hash_at(peer.rfc, held.sequence);
    if (!hash) return hash.error();
    return *hash && **hash != held.hash;
}

Result<bool> CatalogDesk::can_continue(const Peer& peer, const CatalogStore::Stream& stream) const {
    const bool holds_none = peer.told.epoch == 0;
    if (!holds_none && peer.told.epoch != stream.head.epoch) return false;
    if (holds_none && stream.base != 0) return false;  // it began with rows that it never told
    const std::uint64_t most =
        options_.has_door ? options_.changes_told_max : options_.store.changes_kept;
    if (peer.told.sequence > stream.head.sequence ||
        stream.head.sequence - peer.told.sequence > most) {
        return false;
    }
    const auto hash = store_.hash_at(peer.rfc, peer.told.sequence);
    if (!hash) return hash.error();
    return *hash && **hash == peer.told.hash;
}

Result<void> CatalogDesk::tell(const std::string& agent, Peer& peer, UtcTime now, SteadyTime steady,
                               std::vector<Outgoing>& out) {
    Company& company = companies_.at(peer.rfc);
    auto stream = store_.stream(peer.rfc);
    if (!stream) return stream.error();
    SALDO_CHECK(stream->has_value());  // publish() saw to it
    const auto is_past = is_past_us(peer, **stream);
    if (!is_past) return is_past.error();
    const bool may_begin =
        !company.begun_anew || steady >= company.begun_anew->plus_ms(options_.begin_anew_ms);
    if (*is_past && may_begin) {
        // We were put back to a backup, or lost the streams: no number may ever name two catalogs.
        company.begun_anew = steady;
        const std::uint64_t base = std::max((*stream)->head.sequence, peer.held.sequence) + 1;
        const auto begun = store_.begin(peer.rfc, base);
        if (!begun) return begun.error();
        company.head = begun->head;
        *stream = *begun;
        log_event(LogLevel::warn, "catalog.begun_anew",
                  {{"rfc", peer.rfc}, {"plant", agent}, {"sequence", base}});
        for (auto& [other, one] : peers_) {
            if (one.rfc == peer.rfc) one.is_due = true;
        }
    }
    peer.is_due = false;
    const auto goes_on = can_continue(peer, **stream);
    if (!goes_on) return goes_on.error();
    if (*goes_on) return tell_changes(agent, peer, **stream, now, out);
    sync::CatalogNews news{.rfc = peer.rfc, .at = now, .head = (*stream)->head};
    if (options_.has_door) {
        const bool is_early =
            peer.offered && steady < peer.offered->plus_ms(options_.offer_again_ms);
        if (is_early) return {};  // new facts alone are no reason to offer another one
        const auto offer = snapshots_.offer(store_, peer.rfc, now);
        if (!offer) return offer.error();
        peer.offered = steady;
        news.offer = *offer;
    } else {
        log_event(LogLevel::warn, "catalog.no_door",
                  {{"plant", agent}, {"why", "https.listen is empty, and changes do not do"}});
    }
    auto message = sealed(agent, news);
    if (!message) return message.error();
    out.push_back(std::move(*message));
    return {};
}

Result<void> CatalogDesk::tell_changes(const std::string& agent, Peer& peer,
                                       const CatalogStore::Stream& stream, UtcTime now,
                                       std::vector<Outgoing>& out) const {
    do {
        sync::CatalogNews news{.rfc = peer.rfc, .at = now, .head = stream.head};
        auto changes = store_.changes(peer.rfc, peer.told.sequence + 1,
                                      sync::CatalogNews::changes_max, changes_bytes_max);
        if (!changes) return changes.error();
        if (!changes->empty()) {
            news.first = peer.told.sequence + 1;
            news.before = peer.told.hash;
            news.changes = std::move(*changes);
        }
        const std::uint64_t last = peer.told.sequence + news.changes.size();
        const auto hash = store_.hash_at(peer.rfc, last);
        if (!hash) return hash.error();
        SALDO_CHECK(hash->has_value());
        auto message = sealed(agent, news);
        if (!message) return message.error();
        out.push_back(std::move(*message));
        if (news.changes.empty() && last != stream.head.sequence) return {};  // a hole: it asks
        peer.told = {.epoch = stream.head.epoch, .sequence = last, .hash = **hash};
    } while (peer.told.sequence < stream.head.sequence);
    peer.offered.reset();
    return {};
}

Result<Outgoing> CatalogDesk::sealed(const std::string& agent,
                                     const sync::CatalogNews& news) const {
    const auto body = wire::encode(news);
    if (!body) return body.error();
    auto frame = wire::seal_message(wire::FrameKind::catalog, agent, *body, key_);
    if (!frame) return frame.error();
    return Outgoing{
        .topic = wire::topic_of(
            {.shard = wire::shard_of(news.rfc), .agent = agent, .channel = wire::Channel::catalog}),
        .payload = std::move(*frame),
        .is_retained = false};
}

std::optional<CatalogLag> CatalogDesk::lag_of(std::string_view agent) const {
    const auto peer = peers_.find(agent);
    if (peer == peers_.end()) return std::nullopt;
    const auto company = companies_.find(peer->second.rfc);
    const sync::CatalogPlace& held = peer->second.held;
    const sync::CatalogPlace head =
        company == companies_.end() ? sync::CatalogPlace{} : company->second.head;
    CatalogLag lag{.held = held.sequence, .has_one = held.epoch != 0, .behind = 0};
    if (held == head) return lag;
    const bool is_of_stream = held.epoch == head.epoch && held.sequence < head.sequence;
    lag.behind =
        is_of_stream ? head.sequence - held.sequence : std::max<std::uint64_t>(head.sequence, 1);
    return lag;
}

}  // namespace saldo::hub
