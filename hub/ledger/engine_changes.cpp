#include "hub/ledger/engine_changes.hpp"

#include <algorithm>

namespace saldo::ledger {
namespace {

/// Collects what a walk gives.
struct Collect {
    static constexpr bool has_skips = true;
    std::span<const PoolLot> lots;
    RowTable& table;

    void begin(const PoolUse& use) {
        table.entries.push_back({.use = place_of(use),
                                 .day = use.day,
                                 .takes_end = static_cast<std::uint32_t>(table.takes.size()),
                                 .skips_end = static_cast<std::uint32_t>(table.skips.size())});
    }
    void take(std::uint32_t lot, std::int64_t ticks) {
        table.takes.push_back({lots[lot].id, Quantity::from_ticks(ticks)});
        ++table.entries.back().takes_end;
    }
    void shortage(std::int64_t ticks) {
        table.entries.back().shortage = Quantity::from_ticks(ticks);
    }
    void skip(std::uint32_t lot, std::int64_t ticks) {
        table.skips.push_back({lots[lot].id, Quantity::from_ticks(ticks)});
        ++table.entries.back().skips_end;
    }
};

std::span<const LotAmount> slice(const std::vector<LotAmount>& amounts, std::uint32_t begin,
                                 std::uint32_t end) {
    return std::span{amounts}.subspan(begin, end - begin);
}

std::strong_ordering in_order(const Documents& documents, const RowTable::Entry& a,
                              const RowTable::Entry& b) {
    if (a.day != b.day) return a.day <=> b.day;
    if (a.use.document != b.use.document) {
        return documents.compare(a.use.document.value(), b.use.document.value());
    }
    if (a.use.line != b.use.line) return a.use.line <=> b.use.line;
    if (a.use.material != b.use.material) return a.use.material <=> b.use.material;
    return a.use.column <=> b.use.column;
}

}  // namespace

UsePlace place_of(const PoolUse& use) {
    return {DocumentId{use.document}, use.line(), use.material(), use.column()};
}

std::span<const LotAmount> RowTable::takes_of(std::size_t entry) const {
    return slice(takes, entry == 0 ? 0 : entries[entry - 1].takes_end, entries[entry].takes_end);
}

std::span<const LotAmount> RowTable::skips_of(std::size_t entry) const {
    return slice(skips, entry == 0 ? 0 : entries[entry - 1].skips_end, entries[entry].skips_end);
}

void RowTable::add(const RowTable& other, std::size_t entry) {
    const auto of_takes = other.takes_of(entry);
    const auto of_skips = other.skips_of(entry);
    takes.insert(takes.end(), of_takes.begin(), of_takes.end());
    skips.insert(skips.end(), of_skips.begin(), of_skips.end());
    entries.push_back(other.entries[entry]);
    entries.back().takes_end = static_cast<std::uint32_t>(takes.size());
    entries.back().skips_end = static_cast<std::uint32_t>(skips.size());
}

RowTable rows_between(const Pool& pool, std::uint32_t first, std::uint32_t end) {
    RowTable table;
    std::size_t uses = 0;
    for (std::uint32_t s = first; s < end; ++s) uses += pool.spans()[s].uses.size();
    table.entries.reserve(uses);
    table.takes.reserve(uses + uses / 4);
    Collect collect{.lots = pool.lots(), .table = table};
    pool.walk(first, end, collect);
    return table;
}

PoolChange difference(const Documents& documents, const RowTable& before, const RowTable& after) {
    PoolChange change;
    std::size_t b = 0;
    std::size_t a = 0;
    while (b < before.entries.size() || a < after.entries.size()) {
        const auto order = b == before.entries.size() ? std::strong_ordering::greater
                           : a == after.entries.size()
                               ? std::strong_ordering::less
                               : in_order(documents, before.entries[b], after.entries[a]);
        const bool is_equal = order == 0 &&
                              before.entries[b].shortage == after.entries[a].shortage &&
                              std::ranges::equal(before.takes_of(b), after.takes_of(a)) &&
                              std::ranges::equal(before.skips_of(b), after.skips_of(a));
        if (order <= 0) {
            if (!is_equal) change.before.add(before, b);
            ++b;
        }
        if (order >= 0) {
            if (!is_equal) change.after.add(after, a);
            ++a;
        }
    }
    return change;
}

}  // namespace saldo::ledger
