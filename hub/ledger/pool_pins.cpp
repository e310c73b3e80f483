#include <algorithm>
#include <utility>

#include "hub/ledger/pool_editor.hpp"

namespace saldo::ledger {
namespace {

bool may_take(const PoolLot& lot, const PoolUse& use) {
    if (!lot.is_there(use.day)) return false;
    if (use.expiry() == Expiry::any) return true;
    return lot.is_expired(use.day) == (use.expiry() == Expiry::expired_only);
}

/// Where the lots stand that some reservation names.
class OwnLots {
public:
    OwnLots(std::span<const Reservation> reservations, std::span<const PoolLot> lots) {
        for (const Reservation& r : reservations) ids_.push_back(r.lot_id);
        std::ranges::sort(ids_);
        ids_.erase(std::ranges::unique(ids_).begin(), ids_.end());
        positions_.resize(ids_.size());
        for (std::uint32_t i = 0; i < lots.size(); ++i) {
            const auto found = std::ranges::lower_bound(ids_, lots[i].id);
            if (found == ids_.end() || *found != lots[i].id) continue;
            positions_[static_cast<std::size_t>(found - ids_.begin())] = i;
        }
    }
    std::optional<std::uint32_t> find(std::uint32_t id) const {
        const auto found = std::ranges::lower_bound(ids_, id);
        if (found == ids_.end() || *found != id) return std::nullopt;
        return positions_[static_cast<std::size_t>(found - ids_.begin())];
    }

private:
    std::vector<std::uint32_t> ids_;
    std::vector<std::optional<std::uint32_t>> positions_;
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

void PoolEditor::reserve(Pool::Pins& pins) const {
    pins.free.clear();
    for (const PoolLot& lot : pool_->lots_) pins.free.push_back(lot.quantity);
    const OwnLots own{pins.list, pool_->lots()};
    for (Reservation& r : pins.list) {
        r.reserved = 0;
        const auto lot = own.find(r.lot_id);
        if (!lot) continue;
        r.lot = *lot;
        if (!may_take(pool_->lots_[*lot], r.use)) continue;
        r.reserved = std::min(pins.free[*lot], r.use.asked);
        pins.free[*lot] -= r.reserved;
    }
}

void PoolEditor::edit_pins(std::span<const UseEdit> edits) {
    const bool has_new = std::ranges::any_of(
        edits, [](const UseEdit& edit) { return !edit.is_erased && edit.use.has_own_lot(); });
    if ((!pool_->pins_ && !has_new) || !is_touched_) return;
    Pool::Pins before;
    if (pool_->pins_) before = std::move(*pool_->pins_);
    Pool::Pins pins{.list = edited(documents_, before.list, edits), .free = {}};
    reserve(pins);
    touch_changed_reservations(before.list, pins.list);
    pool_->pins_ = pins.list.empty() ? nullptr : std::make_unique<Pool::Pins>(std::move(pins));
    reservations_before_ = std::move(before.list);
    free_before_ = std::move(before.free);
}

/// What is reserved otherwise than before changes its lot from its entry on.
void PoolEditor::touch_changed_reservations(std::span<const Reservation> before,
                                            std::span<const Reservation> after) {
    const OwnLots own_before{before, pool_->lots()};
    const OwnLots own_after{after, pool_->lots()};
    const auto touch = [&](const Reservation& r, const OwnLots& own) {
        touch_use(r.use.day);
        const auto lot = own.find(r.lot_id);
        if (lot) touch_lot(*lot, pool_->lots_[*lot].entry_day);
    };
    auto old = before.begin();
    auto now = after.begin();
    while (old != before.end() || now != after.end()) {
        const auto order = old == before.end()  ? std::strong_ordering::greater
                           : now == after.end() ? std::strong_ordering::less
                                                : compare(documents_, old->use, now->use);
        const bool is_equal = order == 0 && old->use == now->use && old->lot_id == now->lot_id &&
                              old->reserved == now->reserved;
        if (order <= 0) {
            if (!is_equal) touch(*old, own_before);
            ++old;
        }
        if (order >= 0) {
            if (!is_equal) touch(*now, own_after);
            ++now;
        }
    }
}

}  // namespace saldo::ledger
