#include <algorithm>

#include "agent/uplink/uplink_machine.hpp"
#include "common/config/log.hpp"

// How much the hub holds of the epochs that were closed: asked in HELLOs, written down, and the
// rest is written again (sync.md section 6).

namespace saldo::agent {

using config::LogLevel;

void UplinkMachine::open_epoch(wire::EpochReason reason, std::uint32_t after) {
    ++batch_order_;  // of the epoch that ends
    if (auto opened = source_.open_epoch(reason, after); !opened) return fail(opened.error());
    const sync::Place head = source_.head();
    config::log_event(LogLevel::warn, "uplink.epoch_opened", {{"epoch", head.epoch.ordinal}});
    round_trip_.epoch_opened();
    if (!search_) search_next();
    feed(sync::EpochOpened{head.epoch, head.next, surroundings_.random() | 1});
}

void UplinkMachine::search_next() {
    search_.reset();
    ask_at_.reset();
    const auto open = source_.unsettled(incarnation_);
    if (!open) return fail(open.error());
    figures_.epochs_to_settle = open->size();
    for (const Unsettled& epoch : *open) {
        sync::ForkSearch places{epoch.low, epoch.high};
        if (!places.is_found()) {
            search_ = Search{.epoch = epoch, .places = places, .asked = {}};
            ask_at_ = surroundings_.steady_now();
            return;
        }
        // Nothing of it is left that could be written again.
        settle({.ordinal = epoch.epoch.ordinal,
                .common = epoch.low,
                .incarnation = std::max<std::uint64_t>(1, incarnation_)});
        --figures_.epochs_to_settle;
    }
}

void UplinkMachine::settle(const Settlement& settlement) {
    config::log_event(
        LogLevel::info, "uplink.epoch_settled",
        {{"plant", options_.agent}, {"epoch", settlement.ordinal}, {"common", settlement.common}});
    if (auto settled = source_.settle(settlement); !settled) fail(settled.error());
}

sync::Trail UplinkMachine::trail() {
    sync::Trail asked{.epoch = search_->epoch.epoch, .marks = {}};
    search_->asked.clear();
    while (!search_->places.is_found()) {
        for (const std::uint64_t next : search_->places.marks()) {
            const auto hash = source_.hash_at(asked.epoch.ordinal, next);
            if (!hash) {
                fail(hash.error());
                return asked;
            }
            if (!*hash) continue;
            asked.marks.push_back({.next = next, .hash = **hash});
            search_->asked.push_back(next);
        }
        if (!asked.marks.empty()) return asked;
        search_->places.answer(0, {});
    }
    settle({.ordinal = asked.epoch.ordinal,
            .common = search_->places.common(),
            .incarnation = std::max<std::uint64_t>(1, incarnation_)});
    search_next();
    return asked;
}

void UplinkMachine::on_common(const sync::Receipt& receipt) {
    if (!search_ || !receipt.common || receipt.session != search_->session) return;
    if (receipt.common->ordinal != search_->epoch.epoch.ordinal) return;
    search_->session = 0;  // one answer for one question
    search_->places.answer(receipt.common->next, search_->asked);
    ask_at_ = surroundings_.steady_now();
    if (!search_->places.is_found()) return;
    Settlement settlement{.ordinal = search_->epoch.epoch.ordinal,
                          .common = search_->places.common(),
                          .incarnation = receipt.incarnation,
                          .receipt = newest_signed_receipt_,
                          .hub_time = receipt.hub_time};
    if (receipt.held.epoch == search_->epoch.epoch) settlement.lost_from = receipt.held.next;
    settle(settlement);
    search_next();
}

}  // namespace saldo::agent
