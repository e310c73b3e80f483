#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/date.hpp"
#include "common/base/id.hpp"
#include "common/base/result.hpp"
#include "common/domain/quantity.hpp"
#include "hub/ledger/documents.hpp"
#include "hub/ledger/engine_changes.hpp"
#include "hub/ledger/fold.hpp"
#include "hub/ledger/pool.hpp"

namespace saldo::ledger {

/// The caller's number of a pool (company, part, unit): 0, 1, 2 … without holes, or with few.
using PoolId = Id<struct LedgerPoolTag, std::uint32_t>;

/// Where a lot stands in its pool (D-02), which is also how it is known: putting a lot at a place
/// puts it instead of the one that is there. The document tells payment date, pedimento and name.
struct LotPlace {
    LocalDate entry_date;
    DocumentId document;
    std::uint32_t line = 0;
};

struct LotFact {
    LotPlace place;
    std::uint32_t id = 0;  ///< the caller's, shown in every answer; one of its kind in the pool
    Quantity quantity;     ///< >= 0
    std::optional<LocalDate> term_end = {};
    std::optional<LocalDate> available_from = {};
};

struct UseFact {
    UsePlace place;
    Quantity asked;  ///< > 0
    Expiry expiry = Expiry::any;
    std::optional<std::uint32_t> own_lot = {};  ///< id of a lot, which may come later or never
};

/// What a use took of a lot.
struct LotUse {
    UsePlace use;
    Quantity quantity;
    friend bool operator==(const LotUse&, const LotUse&) = default;
};

/// Runs job(0) … job(count - 1), each once, in any order and on any threads, and comes back when
/// all are done. Pools know nothing of each other, so that the result is the same however it is
/// run.
using ForEach = std::function<void(std::size_t count, const std::function<void(std::size_t)>& job)>;
void serially(std::size_t count, const std::function<void(std::size_t)>& job);

/// What settle() is to tell.
enum class Report : std::uint8_t {
    nothing,     ///< brings the pools up to date only
    difference,  ///< and gives the rows that changed, before and after
};

/// The discharge of all pools of a set of companies, kept while facts come in any order.
///
/// Facts are noted by put_ and erase_ and take effect together at settle(), which walks each
/// touched pool once, from the last checkpoint before the change until the state is the stored one
/// again. Rows are derived when asked for, never stored. Every answer equals fold() over the same
/// facts, and none depends on the order in which they came.
///
/// One writer. Questions are safe from any number of threads between two calls that change it, and
/// are about the facts that are settled.
class Engine {
public:
    explicit Engine(std::uint32_t span_uses_max = Pool::usual_span_uses)
        : span_uses_max_{span_uses_max} {}

    Documents& documents() { return documents_; }
    const Documents& documents() const { return documents_; }

    void put_lot(PoolId pool, const LotFact& lot);
    void erase_lot(PoolId pool, const LotPlace& place);
    void put_use(PoolId pool, const UseFact& use);
    void erase_use(PoolId pool, const UsePlace& place);

    /// Gives the change of each pool whose rows changed, in order of pool; nothing at all unless
    /// asked for the difference.
    std::vector<PoolChange> settle(Report report = Report::difference,
                                   const ForEach& for_each = serially);

    std::size_t pool_count() const { return pools_.size(); }
    /// A pool that nobody put anything into is empty.
    const Pool& pool(PoolId id) const;

    /// All rows of a pool, as fold() gives them: lots and uses by their place in order.
    Discharge discharge(PoolId pool) const;
    /// What one use got. Nothing where there is no such use.
    std::optional<UseRows> rows_of(PoolId pool, const UsePlace& use) const;
    /// What was taken of a lot, in the order of uses: its balance on any day, and the value and UMT
    /// of each take by cumulative proportion.
    std::vector<LotUse> uses_of(PoolId pool, const LotPlace& lot) const;
    /// What is left of a lot after all uses, or after those of a day and before it. Nothing where
    /// there is no such lot.
    std::optional<Quantity> left(PoolId pool, const LotPlace& lot) const;
    std::optional<Quantity> left(PoolId pool, const LotPlace& lot, LocalDate on) const;

    /// Gives back memory that growing pools hold in reserve.
    void fit();

    // Segments: what is settled, in pieces that are written anew only when something in them
    // changed. They can be thrown away; the facts are elsewhere.
    static constexpr std::uint32_t pools_per_segment = 64;
    static constexpr std::uint32_t documents_per_segment = 4096;
    struct Changed {
        std::vector<std::uint32_t> documents;
        std::vector<std::uint32_t> pools;
    };
    /// Numbers of the segments that changed since note_sealed(), in order.
    Changed changed_segments() const;
    void note_sealed();
    Bytes document_segment(std::uint32_t number) const;
    Bytes pool_segment(std::uint32_t number) const;
    /// Takes all segments, in order of their numbers; views need to last for the call. Needs: an
    /// empty engine. Errors: malformed, and the engine must be thrown away.
    Result<void> restore(std::span<const ByteView> documents, std::span<const ByteView> pools,
                         const ForEach& for_each = serially);

private:
    struct Work;

    std::vector<Work> work();
    PoolLot row_of(const LotPlace& place) const;
    PoolUse row_of(const UsePlace& place) const;
    std::optional<std::uint32_t> position_of(const Pool& pool, const LotPlace& place) const;

    std::uint32_t span_uses_max_;
    Documents documents_;
    std::deque<Pool> pools_;
    std::vector<LotEdit> lot_edits_;
    std::vector<UseEdit> use_edits_;
    std::vector<std::uint8_t> is_segment_changed_;
    std::uint32_t documents_sealed_ = 0;
};

}  // namespace saldo::ledger
