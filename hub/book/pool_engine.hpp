#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "hub/book/derived.hpp"
#include "hub/book/lot_pools.hpp"
#include "hub/ledger/engine.hpp"

namespace saldo::book {

/// The pools of one company in the discharge engine: rows of documents go in and out, and only what
/// stands behind a change is walked again.
///
/// Holds what documents tell, and nothing that is known only once other pools are folded: lots that
/// a disassembly recovers, and uses that carry no unit, are folded by themselves (lot_pools.hpp).
class PoolEngine {
public:
    void put(const LotRow& lot);
    void erase(const LotRow& lot);
    void put(const OutcomeRow& outcome, const UseRow& use);
    void erase(const OutcomeRow& outcome, const UseRow& use);
    /// Brings the pools up to date with what was put and erased.
    void settle();

    /// What fold_pool gives for the pool. Needs: settle() since the last change, and that the pool
    /// holds these very rows.
    ledger::Discharge discharge(const PoolName& name, const LotPool& pool) const;

private:
    ledger::PoolId pool_of(const PoolName& name);
    std::uint32_t lot_id(const std::string& name);
    ledger::LotPlace place_of(const LotRow& lot);
    ledger::UsePlace place_of(const OutcomeRow& outcome, const UseRow& use);

    ledger::Engine engine_;
    std::map<PoolName, std::uint32_t> pools_;
    std::map<std::string, std::uint32_t> lot_ids_;
};

}  // namespace saldo::book
