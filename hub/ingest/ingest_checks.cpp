#include <utility>

#include "common/config/log.hpp"
#include "common/wire/frame.hpp"
#include "common/wire/messages.hpp"
#include "hub/ingest/incarnation.hpp"
#include "hub/ingest/ingest_group.hpp"

// The checks of what arrives, each cheap before the next dear (sync.md section 4).

namespace saldo::hub {
namespace {

using config::LogLevel;

}  // namespace

void Ingest::take_one(const Arrival& arrival, Group& group) {
    const auto topic = wire::parse_topic(arrival.topic);
    if (!topic) {
        ++counters_.refused;
        config::log_event(LogLevel::warn, "ingest.refused", {{"why", "not a topic of ours"}});
        return;
    }
    const auto entry = directory_.find(topic->agent);
    if (!entry) return refuse(topic->agent, "an agent that was never enrolled", arrival, group);
    if (entry->is_revoked) return refuse(topic->agent, "a revoked agent", arrival, group);
    if (topic->shard != wire::shard_of(entry->rfc)) {
        return refuse(topic->agent, "a shard that is not its company's", arrival, group);
    }
    const Sender sender{topic->agent, *entry, arrival};
    switch (topic->channel) {
        case wire::Channel::batch: return take_batch(sender, group);
        case wire::Channel::hello: return take_hello(sender, group);
        case wire::Channel::status: return take_status(sender, group);
        case wire::Channel::refill_up: return take_refill(sender, group);
        case wire::Channel::witness_up: return take_witness(sender, group);
        case wire::Channel::witness_down:
        case wire::Channel::refill_down:
        case wire::Channel::receipt:
        case wire::Channel::catalog:
        case wire::Channel::config: break;
    }
    refuse(topic->agent, "an agent speaks on a topic of the hub", arrival, group);
}

void Ingest::take_batch(const Sender& sender, Group& group) {
    const auto frame = wire::open_frame(sender.arrival.payload, sender.agent);
    if (!frame) return refuse(sender.agent, frame.error().what, sender.arrival, group);
    const wire::FrameHead& head = frame->head;
    if (head.kind != wire::FrameKind::batch) {
        return refuse(sender.agent, "a frame is of another kind than its topic", sender.arrival,
                      group);
    }
    if (!wire::verify_frame(*frame, sender.entry.key)) {
        return refuse(sender.agent, "the signature of a batch does not hold", sender.arrival,
                      group);
    }
    Bytes scratch;
    const auto records = wire::unpack(*frame, scratch);
    if (!records) return refuse(sender.agent, records.error().what, sender.arrival, group);

    Peer& peer = peer_of(sender.agent);
    peer.live.heard = group.now;
    if (!peer.spoken) peer.spoken = head.epoch;
    const sync::Batch batch{.epoch = head.epoch,
                            .first = head.first,
                            .count = head.records,
                            .before = head.before,
                            .after = head.after,
                            .records = *records};
    const sync::Judgement judgement = judge_(peer.inbox, batch);
    counters_.records_skipped += judgement.skip;
    if (sync::stops_the_stream(judgement.verdict)) {
        return stop_stream(sender, judgement.verdict, judgement.why, group);
    }
    if (judgement.verdict == sync::Verdict::gap) ++counters_.gaps;
    if (judgement.verdict == sync::Verdict::duplicate) ++counters_.frames_duplicate;
    if (judgement.verdict == sync::Verdict::accepted) {
        group.entries.push_back({.kind = EntryKind::frame,
                                 .count = judgement.count,
                                 .received = group.now,
                                 .skip = judgement.skip,
                                 .payload = sender.arrival.payload,
                                 .stream = StreamPlace{.agent = AgentId{sender.agent},
                                                       .epoch = head.epoch.ordinal,
                                                       .sequence = head.first + judgement.skip}});
        group.advanced.insert(sender.agent);
        note_checkpoints(sender, batch, judgement.skip, group);
    }
    group.owe(sender.agent, judgement.verdict);
}

void Ingest::take_hello(const Sender& sender, Group& group) {
    const auto body = wire::open_message(sender.arrival.payload, wire::FrameKind::hello,
                                         sender.agent, sender.entry.key);
    if (!body) return refuse(sender.agent, body.error().what, sender.arrival, group);
    const auto hello = wire::decode_hello(*body);
    if (!hello) return refuse(sender.agent, hello.error().what, sender.arrival, group);

    Peer& peer = peer_of(sender.agent);
    peer.live.heard = group.now;
    peer.session = hello->session;
    peer.spoken = hello->head.epoch;
    peer.live.hello = std::move(*hello);
    (void)credit_.welcome(sender.agent, group.steady);
    if (auto answered = answer_hello(sender, peer, group); !answered) {
        group.failure = answered.error();
    }
}

Result<void> Ingest::answer_hello(const Sender& sender, Peer& peer, Group& group) {
    const sync::Hello& hello = *peer.live.hello;
    const auto has_proof = note_old_receipt(sender, peer, hello);
    if (!has_proof) return has_proof.error();
    const sync::EpochGate before = peer.inbox.gate();
    sync::Judgement judgement = peer.inbox.greet(hello.head.epoch, *has_proof);
    // A token lets one epoch begin: it is not used up by a HELLO that asks for none.
    const bool asks_to_begin = judgement.verdict == sync::Verdict::quarantined &&
                               peer.inbox.gate().waiting == hello.head.epoch;
    if (asks_to_begin && !hello.token.empty() && redeem_ && redeem_(sender.agent, hello.token)) {
        judgement = peer.inbox.greet(hello.head.epoch, true);
    }
    if (auto kept = keep_gate(sender.agent, before, peer); !kept) return kept;

    peer.common.reset();
    if (!hello.trail.marks.empty()) group.asked.insert(sender.agent);
    if (sync::stops_the_stream(judgement.verdict)) {
        stop_stream(sender, judgement.verdict, judgement.why, group);
        return {};
    }
    peer.live.lost.reset();
    const std::uint64_t ours = told_place(peer).next;
    if (hello.tail > ours) {
        peer.live.lost = std::pair{ours, hello.tail};
        config::log_event(LogLevel::error, "ingest.range_lost",
                          {{"plant", sender.agent},
                           {"epoch", hello.head.epoch.ordinal},
                           {"first", ours},
                           {"next", hello.tail}});
    }
    group.owe(sender.agent, judgement.verdict);
    return {};
}

/// What is asked of our log, or fills it again: not a part of any stream, and no receipt follows.
void Ingest::take_refill(const Sender& sender, Group& group) {
    if (!on_refill_) return;
    const auto taken = on_refill_(sender.agent, sender.entry, sender.arrival.payload, group.steady);
    if (!taken) refuse(sender.agent, taken.error().what, sender.arrival, group);
}

void Ingest::take_witness(const Sender& sender, Group& group) {
    const auto body = wire::open_message(sender.arrival.payload, wire::FrameKind::witness_answer,
                                         sender.agent, sender.entry.key);
    if (!body) return refuse(sender.agent, body.error().what, sender.arrival, group);
    const auto answer = wire::decode_witness_answer(*body);
    if (!answer) return refuse(sender.agent, answer.error().what, sender.arrival, group);
    if (on_witness_) on_witness_(sender.agent, sender.entry, *answer);
}

void Ingest::take_status(const Sender& sender, Group& group) {
    const auto body = wire::open_message(sender.arrival.payload, wire::FrameKind::status,
                                         sender.agent, sender.entry.key);
    if (!body) return refuse(sender.agent, body.error().what, sender.arrival, group);
    auto status = wire::decode_status(*body);
    if (!status) return refuse(sender.agent, status.error().what, sender.arrival, group);
    Peer& peer = peer_of(sender.agent);
    if (!status->online) credit_.release(sender.agent);
    if (status->online) {
        peer.live.heard = group.now;
        peer.live.skew_ms = status->at.ms - group.now.ms;
        // We hold more than it recorded: somebody else wrote in its name. A receipt tells it.
        const auto held = peer.inbox.place_for(status->head.epoch);
        const bool is_behind = held && status->head.next < held->next;
        if (is_behind && !peer.inbox.is_held()) group.owe(sender.agent, sync::Verdict::duplicate);
    }
    if (on_status_) on_status_(sender.agent, sender.entry, *status);
    peer.live.status = std::move(*status);
}

/// A hub that was restored from a backup learns here how far it went back, and says so.
Result<bool> Ingest::note_old_receipt(const Sender& sender, Peer& peer, const sync::Hello& hello) {
    if (hello.receipt.empty()) return false;
    const auto body = wire::open_message(as_bytes(hello.receipt), wire::FrameKind::receipt,
                                         sender.agent, identity_.key.public_key());
    if (!body) return false;  // not signed by us: it proves nothing
    const auto receipt = wire::decode_receipt(*body);
    if (!receipt) return false;
    const bool is_of_this_epoch = receipt->held.epoch == hello.head.epoch;
    const auto& stored = peer.inbox.stored();
    const std::uint64_t ours = stored && stored->epoch == receipt->held.epoch ? stored->next : 0;
    const bool is_newer_epoch = !stored || stored->epoch.ordinal <= receipt->held.epoch.ordinal;
    const bool lost_records = is_newer_epoch && receipt->held.next > ours;
    if (lost_records) peer.live.had = receipt->held;
    if (receipt->incarnation < incarnation_) return is_of_this_epoch;  // it was said already
    if (!lost_records && receipt->incarnation == incarnation_) return is_of_this_epoch;
    incarnation_ = receipt->incarnation + 1;
    ++counters_.went_back;
    config::log_event(LogLevel::error, "ingest.hub_went_back",
                      {{"plant", sender.agent},
                       {"from", receipt->held.next},
                       {"to", ours},
                       {"incarnation", incarnation_}});
    if (auto kept = store_incarnation(log_, incarnation_); !kept) return kept.error();
    return is_of_this_epoch;
}

void Ingest::refuse(std::string_view agent, std::string_view why, const Arrival& arrival,
                    const Group& group) {
    ++counters_.refused;
    quarantine_.keep(agent, why, arrival.payload, group.now);
    config::log_event(LogLevel::warn, "ingest.refused", {{"plant", agent}, {"why", why}});
}

void Ingest::stop_stream(const Sender& sender, sync::Verdict verdict, const std::string& why,
                         Group& group) {
    ++counters_.stopped;
    quarantine_.keep(sender.agent, why, sender.arrival.payload, group.now);
    config::log_event(
        LogLevel::error, "ingest.stream_stopped",
        {{"plant", sender.agent}, {"verdict", sync::to_string(verdict)}, {"why", why}});
    if (verdict == sync::Verdict::fork) {
        if (auto held = quarantine_.hold(sender.agent, why); !held) {
            config::log_event(LogLevel::error, "ingest.hold_unwritable",
                              {{"plant", sender.agent}, {"why", held.error().what}});
        }
    }
    group.owe(sender.agent, verdict);
}

}  // namespace saldo::hub
