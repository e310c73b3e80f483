#include "hub/book/parallel_reasons.hpp"

#include <algorithm>

namespace saldo::book {
namespace {

/// Below the last decimal of a customs quantity two systems differ by their rounding alone.
constexpr Quantity last_decimal = Quantity::from_ticks(Quantity::ticks_per_unit / 1000);

Quantity sum_of(const LotQuantities& taken) {
    Quantity sum;
    for (const auto& [lot, quantity] : taken) add_claim(sum, quantity);
    return sum;
}

/// What the line needs of the part here, whether lots cover it or not.
Quantity asked_of(const ParallelLine& line) {
    Quantity asked = sum_of(line.ours);
    add_claim(asked, line.our_shortage);
    return asked;
}

Quantity size_of(Quantity q) { return q < Quantity{} ? -q : q; }

/// Lots of which `a` has more than `b`.
std::vector<std::uint32_t> more_in(const LotQuantities& a, const LotQuantities& b) {
    std::vector<std::uint32_t> lots;
    for (const auto& [lot, quantity] : a) {
        const auto other = b.find(lot);
        if (other == b.end() || other->second < quantity) lots.push_back(lot);
    }
    return lots;
}

std::string place_of(const ParallelLine& line) {
    return line.exit_key + "/" + std::to_string(line.line) + "/" + line.part;
}

}  // namespace

bool ParallelReasons::follows_rules(const ParallelLine& line) const {
    if (!line.outcome || !line.is_claimed || !line.unknown.empty()) return false;
    return state_.walk(line, asked_of(line), line.date) == line.theirs;
}

FoundCause ParallelReasons::at_lot(DifferenceReason reason, std::uint32_t lot,
                                   std::string instead) const {
    const std::string name = lot_name(lot);
    return {.key = std::string{to_string(reason)} + ":" + derived_.lots[lot].part + ":" + name,
            .reason = reason,
            .lot = name,
            .instead = std::move(instead),
            .version = {}};
}

FoundCause ParallelReasons::at_line(DifferenceReason reason, const ParallelLine& line) const {
    return {.key = std::string{to_string(reason)} + ":" + place_of(line),
            .reason = reason,
            .lot = {},
            .instead = {},
            .version = {}};
}

std::vector<FoundCause> ParallelReasons::causes_of(const ParallelLine& line) const {
    using enum DifferenceReason;
    const auto of_exit = [&](DifferenceReason reason) {
        FoundCause cause = at_line(reason, line);
        cause.key = std::string{to_string(reason)} + ":" + line.exit_key;
        return std::vector{std::move(cause)};
    };
    if (!line.outcome) return of_exit(unknown_exit);
    Quantity told = sum_of(line.theirs);
    add_claim(told, line.their_shortage);
    for (const auto& [lot, quantity] : line.unknown) add_claim(told, quantity);
    const Quantity taken = sum_of(line.ours);
    const Quantity asked = asked_of(line);

    std::vector<FoundCause> causes;
    // Most systems have no row for what no lot could cover: then what was taken is what compares.
    const bool same_quantity = told == asked || (told == taken && !line.names_shortage);
    if (!same_quantity) causes.push_back(cause_of_quantity(line, told));
    if (!line.is_claimed) return causes;
    const Quantity asked_there = same_quantity ? asked : told;
    const LotQuantities by_rule = state_.walk(line, asked_there, line.date);
    if (!line.unknown.empty() || by_rule != line.theirs) {
        causes.push_back(cause_of_lots(line, by_rule, asked_there));
    }
    if (causes.empty()) causes.push_back(at_line(other, line));
    return causes;
}

FoundCause ParallelReasons::cause_of_quantity(const ParallelLine& line, Quantity told) const {
    using enum DifferenceReason;
    const Quantity asked = asked_of(line);
    const auto before = versions_.line_before(line);
    if (line.is_claimed && std::ranges::find(before, told) != before.end()) {
        return at_line(r1_pending, line);
    }
    if (!line.is_exit_claimed) {
        FoundCause cause = at_line(not_discharged, line);
        cause.key = "NOT_DISCHARGED:" + line.exit_key;
        return cause;
    }
    for (const HeldRow& held : derived_.held) {
        const bool same = held.outcome == *line.outcome && held.part == line.part;
        if (same && told - asked == held.quantity) return at_line(shrinkage_held, line);
    }
    if (const auto version = versions_.bill_with(line, told)) {
        FoundCause cause = at_line(bom_version, line);
        cause.key = "BOM_VERSION:" + line.product + ":" + format_date(*version);
        cause.version = version;
        return cause;
    }
    if (!line.is_claimed) return at_line(not_discharged, line);
    if (asked.is_zero()) return at_line(not_consumed, line);
    if (size_of(told - asked) < last_decimal) return at_line(rounding, line);
    return at_line(DifferenceReason::quantity, line);
}

/// Does the exit's key pass over that lot on that day (D-05)?
bool ParallelReasons::is_forbidden(const ParallelLine& line, std::uint32_t lot) const {
    const auto& end = derived_.lots[lot].term_end;
    const bool expired = end && line.date > *end;
    switch (derived_.outcomes[*line.outcome].expiry) {
        case ledger::Expiry::any: return false;
        case ledger::Expiry::unexpired_only: return expired;
        case ledger::Expiry::expired_only: return !expired;
    }
    return false;
}

FoundCause ParallelReasons::cause_of_lots(const ParallelLine& line, const LotQuantities& by_rule,
                                          Quantity asked) const {
    using enum DifferenceReason;
    if (!line.unknown.empty()) {
        const auto& [key, number] = line.unknown.begin()->first;
        const std::string name = key + "/" + std::to_string(number);
        return {.key = "UNKNOWN_LOT:" + line.part + ":" + name,
                .reason = unknown_lot,
                .lot = name,
                .instead = {},
                .version = {}};
    }
    if (line.their_date != line.date && state_.walk(line, asked, line.their_date) == line.theirs) {
        return at_line(exit_date, line);
    }
    const auto over = more_in(line.theirs, by_rule);
    const auto under = more_in(by_rule, line.theirs);
    const std::string first_under = under.empty() ? std::string{} : lot_name(under.front());
    for (const std::uint32_t lot : over) {
        const LotRow& row = derived_.lots[lot];
        const LocalDate from = there_from(row);
        if (std::max(row.available_from.value_or(from), from) > line.their_date) {
            return at_lot(discharge_before_entry, lot, first_under);
        }
        if (is_forbidden(line, lot)) return at_lot(expired, lot, first_under);
    }
    const auto taken_there = [&](std::uint32_t lot) {
        const auto now = line.theirs.find(lot);
        const Quantity taken = now == line.theirs.end() ? Quantity{} : now->second;
        Quantity gone = state_.their_out(lot);
        add_claim(gone, taken);
        return gone;
    };
    const auto gone_there = [&](std::uint32_t lot, const LotRow& row) {
        Quantity gone = taken_there(lot);
        add_claim(gone, entered_of(row) - row.quantity);
        return gone;
    };
    for (const std::uint32_t lot : over) {
        const LotRow& row = derived_.lots[lot];
        if (taken_there(lot) <= row.quantity) continue;
        const Quantity gone = gone_there(lot, row);
        const auto before = versions_.lot_before(row);
        const bool fits = std::ranges::any_of(before, [&](Quantity q) { return gone <= q; });
        return at_lot(fits ? r1_pending : overdischarge, lot, first_under);
    }
    for (const std::uint32_t lot : under) {  // passed over: closed there by an older quantity?
        const LotRow& row = derived_.lots[lot];
        const Quantity gone = gone_there(lot, row);
        const auto before = versions_.lot_before(row);
        if (std::ranges::find(before, gone) != before.end()) return at_lot(r1_pending, lot);
    }
    if (over.empty() || under.empty()) return at_line(other, line);
    const LocalDate day = there_from(derived_.lots[under.front()]);
    const auto is_of_that_day = [&](std::uint32_t lot) {
        return there_from(derived_.lots[lot]) == day;
    };
    const std::string first_over = lot_name(over.front());
    if (std::ranges::all_of(over, is_of_that_day) && std::ranges::all_of(under, is_of_that_day)) {
        FoundCause cause = at_line(tie_order, line);
        cause.key = "TIE_ORDER:" + line.part + ":" + format_date(day);
        cause.lot = first_over;
        cause.instead = first_under;
        return cause;
    }
    // Lots are numbered in FIFO order inside a part: a smaller place is an older lot.
    if (under.front() < over.back()) {
        const bool is_late = derived_.lots[under.front()].term_end &&
                             line.date > *derived_.lots[under.front()].term_end;
        FoundCause cause = at_lot(is_late ? expired : fifo_breach, under.front());
        cause.lot = first_over;
        cause.instead = first_under;
        return cause;
    }
    return at_line(other, line);
}

}  // namespace saldo::book
