#pragma once

#include <compare>
#include <cstdint>
#include <limits>

#include "hub/ledger/documents.hpp"
#include "hub/ledger/fold.hpp"
#include "hub/ledger/keys.hpp"

namespace saldo::ledger {

/// A lot in 32 bytes. Its place in the pool is (entry day, document, line); `id` is the caller's.
struct PoolLot {
    std::int64_t quantity;       ///< ticks
    std::int32_t entry_day;      ///< days, as LocalDate
    std::int32_t term_end_day;   ///< never_day: no term
    std::int32_t available_day;  ///< ever_day: from the entry day on
    std::uint32_t document;      ///< payment date, pedimento, name
    std::uint32_t line;
    std::uint32_t id;

    static constexpr std::int32_t never_day = std::numeric_limits<std::int32_t>::max();
    static constexpr std::int32_t ever_day = std::numeric_limits<std::int32_t>::min();

    bool is_expired(std::int32_t day) const { return day > term_end_day; }
    bool is_available(std::int32_t day) const { return available_day <= day; }
    bool is_there(std::int32_t day) const { return entry_day <= day && is_available(day); }
    friend bool operator==(const PoolLot&, const PoolLot&) = default;
};
static_assert(sizeof(PoolLot) == 32);

/// A use in 24 bytes. Its place in the pool is (document, line, material, column).
struct PoolUse {
    std::int64_t asked;      ///< ticks
    std::uint64_t packed;    ///< line 32, material 27, column 2, expiry 2, has an own lot 1
    std::uint32_t document;  ///< operation date, phase, text, name
    std::int32_t day;        ///< the document's, beside it: a fold reads every use

    static constexpr std::uint32_t material_end = 1U << 27;

    std::uint64_t place() const { return packed >> 3; }
    Expiry expiry() const { return static_cast<Expiry>(packed >> 1 & 3); }
    bool has_own_lot() const { return (packed & 1) != 0; }
    std::uint32_t line() const { return static_cast<std::uint32_t>(packed >> 32); }
    std::uint32_t material() const {
        return static_cast<std::uint32_t>(packed >> 5 & (material_end - 1));
    }
    Column column() const { return static_cast<Column>(packed >> 3 & 3); }
    bool is_at_place_of(const PoolUse& other) const {
        return document == other.document && place() == other.place();
    }
    friend bool operator==(const PoolUse&, const PoolUse&) = default;
};
static_assert(sizeof(PoolUse) == 24);

/// D-02, as fifo_before.
inline std::strong_ordering compare(const Documents& documents, const PoolLot& a,
                                    const PoolLot& b) {
    if (a.entry_day != b.entry_day) return a.entry_day <=> b.entry_day;
    if (a.document == b.document) return a.line <=> b.line;
    const DocumentKey x = documents.key(DocumentId{a.document});
    const DocumentKey y = documents.key(DocumentId{b.document});
    if (x.date != y.date) return x.date <=> y.date;
    if (x.pedimento != y.pedimento) return x.pedimento <=> y.pedimento;
    if (a.line != b.line) return a.line <=> b.line;
    return x.name <=> y.name;
}

/// As UseOrder, with the document's key in place of its rank.
inline std::strong_ordering compare(const Documents& documents, const PoolUse& a,
                                    const PoolUse& b) {
    if (a.day != b.day) return a.day <=> b.day;
    if (a.document != b.document) return documents.compare(a.document, b.document);
    return a.place() <=> b.place();
}

}  // namespace saldo::ledger
