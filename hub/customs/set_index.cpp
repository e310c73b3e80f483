#include "hub/customs/set_index.hpp"

#include <bit>

#include "common/base/check.hpp"

namespace saldo::customs {

PedimentoIndex::PedimentoIndex(std::span<const PedimentoKey> keys)
    : slots_(std::bit_ceil(keys.size() * 2 + 2)) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
        Slot& slot = slots_[slot_of(keys[i])];
        SALDO_CHECK(slot.place == no_owner && !keys[i].is_empty());
        slot = {keys[i], static_cast<std::uint32_t>(i)};
    }
}

/// Where the key is, or where it would be put.
std::size_t PedimentoIndex::slot_of(PedimentoKey key) const {
    constexpr std::uint64_t golden = 0x9E37'79B9'7F4A'7C15U;
    const std::uint64_t mixed = key.packed() * golden;
    std::size_t at = static_cast<std::size_t>(mixed >> 32U) & (slots_.size() - 1);
    while (slots_[at].place != no_owner && slots_[at].key != key) {
        at = (at + 1) & (slots_.size() - 1);
    }
    return at;
}

std::uint32_t PedimentoIndex::find(PedimentoKey key) const { return slots_[slot_of(key)].place; }

Grouped group_by_owner(std::span<const std::uint32_t> owner, std::size_t owners) {
    Grouped grouped;
    grouped.first.assign(owners + 1, 0);
    for (const std::uint32_t o : owner) {
        if (o != no_owner) ++grouped.first[o + 1];
    }
    for (std::size_t i = 0; i < owners; ++i) grouped.first[i + 1] += grouped.first[i];
    grouped.rows.resize(grouped.first[owners]);
    std::vector<std::uint32_t> next(grouped.first.begin(), grouped.first.end() - 1);
    for (std::size_t row = 0; row < owner.size(); ++row) {
        if (owner[row] != no_owner) {
            grouped.rows[next[owner[row]]++] = static_cast<std::uint32_t>(row);
        }
    }
    return grouped;
}

}  // namespace saldo::customs
