#include "hub/ingest/ingest.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"
#include "common/config/log.hpp"
#include "common/wire/frame.hpp"
#include "common/wire/messages.hpp"
#include "hub/ingest/gate_store.hpp"
#include "hub/ingest/incarnation.hpp"
#include "hub/ingest/ingest_group.hpp"
#include "hub/ingest/journal_lookup.hpp"

namespace saldo::hub {
namespace {

using config::LogLevel;

constexpr std::size_t hub_name_bytes_max = 32;
constexpr std::int64_t idle_ms_max = 30'000;  // a window that is not used this long goes back

sync::Place place_of(const StreamHead& head) {
    return {.epoch = head.epoch, .next = head.last_sequence + 1, .hash = head.hash};
}

}  // namespace

Ingest::Ingest(Identity identity, LogStore& log, const AgentDirectory& agents,
               Quarantine& quarantine, sync::Limits limits)
    : identity_{std::move(identity)},
      log_{log},
      directory_{agents},
      quarantine_{quarantine},
      limits_{limits},
      credit_{limits},
      judge_{[](sync::Inbox& inbox, const sync::Batch& batch) { return inbox.judge(batch); }} {}

Result<std::unique_ptr<Ingest>> Ingest::open(Identity identity, LogStore& log,
                                             const AgentDirectory& agents, Quarantine& quarantine,
                                             sync::Limits limits) {
    if (identity.hub.empty() || identity.hub.size() > hub_name_bytes_max) {
        return malformed("a hub's name has 1 to 32 bytes");
    }
    std::unique_ptr<Ingest> ingest{
        new Ingest{std::move(identity), log, agents, quarantine, limits}};
    const auto heads = log.heads();
    if (!heads) return heads.error();
    for (const StreamHead& head : *heads) {
        auto gate = load_gate(log, head.agent.value());
        if (!gate) return gate.error();
        Peer peer{.inbox = sync::Inbox{head.agent.value(), place_of(head), limits, *gate}};
        const std::string why = quarantine.held_why(head.agent.value());
        if (!why.empty()) peer.inbox.hold(why);
        ingest->peers_.emplace(head.agent.value(), std::move(peer));
    }
    const auto incarnation = load_incarnation(log);
    if (!incarnation) return incarnation.error();
    ingest->incarnation_ = *incarnation;
    if (auto read = ingest->read_checkpoint(); !read) return read.error();
    return ingest;
}

Result<void> Ingest::read_checkpoint() {
    const auto end = log_.end();
    if (!end) return end.error();
    const auto hash = log_.head_hash();
    if (!hash) return hash.error();
    log_end_ = *end;
    log_hash_ = *hash;
    return {};
}

Ingest::Peer& Ingest::peer_of(std::string_view agent) {
    const auto known = peers_.find(agent);
    if (known != peers_.end()) return known->second;
    Peer peer{.inbox = sync::Inbox{agent, std::nullopt, limits_}};
    const std::string why = quarantine_.held_why(agent);
    if (!why.empty()) peer.inbox.hold(why);
    return peers_.emplace(std::string{agent}, std::move(peer)).first->second;
}

Result<Taken> Ingest::take(std::span<const Arrival> arrivals, UtcTime now, SteadyTime steady) {
    Group group{.now = now, .steady = steady};
    ++counters_.groups;
    for (const Arrival& arrival : arrivals) take_one(arrival, group);
    if (group.failure) return *group.failure;
    auto appended = commit(group);
    if (!appended) return appended.error();
    // Only now: a batch before the HELLO in this group moved what we hold in common.
    for (const std::string& agent : group.asked) {
        if (auto answered = answer_trail(agent); !answered) return answered.error();
    }
    if (auto checked = check_checkpoints(group); !checked) return checked.error();
    Taken taken{.outgoing = {}, .appended = std::move(*appended)};
    for (const auto& [agent, verdict] : group.due) {
        if (verdict == sync::Verdict::accepted) (void)credit_.clean_round(agent, steady);
        if (verdict == sync::Verdict::busy) (void)credit_.halved(agent);
        auto receipt = receipt_for(agent, verdict, now);
        if (!receipt) return receipt.error();
        taken.outgoing.push_back(std::move(*receipt));
    }
    return taken;
}

Result<std::vector<EntryView>> Ingest::commit(Group& group) {
    std::vector<EntryView> views;
    if (group.entries.empty()) return views;
    std::vector<StreamHead> heads;
    for (const std::string& agent : group.advanced) {
        const sync::Place& ahead = peer_of(agent).inbox.ahead().value();
        heads.push_back({.agent = AgentId{agent},
                         .epoch = ahead.epoch,
                         .last_sequence = ahead.next - 1,
                         .hash = ahead.hash});
    }
    const auto start = log_.end();
    if (!start) return start.error();
    const auto end = log_.append(*start, group.entries, heads);
    for (const std::string& agent : group.advanced) {
        sync::Inbox& inbox = peer_of(agent).inbox;
        end ? inbox.committed() : inbox.aborted();
        if (!end) group.owe(agent, sync::Verdict::busy);
    }
    if (!end) {
        if (end.error().code != Errc::unavailable) return end.error();
        config::log_event(LogLevel::error, "ingest.log_full", {{"why", end.error().what}});
        return views;
    }
    std::uint64_t position = start->value();
    for (const NewEntry& entry : group.entries) {
        views.push_back({.first = LogPosition{position},
                         .count = entry.count,
                         .kind = entry.kind,
                         .received = entry.received,
                         .skip = entry.skip,
                         .payload = entry.payload});
        position += entry.count;
        counters_.records_accepted += entry.count;
    }
    counters_.frames_accepted += group.entries.size();
    if (auto read = read_checkpoint(); !read) return read.error();
    return views;
}

/// What a receipt says is held: of the epoch that speaks when it may, else what the log ends in.
sync::Place Ingest::told_place(const Peer& peer) const {
    const sync::Epoch spoken = peer.spoken.value_or(sync::Epoch{});
    if (const auto place = peer.inbox.place_for(spoken)) return *place;
    // Who speaks of an older epoch learns of the one that was let begin, and asks for one after it.
    if (const auto& granted = peer.inbox.gate().granted) return {.epoch = *granted};
    return peer.inbox.stored().value_or(sync::Place{.epoch = spoken});
}

Result<void> Ingest::answer_trail(const std::string& agent) {
    Peer& peer = peer_of(agent);
    const sync::Trail& trail = peer.live.hello.value().trail;
    if (trail.marks.empty()) return {};  // a later HELLO asked nothing
    const auto next = common_place(log_, agent, trail);
    if (!next) return next.error();
    peer.common = sync::Common{.ordinal = trail.epoch.ordinal, .next = *next};
    return {};
}

Result<Outgoing> Ingest::receipt_for(std::string_view agent, sync::Verdict verdict, UtcTime now) {
    const auto entry = directory_.find(agent);
    if (!entry) return Error{Errc::not_found, "no agent " + std::string{agent} + " is enrolled"};
    const Peer& peer = peer_of(agent);
    const sync::Place held = told_place(peer);
    const sync::Receipt receipt{
        .hub = identity_.hub,
        .incarnation = incarnation_,
        .agent = std::string{agent},
        .held = held,
        .verdict = verdict,
        .window = credit_.window_of(agent),
        .session = peer.session,
        .hub_time = now,
        .backed_up = backed_up_of(agent, held),
        .log_size = log_end_.value(),
        .log_root = log_hash_,
        .common = peer.common,
        .checkpoint = checkpoint_of_ ? checkpoint_of_(entry->rfc) : std::string{}};
    const auto body = wire::encode(receipt);
    if (!body) return body.error();
    auto frame = wire::seal_message(wire::FrameKind::receipt, agent, *body, identity_.key);
    if (!frame) return frame.error();
    ++counters_.receipts;
    return Outgoing{.topic = wire::topic_of({.shard = wire::shard_of(entry->rfc),
                                             .agent = std::string{agent},
                                             .channel = wire::Channel::receipt}),
                    .payload = std::move(*frame),
                    .is_retained = true};
}

std::uint64_t Ingest::backed_up_of(std::string_view agent, const sync::Place& held) const {
    std::uint64_t least = held.next;
    for (const Backup& backup : backups_) {
        const auto place = backup.find(agent);
        if (place == backup.end() || place->second.epoch != held.epoch) return 0;
        least = std::min(least, place->second.next);
    }
    return least;
}

void Ingest::note_backup(std::span<const StreamHead> heads) {
    backups_[0] = std::move(backups_[1]);
    backups_[1].clear();
    for (const StreamHead& head : heads) backups_[1].emplace(head.agent.value(), place_of(head));
}

Result<std::vector<Outgoing>> Ingest::receipts_for(const std::vector<std::string>& agents,
                                                   UtcTime now) {
    std::vector<Outgoing> out;
    for (const std::string& agent : agents) {
        if (!directory_.find(agent)) continue;
        const Peer& peer = peer_of(agent);
        const bool may_speak =
            !peer.inbox.is_held() && (!peer.spoken || peer.inbox.place_for(*peer.spoken));
        auto receipt = receipt_for(
            agent, may_speak ? sync::Verdict::accepted : sync::Verdict::quarantined, now);
        if (!receipt) return receipt.error();
        out.push_back(std::move(*receipt));
    }
    return out;
}

Result<std::vector<Outgoing>> Ingest::tick(UtcTime now, SteadyTime steady) {
    std::vector<std::string> told = credit_.reclaim(steady.plus_ms(-idle_ms_max));
    const std::vector<std::string> served = credit_.serve(steady);
    told.insert(told.end(), served.begin(), served.end());
    return receipts_for(told, now);
}

Result<std::vector<Outgoing>> Ingest::receipts_for_all(UtcTime now) {
    std::vector<std::string> agents;
    for (const auto& [agent, peer] : peers_) {
        if (peer.inbox.stored()) agents.push_back(agent);
    }
    return receipts_for(agents, now);
}

Outgoing Ingest::state_message(bool online, std::uint16_t credit_permille, UtcTime now) const {
    const sync::HubState state{.hub = identity_.hub,
                               .incarnation = incarnation_,
                               .run = identity_.run,
                               .online = online,
                               .credit_permille = credit_permille,
                               .at = now,
                               .log_key = identity_.log_key};
    const Bytes body = wire::encode(state).value();  // open() checked the one text of it
    Bytes frame = wire::seal_message(wire::FrameKind::hub_state, "", body, identity_.key).value();
    return {.topic = std::string{wire::hub_state_topic},
            .payload = std::move(frame),
            .is_retained = true};
}

Result<std::vector<Outgoing>> Ingest::admit(std::string_view agent, sync::Epoch epoch,
                                            UtcTime now) {
    if (!directory_.find(agent)) {
        return Error{Errc::not_found, "no agent " + std::string{agent} + " is enrolled"};
    }
    Peer& peer = peer_of(agent);
    const sync::EpochGate before = peer.inbox.gate();
    if (!peer.inbox.admit(epoch)) {
        return Error{Errc::conflict, "epoch " + std::to_string(epoch.ordinal) + " of " +
                                         std::string{agent} + " was closed"};
    }
    if (auto kept = keep_gate(agent, before, peer); !kept) return kept.error();
    if (auto released = quarantine_.release(agent); !released) return released.error();
    return receipts_for({std::string{agent}}, now);
}

Result<void> Ingest::keep_gate(std::string_view agent, const sync::EpochGate& before,
                               const Peer& peer) {
    if (peer.inbox.gate() == before) return {};
    return store_gate(log_, agent, peer.inbox.gate());
}

std::map<std::string, AgentLive, std::less<>> Ingest::agents() const {
    std::map<std::string, AgentLive, std::less<>> out;
    for (const auto& [agent, peer] : peers_) {
        AgentLive live = peer.live;
        live.held = peer.inbox.stored();
        live.held_out_why = peer.inbox.held_why();
        live.gate = peer.inbox.gate();
        out.emplace(agent, std::move(live));
    }
    return out;
}

}  // namespace saldo::hub
