#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/domain/quantity.hpp"
#include "hub/ledger/documents.hpp"
#include "hub/ledger/fold.hpp"
#include "hub/ledger/pool.hpp"
#include "hub/ledger/pool_editor.hpp"

namespace saldo::ledger {

/// Where a use stands in its pool, which is also how it is known.
struct UsePlace {
    DocumentId document;
    std::uint32_t line = 0;
    std::uint32_t material = 0;  ///< < 2^27
    Column column = Column::incorporated;
    friend bool operator==(const UsePlace&, const UsePlace&) = default;
};

UsePlace place_of(const PoolUse& use);

/// An amount of a lot, named by the caller's id.
struct LotAmount {
    std::uint32_t lot = 0;
    Quantity quantity;
    friend bool operator==(const LotAmount&, const LotAmount&) = default;
};

/// What one use got.
struct UseRows {
    std::vector<LotAmount> takes;  ///< its own lot, then oldest first
    Quantity shortage;
    std::vector<LotAmount> skips;  ///< expired lots with a balance that it passed over (D-05)
    friend bool operator==(const UseRows&, const UseRows&) = default;
};

/// The rows of some uses of one pool, packed: four lists in place of two for each use.
struct RowTable {
    struct Entry {
        UsePlace use;
        std::int32_t day = 0;
        std::uint32_t takes_end =
            0;  ///< those of the entry end here, and begin where the last ended
        std::uint32_t skips_end = 0;
        Quantity shortage;
    };
    std::vector<Entry> entries;  ///< in the order of uses
    std::vector<LotAmount> takes;
    std::vector<LotAmount> skips;

    std::span<const LotAmount> takes_of(std::size_t entry) const;
    std::span<const LotAmount> skips_of(std::size_t entry) const;
    void add(const PoolUse& use, const UseRows& rows);
};

/// The rows of the uses in spans [first, end) of a pool.
RowTable rows_between(const Pool& pool, std::uint32_t first, std::uint32_t end);

/// How the rows of one pool changed. A use that stands in `before` alone was taken out, one that
/// stands in `after` alone is new, one in both got something else. Others are in neither.
struct PoolChange {
    std::uint32_t pool = 0;
    RowTable before;
    RowTable after;
    bool has_stopped_early = false;  ///< the state was the stored one again before the end
};

/// What the editor's last edit did to the rows of the pool: both walked side by side, use by use.
PoolChange change_of(const Documents& documents, const Pool& pool, const PoolEditor& editor,
                     const Refolded& refolded);

}  // namespace saldo::ledger
