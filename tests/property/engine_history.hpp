#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "hub/ledger/engine.hpp"

namespace saldo::test {

/// One pool as the plain fold wants it, with the names of its lots and uses.
struct OraclePool {
    std::vector<ledger::Lot> lots;
    std::vector<std::uint32_t> lot_ids;
    std::vector<ledger::Use> uses;
    std::vector<std::tuple<std::int32_t, std::uint8_t, std::string, std::string, std::uint32_t,
                           std::uint32_t, ledger::Column>>
        use_keys;
};

/// A random history of one small pool: lots and uses that come, change and go in any order, with
/// ties, terms, own lots, lots that wait for their day, and quantities that meet exactly.
class History {
public:
    static constexpr ledger::PoolId pool{3};
    static const LocalDate start;
    /// (day, phase, text, name, line, material, column): what orders a use.
    using UseKey = decltype(OraclePool::use_keys)::value_type;

    /// `lots_of_ten`: how many of ten facts are new lots, at most 5.
    explicit History(unsigned seed, int lots_of_ten = 2)
        : random_{seed}, days_{20 + static_cast<int>(seed % 4) * 60}, lots_of_ten_{lots_of_ten} {}

    /// One fact more, told to the engine and kept here.
    void step(ledger::Engine& engine);
    /// Tells everything that holds now to another engine, in an order of its own.
    void tell(ledger::Engine& engine, unsigned order_seed) const;

    OraclePool oracle() const;
    /// Places are of the engine that was told by step().
    ledger::LotPlace lot_place(std::uint32_t id) const { return lots_.at(id).place; }
    ledger::UsePlace use_place(const UseKey& key) const { return uses_.at(key).place; }
    static UseKey key_of(const ledger::DocumentKey& document, const ledger::UsePlace& place);

private:
    struct HeldLot {
        ledger::Lot lot;
        ledger::LotPlace place;
    };

    int upto(int n) { return std::uniform_int_distribution<int>{0, n}(random_); }
    Quantity some_quantity();
    ledger::LotFact random_lot(ledger::Engine& engine, std::uint32_t id);
    ledger::UseFact random_use(ledger::Engine& engine);
    void put_lot(ledger::Engine& engine, std::uint32_t id);
    void put_use(ledger::Engine& engine);

    std::mt19937_64 random_;
    int days_;
    int lots_of_ten_;
    std::uint32_t next_lot_ = 1;
    std::map<std::uint32_t, HeldLot> lots_;
    std::map<UseKey, ledger::UseFact> uses_;
};

}  // namespace saldo::test
