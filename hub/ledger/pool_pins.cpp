#include <algorithm>
#include <utility>

#include "hub/ledger/pool.hpp"
#include "hub/ledger/pool_touched.hpp"

namespace saldo::ledger {
namespace {

bool may_take(const PoolLot& lot, const PoolUse& use) {
    if (!lot.is_there(use.day)) return false;
    if (use.expiry() == Expiry::any) return true;
    return lot.is_expired(use.day) == (use.expiry() == Expiry::expired_only);
}

/// Lots by the caller's id.
class LotIndex {
public:
    explicit LotIndex(std::span<const PoolLot> lots) {
        for (std::uint32_t i = 0; i < lots.size(); ++i) ids_.emplace_back(lots[i].id, i);
        std::ranges::sort(ids_);
    }
    std::optional<std::uint32_t> find(std::uint32_t id) const {
        const auto found = std::ranges::lower_bound(ids_, std::pair{id, 0U});
        if (found == ids_.end() || found->first != id) return std::nullopt;
        return found->second;
    }

private:
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ids_;
};

/// The reservations with the edits; nothing of a use that was taken out or has no own lot any more.
std::vector<Reservation> edited(const Documents& documents, std::span<const Reservation> old,
                                std::span<const UseEdit> edits) {
    std::vector<Reservation> result;
    auto held = old.begin();
    for (const UseEdit& edit : edits) {
        while (held != old.end() && compare(documents, held->use, edit.use) < 0) {
            result.push_back(*held++);
        }
        if (held != old.end() && held->use.is_at_place_of(edit.use)) ++held;
        if (edit.is_erased || !edit.use.has_own_lot()) continue;
        result.push_back({.use = edit.use, .lot_id = edit.own_lot});
    }
    result.insert(result.end(), held, old.end());
    return result;
}

}  // namespace

void Pool::reserve(Pins& pins) const {
    pins.free.clear();
    for (const PoolLot& lot : lots_) pins.free.push_back(lot.quantity);
    const LotIndex index{lots_.view()};
    for (Reservation& r : pins.list) {
        r.reserved = 0;
        const auto lot = index.find(r.lot_id);
        if (!lot) continue;
        r.lot = *lot;
        if (may_take(lots_[*lot], r.use)) r.reserved = std::min(pins.free[*lot], r.use.asked);
        pins.free[*lot] -= r.reserved;
    }
}

void Pool::edit_pins(const Documents& documents, std::span<const UseEdit> edits, Touched& touched) {
    const bool has_new = std::ranges::any_of(
        edits, [](const UseEdit& edit) { return !edit.is_erased && edit.use.has_own_lot(); });
    if ((!pins_ && !has_new) || touched.is_nothing()) return;
    const std::vector<Reservation> before =
        pins_ ? std::move(pins_->list) : std::vector<Reservation>{};
    Pins pins{.list = edited(documents, before, edits), .free = {}};
    reserve(pins);

    // What is reserved otherwise than before changes its lot from its entry on.
    const LotIndex index{lots_.view()};
    const auto note = [&](const Reservation& r) {
        touched.use(r.use.day);
        if (const auto lot = index.find(r.lot_id)) touched.lot(*lot, lots_[*lot].entry_day);
    };
    auto old = before.begin();
    auto now = pins.list.cbegin();
    while (old != before.end() || now != pins.list.cend()) {
        const auto order = old == before.end()       ? std::strong_ordering::greater
                           : now == pins.list.cend() ? std::strong_ordering::less
                                                     : compare(documents, old->use, now->use);
        const bool is_equal = order == 0 && old->use == now->use && old->lot_id == now->lot_id &&
                              old->reserved == now->reserved;
        if (order <= 0) {
            if (!is_equal) note(*old);
            ++old;
        }
        if (order >= 0) {
            if (!is_equal) note(*now);
            ++now;
        }
    }
    pins_ = pins.list.empty() ? nullptr : std::make_unique<Pins>(std::move(pins));
}

}  // namespace saldo::ledger
