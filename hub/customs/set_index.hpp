#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "hub/customs/keys.hpp"
#include "hub/customs/record_file.hpp"

namespace saldo::customs {

constexpr std::uint32_t no_owner = 0xFFFF'FFFF;

/// Finds a pedimento of a set by its key. The order of the table never shows: it is only asked.
class PedimentoIndex {
public:
    /// Needs: sorted, each key once, none empty.
    explicit PedimentoIndex(std::span<const PedimentoKey> keys);
    /// The place of the key in `keys`, or no_owner.
    std::uint32_t find(PedimentoKey key) const;

private:
    struct Slot {
        PedimentoKey key;
        std::uint32_t place = no_owner;
    };
    std::size_t slot_of(PedimentoKey key) const;
    std::vector<Slot> slots_;
};

/// Rows by their owner, in row order inside each: rows[first[i] .. first[i + 1]) belong to owner i.
struct Grouped {
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> rows;

    std::span<const std::uint32_t> of(std::size_t owner) const {
        return std::span{rows}.subspan(first[owner], first[owner + 1] - first[owner]);
    }
    std::span<std::uint32_t> of(std::size_t owner) {
        return std::span{rows}.subspan(first[owner], first[owner + 1] - first[owner]);
    }
};

/// owner[row] is the row's owner, or no_owner for a row that belongs to nobody.
Grouped group_by_owner(std::span<const std::uint32_t> owner, std::size_t owners);

}  // namespace saldo::customs
