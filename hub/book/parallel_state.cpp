#include "hub/book/parallel_state.hpp"

#include <algorithm>

#include "hub/ledger/fold.hpp"

namespace saldo::book {

ParallelState::ParallelState(const Derived& derived)
    : derived_{derived},
      pools_{pools_of(derived)},
      their_out_(derived.lots.size()),
      our_out_(derived.lots.size()),
      reserved_(derived.lots.size()) {
    for (const TakeRow& take : derived.takes) {
        const bool is_own = derived.uses[take.use].own_lot == name_of(derived.lots[take.lot]);
        if (is_own) reserved_[take.lot] += take.quantity;
    }
}

Quantity ParallelState::available(std::uint32_t lot) const {
    const Quantity left = derived_.lots[lot].quantity - their_out_[lot] - reserved_[lot];
    return std::max(left, Quantity{});
}

LotQuantities ParallelState::walk(const ParallelLine& line, Quantity asked, LocalDate on) const {
    LotQuantities taken = line.own;
    for (const auto& [lot, quantity] : line.own) asked -= std::min(asked, quantity);
    if (asked.is_zero() || !line.outcome) return taken;
    auto pool = pools_.find({line.part, line.unit.value_or(0)});
    if (pool == pools_.end()) pool = pools_.lower_bound({line.part, 0});
    if (pool == pools_.end() || pool->first.first != line.part) return taken;
    const ledger::Expiry expiry = derived_.outcomes[*line.outcome].expiry;
    // Most lines are served by the first few open lots: only where they are not, more are asked.
    for (std::size_t lots_max = 32;; lots_max *= 4) {
        std::vector<ledger::Lot> lots;
        std::vector<std::uint32_t> places;
        bool is_all = true;
        for (std::uint32_t index : pool->second.lots) {
            const LotRow& lot = derived_.lots[index];
            if (there_from(lot) > on) break;
            const Quantity left = available(index);
            if (left.is_zero()) continue;
            is_all = lots.size() < lots_max;
            if (!is_all) break;
            places.push_back(index);
            lots.push_back({.entry_date = there_from(lot),
                            .payment_date = lot.paid_at.date,
                            .pedimento = lot.printed,
                            .line = lot.line,
                            .name = lot.key,
                            .term_end = lot.term_end,
                            .quantity = left,
                            .available_from = lot.available_from});
        }
        const ledger::Use use{{.date = on}, asked, expiry, {}};
        const ledger::Discharge discharge = ledger::fold(lots, {&use, 1});
        if (!discharge.shortages.empty() && !is_all) continue;
        for (const ledger::Take& take : discharge.takes) {
            taken[places[take.lot]] += take.quantity;
        }
        return taken;
    }
}

void ParallelState::move(std::vector<Quantity>& side, std::uint32_t lot, Quantity quantity) {
    const bool was_apart = their_out_[lot] != our_out_[lot];
    add_claim(side[lot], quantity);
    const bool is_apart = their_out_[lot] != our_out_[lot];
    if (was_apart && !is_apart) --lots_apart_;
    if (!was_apart && is_apart) ++lots_apart_;
}

void ParallelState::release(const ParallelLine& line) {
    for (const auto& [lot, quantity] : line.own) reserved_[lot] -= quantity;
}

void ParallelState::apply(const ParallelLine& line) {
    for (const auto& [lot, quantity] : line.theirs) move(their_out_, lot, quantity);
    for (const auto& [lot, quantity] : line.ours) move(our_out_, lot, quantity);
    release(line);
}

void ParallelState::apply_ours(const ParallelLine& line) {
    for (const auto& [lot, quantity] : line.ours) {
        move(their_out_, lot, quantity);
        move(our_out_, lot, quantity);
    }
    release(line);
}

}  // namespace saldo::book
