#include "common/sync/outbox.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"

namespace saldo::sync {

Outbox::Outbox(Limits limits, Epoch epoch, std::uint64_t recorded, std::uint64_t held,
               std::uint64_t incarnation)
    : limits_{limits},
      epoch_{epoch},
      recorded_{recorded},
      sent_{held},
      held_{held},
      incarnation_{incarnation},
      cautious_{limits.window_max},
      timeout_ms_{limits.progress_ms_min} {
    SALDO_CHECK(held_ <= recorded_);
}

std::vector<Action> Outbox::step(const Input& input, SteadyTime now) {
    std::vector<Action> out;
    std::visit([&](const auto& value) { on(value, now, out); }, input);
    SALDO_CHECK(held_ <= sent_ && sent_ <= recorded_);
    return out;
}

std::optional<SteadyTime> Outbox::deadline() const {
    std::optional<SteadyTime> first = progress_by_;
    const bool may_send = state_ == State::streaming && !is_reading_ && sent_ < recorded_ &&
                          flights_.size() < window();
    if (may_send && linger_until_ && (!first || *linger_until_ < *first)) first = linger_until_;
    if (is_idle() && !first) first = silent_until();
    return first;
}

std::size_t Outbox::window() const {
    const std::size_t window = std::min(granted_, cautious_);
    if (window == 0 || credit_permille_ == 0) return 0;
    return std::max<std::size_t>(1, window * credit_permille_ / 1000);
}

void Outbox::on(const Connected& up, SteadyTime now, Actions& out) {
    session_ = up.session;
    heard_at_ = now;
    granted_ = 0;
    hub_is_online_ = true;
    timeouts_in_a_row_ = 0;
    hellos_unanswered_ = 0;
    timeout_ms_ = limits_.progress_ms_min;
    rewind(now);  // what was on its way over the old link may be lost
    greet(now, out);
}

void Outbox::on(const Disconnected&, SteadyTime, Actions&) {
    state_ = State::disconnected;
    is_reading_ = false;
    progress_by_.reset();
    linger_until_.reset();
}

void Outbox::on(const Recorded& recorded, SteadyTime now, Actions& out) {
    if (is_opening_) return;  // it may be of the new epoch already
    SALDO_CHECK(recorded.next >= recorded_);
    recorded_ = recorded.next;
    send_if_due(now, out);
}

void Outbox::on(const Sent& sent, SteadyTime now, Actions& out) {
    if (!is_reading_) return;  // it was asked for before the link was lost
    is_reading_ = false;
    SALDO_CHECK(sent.next <= recorded_);
    if (!progress_by_) arm(now);
    if (sent.next <= sent_) {
        // Nothing went: the next receipt, record or time-out tries again. A linger that is over
        // would try again at once, and for ever.
        linger_until_.reset();
        return;
    }
    flights_.push_back({.next = sent.next, .sent_at = now, .is_resend = sent_ < resent_until_});
    sent_ = sent.next;
    linger_until_.reset();
    send_if_due(now, out);
}

void Outbox::on(const Received& received, SteadyTime now, Actions& out) {
    const Receipt& receipt = received.receipt;
    if (state_ == State::disconnected || is_opening_) return;
    if (receipt.incarnation < incarnation_) return;
    hub_is_online_ = true;
    heard_at_ = now;
    const bool is_answer = receipt.session == session_;
    if (is_answer) hellos_unanswered_ = 0;
    const bool is_stale = receipt.incarnation == incarnation_ && receipt.held.epoch == epoch_ &&
                          receipt.held.next < held_;
    if (stops_the_stream(receipt.verdict)) {
        // An old one may still be retained at the broker; the answer to our HELLO is the newest.
        if (is_answer || !is_stale) on_stopped(receipt, now, out);
        return;
    }
    if (is_stale) return;
    if (receipt.held.epoch != epoch_) {
        // Said of an epoch before ours, or to another machine: the answer to our HELLO decides.
        if (!is_answer || receipt.held.epoch.ordinal < epoch_.ordinal) return;
        return open_epoch(OpenEpoch::Why::hub_ahead, receipt.held.epoch.ordinal, out);
    }
    if (receipt.held.next > recorded_) {
        return open_epoch(OpenEpoch::Why::hub_ahead, epoch_.ordinal, out);
    }
    if (!received.own_hash) return open_epoch(OpenEpoch::Why::range_lost, epoch_.ordinal, out);
    if (*received.own_hash != receipt.held.hash) {
        return open_epoch(OpenEpoch::Why::hub_ahead, epoch_.ordinal, out);
    }
    advance_held(receipt, now, out);
    if (is_answer && state_ != State::streaming) {
        rewind(now);  // what was on its way when we were halted was not taken
        state_ = State::streaming;
        alarm_ = Halt::none;
        timeouts_in_a_row_ = 0;
        progress_by_.reset();
        round_ends_ = sent_;
    }
    if (state_ != State::streaming) return;
    granted_ = receipt.window;
    if (receipt.verdict == Verdict::busy) cautious_ = std::max<std::uint16_t>(1, cautious_ / 2);
    // Batches that were on their way behind a lost one all come back as gaps at the same place:
    // the first of them is acted on, the rest is its echo.
    if (receipt.verdict == Verdict::gap && gap_handled_ != receipt.held.next) {
        gap_handled_ = receipt.held.next;
        rewind(now);
    }
    send_if_due(now, out);
}

void Outbox::on(const HubSeen& seen, SteadyTime now, Actions& out) {
    const HubState& state = seen.state;
    // Who answered our HELLO is not told. A run that we hear of only after the answer may be
    // another.
    const bool is_answered = state_ == State::streaming || state_ == State::halted;
    const bool is_new_run = state.run != hub_run_ && (hub_run_ != 0 || is_answered);
    // A hub that was put back to before its last incarnation does not know it: our HELLO tells it.
    // Of an old word of the hub nothing else counts.
    const bool is_old = state.incarnation < incarnation_;
    if (is_old && !(is_new_run && state.online)) return;
    if (!is_old) {
        heard_at_ = now;
        hub_is_online_ = state.online;
        credit_permille_ = state.credit_permille;
    }
    if (!state.online) return;  // the will of a run that we never met must not hide its coming
    hub_run_ = state.run;
    if (state_ == State::disconnected) return;
    const bool went_back = state_ == State::streaming && state.incarnation > incarnation_;
    if (is_new_run || went_back) {
        rewind(now);
        greet(now, out);
    } else {
        send_if_due(now, out);
    }
}

void Outbox::on(const Tick&, SteadyTime now, Actions& out) {
    if (state_ == State::disconnected || is_opening_) return;
    if (progress_by_ && *progress_by_ <= now) return on_timeout(now, out);
    if (is_idle() && silent_until() <= now) {
        arm(now);
        return ask_again(limits_.hellos_unanswered_max, out);
    }
    send_if_due(now, out);
}

void Outbox::greet(SteadyTime now, Actions& out) {
    state_ = State::greeting;
    granted_ = 0;
    out.emplace_back(SendHello{session_});
    arm(now);
}

void Outbox::halt(Halt why, SteadyTime now, Actions& out) {
    state_ = State::halted;
    progress_by_ = now.plus_ms(limits_.halted_hello_ms);
    linger_until_.reset();
    if (alarm_ == why) return;
    alarm_ = why;
    out.emplace_back(Alarm{alarm_});
}

void Outbox::on_stopped(const Receipt& receipt, SteadyTime now, Actions& out) {
    const std::uint32_t hub_at = receipt.held.epoch.ordinal;
    switch (receipt.verdict) {
        case Verdict::fork: return halt(Halt::fork, now, out);
        case Verdict::fenced:
            // Closed because the hub is in a later epoch: what we hold goes on in one after that.
            if (hub_at > epoch_.ordinal) {
                return open_epoch(OpenEpoch::Why::hub_ahead, hub_at, out);
            }
            return halt(Halt::fenced, now, out);
        default:
            return halt(hub_at < epoch_.ordinal ? Halt::epoch_waits : Halt::held_out, now, out);
    }
}

void Outbox::open_epoch(OpenEpoch::Why why, std::uint32_t after, Actions& out) {
    is_opening_ = true;
    progress_by_.reset();
    linger_until_.reset();
    out.emplace_back(OpenEpoch{why, after});
}

void Outbox::on(const EpochOpened& opened, SteadyTime now, Actions& out) {
    epoch_ = opened.epoch;
    recorded_ = opened.next;
    sent_ = held_ = resent_until_ = round_ends_ = 0;
    flights_.clear();
    gap_handled_.reset();
    is_reading_ = false;
    is_opening_ = false;
    if (state_ == State::disconnected) return;
    session_ = opened.session;
    greet(now, out);
}

void Outbox::on(const Ask& ask, SteadyTime now, Actions& out) {
    if (state_ == State::disconnected || is_opening_) return;
    session_ = ask.session;
    out.emplace_back(SendHello{session_});
    if (state_ == State::greeting) arm(now);
}

void Outbox::advance_held(const Receipt& receipt, SteadyTime now, Actions& out) {
    const bool is_new_life = receipt.incarnation > incarnation_;
    if (!is_new_life && receipt.held.next == held_) return;
    incarnation_ = receipt.incarnation;
    if (receipt.held.next < held_) {
        // The hub went back and says so: it is refilled from what we keep.
        held_ = receipt.held.next;
        rewind(now);
    } else {
        held_ = receipt.held.next;
        sent_ = std::max(sent_, held_);
        note_progress(now);
    }
    out.emplace_back(Hold{receipt});
}

void Outbox::note_progress(SteadyTime now) {
    while (!flights_.empty() && flights_.front().next <= held_) {
        // A batch that was sent twice tells no round trip: which of the two was answered?
        if (!flights_.front().is_resend) {
            round_trip_ms_ = (now.ns - flights_.front().sent_at.ns) / 1'000'000;
        }
        flights_.pop_front();
    }
    gap_handled_.reset();
    timeouts_in_a_row_ = 0;
    timeout_ms_ = std::clamp(round_trip_ms_ * 4, limits_.progress_ms_min, limits_.progress_ms_max);
    if (held_ >= round_ends_) {
        cautious_ =
            std::min<std::uint16_t>(limits_.window_max, static_cast<std::uint16_t>(cautious_ + 1));
        round_ends_ = sent_;
    }
    // A receipt that is no answer leaves the HELLO open: its time-out, or a halted agent's, stands.
    if (state_ != State::streaming) return;
    progress_by_.reset();
    if (!flights_.empty()) arm(now);
}

void Outbox::rewind(SteadyTime now) {
    flights_.clear();
    is_reading_ = false;
    if (sent_ == held_) return;
    resent_until_ = std::max(resent_until_, sent_);
    sent_ = held_;
    linger_until_ = now;
    ++resends_;
}

void Outbox::on_timeout(SteadyTime now, Actions& out) {
    if (state_ == State::halted) {
        progress_by_ = now.plus_ms(limits_.halted_hello_ms);
        return ask_again(1, out);
    }
    timeout_ms_ = std::min(timeout_ms_ * 2, limits_.progress_ms_max);
    arm(now);
    const bool waits_for_window = state_ == State::streaming && flights_.empty();
    if (!hub_is_online_ || waits_for_window) {
        // Nobody owes us a receipt for a batch: we ask. A link may be dead without a word, though,
        // and then neither a window nor the hub's return would ever reach us.
        if (state_ == State::greeting || sent_ < recorded_ || !flights_.empty() ||
            hellos_unanswered_ > 0) {
            ask_again(limits_.hellos_unanswered_max, out);
            if (state_ == State::disconnected) return;
        } else {
            progress_by_.reset();
        }
        return send_if_due(now, out);
    }
    if (++timeouts_in_a_row_ >= limits_.timeouts_in_a_row_max) return give_up(out);
    if (state_ == State::greeting) {
        out.emplace_back(SendHello{session_});
        return;
    }
    cautious_ = std::max<std::uint16_t>(1, cautious_ / 2);
    rewind(now);
    send_if_due(now, out);
}

void Outbox::ask_again(std::uint32_t unanswered_max, Actions& out) {
    if (hellos_unanswered_ >= unanswered_max) return give_up(out);
    ++hellos_unanswered_;
    out.emplace_back(SendHello{session_});
}

void Outbox::give_up(Actions& out) {
    state_ = State::disconnected;
    progress_by_.reset();
    linger_until_.reset();
    const std::uint32_t tries = std::max(timeouts_in_a_row_, hellos_unanswered_);
    out.emplace_back(DropLink{"no receipt after " + std::to_string(tries) + " tries"});
}

void Outbox::send_if_due(SteadyTime now, Actions& out) {
    if (state_ != State::streaming || is_reading_ || sent_ == recorded_) return;
    if (flights_.size() >= window()) {
        if (!progress_by_) arm(now);  // a window of 0 has no batch whose time-out would wake us
        return;
    }
    const bool is_catch_up = catching_up();
    if (!is_catch_up && recorded_ - sent_ < limits_.online_records_max) {
        if (!linger_until_) linger_until_ = now.plus_ms(limits_.linger_ms);
        if (now < *linger_until_) return;
    }
    const std::size_t records_max =
        is_catch_up ? limits_.catch_up_records_max : limits_.online_records_max;
    is_reading_ = true;
    out.emplace_back(
        SendRange{.from = sent_,
                  .records_max = std::min<std::size_t>(records_max, recorded_ - sent_),
                  .bytes_max = is_catch_up ? limits_.catch_up_bytes_max : limits_.online_bytes_max,
                  .pack = is_catch_up});
}

}  // namespace saldo::sync
