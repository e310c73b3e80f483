#include "hub/book/pool_engine.hpp"

#include "common/base/check.hpp"

namespace saldo::book {
namespace {

bool is_held(const UseRow& use) {
    return use.unit != 0 && use.status != StockStatus::national && !use.is_frozen &&
           use.asked > Quantity{};
}

}  // namespace

ledger::PoolId PoolEngine::pool_of(const PoolName& name) {
    const auto next = static_cast<std::uint32_t>(pools_.size());
    return ledger::PoolId{pools_.try_emplace(name, next).first->second};
}

std::uint32_t PoolEngine::lot_id(const std::string& name) {
    return lot_ids_.try_emplace(name, static_cast<std::uint32_t>(lot_ids_.size())).first->second;
}

ledger::LotPlace PoolEngine::place_of(const LotRow& lot) {
    const ledger::DocumentKey key{.date = lot.paid_at.date,
                                  .phase = 0,
                                  .pedimento = lot.printed,
                                  .text = {},
                                  .name = lot.key};
    return {there_from(lot), engine_.documents().add(key), lot.line};
}

ledger::UsePlace PoolEngine::place_of(const OutcomeRow& outcome, const UseRow& use) {
    const ledger::DocumentKey key{.date = outcome.date,
                                  .phase = static_cast<std::uint8_t>(outcome.kind),
                                  .pedimento = 0,
                                  .text = outcome.order_text,
                                  .name = outcome.key};
    return {engine_.documents().add(key), use.line, use.material, use.column};
}

void PoolEngine::put(const LotRow& lot) {
    engine_.put_lot(pool_of({lot.part, lot.unit}), {.place = place_of(lot),
                                                    .id = lot_id(name_of(lot)),
                                                    .quantity = lot.quantity,
                                                    .term_end = lot.term_end,
                                                    .available_from = lot.available_from});
}

void PoolEngine::erase(const LotRow& lot) {
    engine_.erase_lot(pool_of({lot.part, lot.unit}), place_of(lot));
}

void PoolEngine::put(const OutcomeRow& outcome, const UseRow& use) {
    if (!is_held(use)) return;
    ledger::UseFact fact{
        .place = place_of(outcome, use), .asked = use.asked, .expiry = outcome.expiry};
    if (!use.own_lot.empty()) fact.own_lot = lot_id(use.own_lot);
    engine_.put_use(pool_of({use.part, use.unit}), fact);
}

void PoolEngine::erase(const OutcomeRow& outcome, const UseRow& use) {
    if (is_held(use)) engine_.erase_use(pool_of({use.part, use.unit}), place_of(outcome, use));
}

void PoolEngine::settle() { engine_.settle(ledger::Report::nothing); }

ledger::Discharge PoolEngine::discharge(const PoolName& name, const LotPool& pool) const {
    const auto found = pools_.find(name);
    SALDO_CHECK(found != pools_.end());
    const ledger::PoolId id{found->second};
    const ledger::Pool& held = engine_.pool(id);
    SALDO_CHECK(held.lots().size() == pool.lots.size() && held.use_count() == pool.uses.size());
    return engine_.discharge(id);
}

}  // namespace saldo::book
