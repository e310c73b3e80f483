#include "hub/ledger/fold.hpp"

#include <algorithm>
#include <tuple>

#include "common/base/check.hpp"

namespace saldo::ledger {
namespace {

bool is_expired(const Lot& lot, LocalDate on) { return lot.term_end && on > *lot.term_end; }

bool may_take(Expiry rule, bool expired) {
    if (rule == Expiry::unexpired_only) return !expired;
    if (rule == Expiry::expired_only) return expired;
    return true;
}

}  // namespace

std::string_view to_string(Column column) {
    switch (column) {
        case Column::incorporated: return "incorporated";
        case Column::shrinkage: return "shrinkage";
        case Column::scrap: return "scrap";
    }
    return "";
}

bool fifo_before(const Lot& a, const Lot& b) {
    const auto key = [](const Lot& lot) {
        return std::tie(lot.entry_date, lot.payment_date, lot.pedimento, lot.line, lot.name);
    };
    return key(a) < key(b);
}

namespace {

bool is_there(const Lot& lot, LocalDate on) {
    return lot.entry_date <= on && (!lot.available_from || *lot.available_from <= on);
}

/// What each use gets of its own lot, taken off before anybody walks.
std::vector<Quantity> reserve(std::span<const Lot> lots, std::span<const Use> uses,
                              std::vector<Quantity>& left) {
    std::vector<Quantity> reserved(uses.size());
    for (std::size_t u = 0; u < uses.size(); ++u) {
        const Use& use = uses[u];
        if (!use.own_lot) continue;
        SALDO_CHECK(*use.own_lot < lots.size());
        const Lot& lot = lots[*use.own_lot];
        const LocalDate on = use.order.date;
        if (!is_there(lot, on) || !may_take(use.expiry, is_expired(lot, on))) continue;
        reserved[u] = std::min(left[*use.own_lot], use.asked);
        left[*use.own_lot] -= reserved[u];
    }
    return reserved;
}

}  // namespace

Discharge fold(std::span<const Lot> lots, std::span<const Use> uses) {
    Discharge result;
    result.left.reserve(lots.size());
    for (const Lot& lot : lots) {
        SALDO_CHECK(lot.quantity >= Quantity{});
        result.left.push_back(lot.quantity);
    }
    SALDO_CHECK(std::ranges::is_sorted(lots, fifo_before));
    const std::vector<Quantity> reserved = reserve(lots, uses, result.left);

    std::uint32_t first_open = 0;
    for (std::uint32_t u = 0; u < uses.size(); ++u) {
        const Use& use = uses[u];
        SALDO_CHECK(use.asked > Quantity{});
        SALDO_CHECK(u == 0 || uses[u - 1].order < use.order);
        while (first_open < lots.size() && result.left[first_open].is_zero()) ++first_open;

        if (!reserved[u].is_zero()) result.takes.push_back({u, *use.own_lot, reserved[u]});
        Quantity needed = use.asked - reserved[u];
        for (std::uint32_t l = first_open; l < lots.size() && needed > Quantity{}; ++l) {
            if (lots[l].entry_date > use.order.date) break;
            Quantity& left = result.left[l];
            if (left.is_zero() || !is_there(lots[l], use.order.date)) continue;
            const bool expired = is_expired(lots[l], use.order.date);
            if (!may_take(use.expiry, expired)) {
                if (expired) result.skips.push_back({u, l, left});
                continue;
            }
            const Quantity taken = std::min(left, needed);
            left -= taken;
            needed -= taken;
            result.takes.push_back({u, l, taken});
        }
        if (needed > Quantity{}) result.shortages.push_back({u, needed});
    }
    return result;
}

}  // namespace saldo::ledger
