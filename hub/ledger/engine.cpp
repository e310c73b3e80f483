#include "hub/ledger/engine.hpp"

#include <algorithm>
#include <iterator>

#include "common/base/check.hpp"

namespace saldo::ledger {
namespace {

/// Pools settled by one job: enough to be worth handing over, few enough to share evenly.
constexpr std::size_t pools_per_job = 64;

/// Puts the edits in order of pool; those of one pool stay in the order in which they were told.
template <class Edit>
void put_by_pool(std::vector<Edit>& edits) {
    if (std::ranges::is_sorted(edits, {}, &Edit::pool)) return;
    // Pool and place in one number: much cheaper to sort than the edits themselves.
    std::vector<std::uint64_t> order;
    order.reserve(edits.size());
    for (const Edit& edit : edits) order.push_back(std::uint64_t{edit.pool} << 32 | order.size());
    std::ranges::sort(order);
    std::vector<Edit> sorted;
    sorted.reserve(edits.size());
    for (const std::uint64_t at : order) sorted.push_back(edits[at & UINT32_MAX]);
    edits = std::move(sorted);
}

/// What is noted for one pool, and where it ends.
template <class Edit>
std::span<Edit> of_pool(std::vector<Edit>& edits, std::size_t from, std::uint32_t pool) {
    std::size_t end = from;
    while (end < edits.size() && edits[end].pool == pool) ++end;
    return std::span{edits}.subspan(from, end - from);
}

}  // namespace

/// The edits of one pool, by where they begin in the lists.
struct Engine::Work {
    std::uint32_t pool;
    std::uint32_t lots_from;
    std::uint32_t uses_from;
};

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
    lot_edits_.push_back({.lot = row, .pool = pool.value()});
}

void Engine::erase_lot(PoolId pool, const LotPlace& place) {
    lot_edits_.push_back({.lot = row_of(place), .pool = pool.value(), .is_erased = true});
}

void Engine::put_use(PoolId pool, const UseFact& use) {
    SALDO_CHECK(use.asked > Quantity{});
    PoolUse row = row_of(use.place);
    row.asked = use.asked.ticks();
    row.packed |= std::uint64_t{static_cast<std::uint8_t>(use.expiry)} << 1;
    row.packed |= use.own_lot ? 1 : 0;
    use_edits_.push_back({.use = row, .pool = pool.value(), .own_lot = use.own_lot.value_or(0)});
}

void Engine::erase_use(PoolId pool, const UsePlace& place) {
    use_edits_.push_back({.use = row_of(place), .pool = pool.value(), .is_erased = true});
}

const Pool& Engine::pool(PoolId id) const {
    static const Pool empty;
    return id.value() < pools_.size() ? pools_[id.value()] : empty;
}

/// The touched pools in order, with their edits.
std::vector<Engine::Work> Engine::work() {
    put_by_pool(lot_edits_);
    put_by_pool(use_edits_);
    std::vector<Work> result;
    std::uint32_t lot = 0;
    std::uint32_t use = 0;
    while (lot < lot_edits_.size() || use < use_edits_.size()) {
        const bool is_lot_first =
            use == use_edits_.size() ||
            (lot < lot_edits_.size() && lot_edits_[lot].pool < use_edits_[use].pool);
        const std::uint32_t pool = is_lot_first ? lot_edits_[lot].pool : use_edits_[use].pool;
        result.push_back({pool, lot, use});
        while (lot < lot_edits_.size() && lot_edits_[lot].pool == pool) ++lot;
        while (use < use_edits_.size() && use_edits_[use].pool == pool) ++use;
    }
    if (!result.empty() && result.back().pool >= pools_.size()) {
        pools_.resize(std::size_t{result.back().pool} + 1);
    }
    is_segment_changed_.resize((pools_.size() + pools_per_segment - 1) / pools_per_segment);
    for (const Work& work : result) is_segment_changed_[work.pool / pools_per_segment] = 1;
    return result;
}

std::vector<PoolChange> Engine::settle(Report report, const ForEach& for_each) {
    const std::vector<Work> touched = work();
    const bool is_wanted = report == Report::difference;
    std::vector<PoolChange> changes(is_wanted ? touched.size() : 0);
    const auto settle_some = [&](std::span<const Work> some, PoolChange* change) {
        PoolEditor editor{documents_, span_uses_max_, is_wanted};
        // Reads ahead by three steps, each of which needs what the one before it fetched.
        constexpr std::size_t ahead = 4;
        for (std::size_t i = 0; i < some.size() + 3 * ahead; ++i) {
            if (i < some.size()) pools_[some[i].pool].prefetch(0);
            if (i >= ahead && i < some.size() + ahead) pools_[some[i - ahead].pool].prefetch(1);
            if (i >= 2 * ahead && i < some.size() + 2 * ahead) {
                pools_[some[i - 2 * ahead].pool].prefetch(2);
            }
            if (i < 3 * ahead) continue;
            const Work& work = some[i - 3 * ahead];
            Pool& pool = pools_[work.pool];
            const Refolded refolded =
                editor.edit(pool, of_pool(lot_edits_, work.lots_from, work.pool),
                            of_pool(use_edits_, work.uses_from, work.pool));
            if (!is_wanted) continue;
            *change = change_of(documents_, pool, editor, refolded);
            change->pool = work.pool;
            ++change;
        }
    };
    const std::size_t jobs = (touched.size() + pools_per_job - 1) / pools_per_job;
    for_each(jobs, [&](std::size_t job) {
        const std::size_t begin = job * pools_per_job;
        const std::size_t count = std::min(pools_per_job, touched.size() - begin);
        settle_some(std::span{touched}.subspan(begin, count),
                    is_wanted ? &changes[begin] : nullptr);
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
