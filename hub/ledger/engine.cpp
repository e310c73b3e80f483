#include "hub/ledger/engine.hpp"

#include <algorithm>

#include "common/base/check.hpp"

namespace saldo::ledger {
namespace {

/// Pools settled by one job: enough to be worth handing over, few enough to share evenly.
constexpr std::size_t pools_per_job = 32;

/// What is noted for one pool in a list that is sorted by pool.
template <class Noted>
auto noted_for(const std::vector<Noted>& list, std::uint32_t pool) {
    const auto found = std::ranges::equal_range(list, pool, {}, &Noted::pool);
    std::vector<decltype(Noted::edit)> edits;
    edits.reserve(found.size());
    for (const Noted& noted : found) edits.push_back(noted.edit);
    return edits;
}

template <class Noted>
void put_by_pool(std::vector<Noted>& list) {
    if (!std::ranges::is_sorted(list, {}, &Noted::pool)) {
        std::ranges::stable_sort(list, {}, &Noted::pool);
    }
}

}  // namespace

void serially(std::size_t count, const std::function<void(std::size_t)>& job) {
    for (std::size_t i = 0; i < count; ++i) job(i);
}

PoolLot Engine::row_of(const LotPlace& place) const {
    return {.quantity = 0,
            .entry_day = place.entry_date.days(),
            .term_end_day = PoolLot::never_day,
            .available_day = PoolLot::ever_day,
            .document = place.document.value(),
            .line = place.line,
            .id = 0};
}

PoolUse Engine::row_of(const UsePlace& place) const {
    SALDO_CHECK(place.material < PoolUse::material_end);
    const std::uint64_t packed = std::uint64_t{place.line} << 32 |
                                 std::uint64_t{place.material} << 5 |
                                 std::uint64_t{static_cast<std::uint8_t>(place.column)} << 3;
    return {.asked = 0,
            .packed = packed,
            .document = place.document.value(),
            .day = documents_.date(place.document).days()};
}

void Engine::put_lot(PoolId pool, const LotFact& lot) {
    SALDO_CHECK(lot.quantity >= Quantity{});
    PoolLot row = row_of(lot.place);
    row.quantity = lot.quantity.ticks();
    row.id = lot.id;
    if (lot.term_end) row.term_end_day = lot.term_end->days();
    if (lot.available_from) row.available_day = lot.available_from->days();
    lot_edits_.push_back({pool.value(), {.lot = row}});
}

void Engine::erase_lot(PoolId pool, const LotPlace& place) {
    lot_edits_.push_back({pool.value(), {.lot = row_of(place), .is_erased = true}});
}

void Engine::put_use(PoolId pool, const UseFact& use) {
    SALDO_CHECK(use.asked > Quantity{});
    PoolUse row = row_of(use.place);
    row.asked = use.asked.ticks();
    row.packed |= std::uint64_t{static_cast<std::uint8_t>(use.expiry)} << 1;
    row.packed |= use.own_lot ? 1 : 0;
    use_edits_.push_back({pool.value(), {.use = row, .own_lot = use.own_lot.value_or(0)}});
}

void Engine::erase_use(PoolId pool, const UsePlace& place) {
    use_edits_.push_back({pool.value(), {.use = row_of(place), .is_erased = true}});
}

Pool& Engine::pool_at(std::uint32_t number) {
    if (number >= pools_.size()) pools_.resize(std::size_t{number} + 1);
    return pools_[number];
}

const Pool& Engine::pool(PoolId id) const {
    static const Pool empty;
    return id.value() < pools_.size() ? pools_[id.value()] : empty;
}

std::vector<PoolChange> Engine::settle(Report report, const ForEach& for_each) {
    put_by_pool(lot_edits_);
    put_by_pool(use_edits_);
    std::vector<std::uint32_t> touched;
    for (const auto& noted : lot_edits_) touched.push_back(noted.pool);
    for (const auto& noted : use_edits_) touched.push_back(noted.pool);
    std::ranges::sort(touched);
    touched.erase(std::ranges::unique(touched).begin(), touched.end());
    if (!touched.empty()) pool_at(touched.back());

    std::vector<PoolChange> changes(report == Report::difference ? touched.size() : 0);
    const auto settle_one = [&](std::size_t i) {
        Pool& pool = pools_[touched[i]];
        auto lots = noted_for(lot_edits_, touched[i]);
        auto uses = noted_for(use_edits_, touched[i]);
        if (report == Report::nothing) {
            pool.edit(documents_, lots, uses, span_uses_max_);
            return;
        }
        const Pool before = pool.copy();
        const Refolded refolded = pool.edit(documents_, lots, uses, span_uses_max_);
        const std::size_t behind = pool.spans().size() - refolded.end;
        const auto end_before = static_cast<std::uint32_t>(before.spans().size() - behind);
        changes[i] = difference(documents_, rows_between(before, refolded.first, end_before),
                                rows_between(pool, refolded.first, refolded.end));
        changes[i].pool = touched[i];
        changes[i].has_stopped_early = refolded.has_stopped_early;
    };
    const std::size_t jobs = (touched.size() + pools_per_job - 1) / pools_per_job;
    for_each(jobs, [&](std::size_t job) {
        const std::size_t end = std::min(touched.size(), (job + 1) * pools_per_job);
        for (std::size_t i = job * pools_per_job; i < end; ++i) settle_one(i);
    });
    lot_edits_.clear();
    use_edits_.clear();
    std::erase_if(changes, [](const PoolChange& change) {
        return change.before.entries.empty() && change.after.entries.empty();
    });
    return changes;
}

void Engine::fit() {
    for (Pool& pool : pools_) pool.fit();
    lot_edits_.shrink_to_fit();
    use_edits_.shrink_to_fit();
}

}  // namespace saldo::ledger
