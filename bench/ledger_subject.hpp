#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/ledger_set.hpp"
#include "hub/ledger/engine.hpp"

namespace saldo::bench {

/// Rows of a discharge as every peer sums them: sum (use * 1000003 + lot * 10007 + qty) mod 2^61,
/// and a sum of products, which sees two lots that changed places.
struct Sums {
    std::uint64_t rows = 0;
    std::uint64_t uses = 0;
    std::uint64_t lots = 0;
    std::uint64_t ticks = 0;
    std::uint64_t pairs = 0;

    void add(const Sums& other);
    std::uint64_t checksum() const;
};

/// The engine with the rows of the peers in it: twenty lots to a pedimento, twenty lines to an
/// export, with the names that such papers have.
class Subject {
public:
    void put(const SetLot& lot);
    void put(const SetUse& use);
    ledger::Engine& engine() { return engine_; }
    const ledger::Engine& engine() const { return engine_; }
    std::uint32_t use_of(const ledger::PoolUse& use) const {
        return first_use_of_[use.document] + use.line();
    }
    /// The numbers of uses, for an engine that came out of segments.
    void name_uses_as(const Subject& other) { first_use_of_ = other.first_use_of_; }
    /// Walks every pool and sums all rows; `with_pairs` at some more cost.
    Sums sums(const ledger::ForEach& for_each, bool with_pairs) const;
    /// The same rows by the plain fold, on one thread: the oracle at full size.
    Sums plain_sums() const;
    /// The rows of the engine, keeping every one in memory as (use, lot, ticks).
    struct MatchRow {
        std::uint32_t use;
        std::uint32_t lot;
        std::int64_t ticks;
    };
    std::vector<std::vector<MatchRow>> matches(const ledger::ForEach& for_each) const;

private:
    ledger::Engine engine_;
    std::vector<std::uint32_t> first_use_of_;  ///< by document
    // Lines of one paper come together.
    std::uint32_t import_number_ = UINT32_MAX;
    ledger::DocumentId import_;
    std::uint32_t export_number_ = UINT32_MAX;
    std::int32_t export_day_ = 0;
    ledger::DocumentId export_;
};

}  // namespace saldo::bench
