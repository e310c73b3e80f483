#include <algorithm>
#include <map>
#include <random>

#include "hub/ledger/fold.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::ledger;

namespace {

struct Pool {
    std::vector<Lot> lots;
    std::vector<Use> uses;
};

Quantity some_quantity(std::mt19937_64& random) {
    return Quantity::from_ticks(
        std::uniform_int_distribution<std::int64_t>{1, 50'000'000'000}(random));
}

/// Lots and uses over two years, with ties, expired lots and every rule of expiry.
Pool random_pool(unsigned seed) {
    std::mt19937_64 random{seed};
    const auto upto = [&](int n) { return std::uniform_int_distribution<int>{0, n}(random); };
    const LocalDate start = *parse_date("2024-01-01");
    Pool pool;
    const int lots = upto(30);
    for (int i = 0; i < lots; ++i) {
        Lot lot{.entry_date = start.plus_days(upto(700)), .quantity = some_quantity(random)};
        lot.payment_date = lot.entry_date.plus_days(upto(2));
        lot.pedimento = static_cast<std::uint64_t>(upto(5));
        lot.line = static_cast<std::uint32_t>(upto(3));
        lot.name = "L" + std::to_string(i);
        if (upto(3) > 0) lot.term_end = lot.entry_date.plus_months(upto(1) == 0 ? 6 : 18);
        pool.lots.push_back(lot);
    }
    std::ranges::sort(pool.lots, fifo_before);
    const int uses = upto(60);
    for (int i = 0; i < uses; ++i) {
        const Expiry rules[] = {Expiry::any, Expiry::unexpired_only, Expiry::expired_only};
        Use use{.asked = some_quantity(random), .expiry = rules[upto(2)]};
        use.order.date = start.plus_days(upto(900));
        use.order.document = static_cast<std::uint32_t>(i);
        use.order.column = upto(4) == 0 ? Column::shrinkage : Column::incorporated;
        pool.uses.push_back(use);
    }
    std::ranges::sort(pool.uses, {}, &Use::order);
    return pool;
}

}  // namespace

TEST_CASE("the fold neither makes nor loses goods, to the last tick", "[property][ledger]") {
    for (unsigned seed = 1; seed <= 2000; ++seed) {
        CAPTURE(seed);
        const Pool pool = random_pool(seed);
        const Discharge d = fold(pool.lots, pool.uses);
        std::vector<Quantity> given(pool.uses.size());
        std::vector<Quantity> taken(pool.lots.size());
        for (const Take& take : d.takes) {
            REQUIRE(take.quantity > Quantity{});
            given[take.use] += take.quantity;
            taken[take.lot] += take.quantity;
            const Lot& lot = pool.lots[take.lot];
            const Use& use = pool.uses[take.use];
            REQUIRE(lot.entry_date <= use.order.date);
            const bool expired = lot.term_end && use.order.date > *lot.term_end;
            REQUIRE((use.expiry != Expiry::unexpired_only || !expired));
            REQUIRE((use.expiry != Expiry::expired_only || expired));
        }
        for (const Shortage& s : d.shortages) given[s.use] += s.quantity;
        for (std::size_t i = 0; i < pool.uses.size(); ++i) REQUIRE(given[i] == pool.uses[i].asked);
        for (std::size_t i = 0; i < pool.lots.size(); ++i) {
            REQUIRE(d.left[i] >= Quantity{});
            REQUIRE(taken[i] + d.left[i] == pool.lots[i].quantity);
        }
    }
}

TEST_CASE("no younger lot is touched while an older eligible one has goods", "[property][ledger]") {
    for (unsigned seed = 1; seed <= 500; ++seed) {
        CAPTURE(seed);
        const Pool pool = random_pool(seed);
        const Discharge d = fold(pool.lots, pool.uses);
        std::vector<Quantity> left;
        for (const Lot& lot : pool.lots) left.push_back(lot.quantity);
        for (const Take& take : d.takes) {
            const Use& use = pool.uses[take.use];
            for (std::uint32_t older = 0; older < take.lot; ++older) {
                const Lot& lot = pool.lots[older];
                const bool expired = lot.term_end && use.order.date > *lot.term_end;
                const bool eligible =
                    lot.entry_date <= use.order.date &&
                    (use.expiry == Expiry::any || (use.expiry == Expiry::expired_only) == expired);
                REQUIRE((!eligible || left[older].is_zero()));
            }
            left[take.lot] -= take.quantity;
        }
    }
}
