#include <algorithm>
#include <optional>
#include <random>

#include "hub/ledger/fold.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::ledger;

// The closed forms of section 4 of the engine's design, against the plain fold: why a stretch of
// uses can be leapt over, and why what is on hand says where a pool stands.

namespace {

/// c -> min(max(c + d, low), high): what uses do to the frontier, the supply used up so far.
struct Clamp {
    Int128 d = 0;
    Int128 low = 0;
    Int128 high = 0;

    Int128 operator()(Int128 c) const { return std::min(std::max(c + d, low), high); }
};

/// First, then second.
Clamp compose(const Clamp& first, const Clamp& second) {
    return {.d = first.d + second.d, .low = second(first.low), .high = second(first.high)};
}

/// x -> max(x + a, b): what events do to what is on hand.
struct OnHand {
    Int128 a = 0;
    Int128 b = 0;

    Int128 operator()(Int128 x) const { return std::max(x + a, b); }
};

OnHand compose(const OnHand& first, const OnHand& second) {
    return {.a = first.a + second.a, .b = std::max(first.b + second.a, second.b)};
}

struct Pool {
    std::vector<Lot> lots;
    std::vector<Use> uses;
};

/// Lots of one pool; with `term_days` all have that term. Some histories are short of goods, others
/// have plenty.
Pool random_pool(unsigned seed, Expiry expiry, std::optional<int> term_days) {
    std::mt19937_64 random{seed};
    const auto upto = [&](int n) { return std::uniform_int_distribution<int>{0, n}(random); };
    const LocalDate start = *parse_date("2024-01-01");
    Pool pool;
    const int lots = 1 + upto(25);
    for (int i = 0; i < lots; ++i) {
        Lot lot{.entry_date = start.plus_days(upto(400)),
                .line = static_cast<std::uint32_t>(i),
                .quantity = Quantity::from_ticks(upto(1'000'000))};
        if (term_days) lot.term_end = lot.entry_date.plus_days(*term_days);
        pool.lots.push_back(lot);
    }
    std::ranges::sort(pool.lots, fifo_before);
    const int uses = upto(60);
    const int size = 1 + upto(1'500'000);
    for (int i = 0; i < uses; ++i) {
        Use use{.asked = Quantity::from_ticks(1 + upto(size)), .expiry = expiry};
        use.order = {.date = start.plus_days(upto(500)), .document = static_cast<std::uint32_t>(i)};
        pool.uses.push_back(use);
    }
    std::ranges::sort(pool.uses, {}, &Use::order);
    return pool;
}

/// Supply that entered up to a day, and supply whose term ended before it.
Int128 entered(const Pool& pool, LocalDate on) {
    Int128 sum = 0;
    for (const Lot& lot : pool.lots) sum += lot.entry_date <= on ? lot.quantity.ticks() : 0;
    return sum;
}
Int128 expired(const Pool& pool, LocalDate on) {
    Int128 sum = 0;
    for (const Lot& lot : pool.lots) {
        sum += lot.term_end && on > *lot.term_end ? lot.quantity.ticks() : 0;
    }
    return sum;
}

Int128 shortage_of(const Discharge& d) {
    Int128 sum = 0;
    for (const Shortage& s : d.shortages) sum += s.quantity.ticks();
    return sum;
}

Int128 taken_of(const Discharge& d, std::uint32_t use) {
    Int128 sum = 0;
    for (const Take& take : d.takes) sum += take.use == use ? take.quantity.ticks() : 0;
    return sum;
}

}  // namespace

TEST_CASE("uses that take any lot are clamps of the frontier", "[property][ledger]") {
    for (unsigned seed = 1; seed <= 2'000; ++seed) {
        CAPTURE(seed);
        const Pool pool = random_pool(seed, Expiry::any, 30);
        const Discharge plain = fold(pool.lots, pool.uses);
        Int128 frontier = 0;
        Clamp all{.d = 0, .low = 0, .high = entered(pool, LocalDate::from_days(1'000'000))};
        for (std::uint32_t u = 0; u < pool.uses.size(); ++u) {
            const Int128 supply = entered(pool, pool.uses[u].order.date);
            const Clamp step{.d = pool.uses[u].asked.ticks(), .low = 0, .high = supply};
            REQUIRE((step(frontier) - frontier == taken_of(plain, u)));
            frontier = step(frontier);
            all = compose(all, step);
        }
        REQUIRE((all(0) == frontier));
        // The frontier tells all: lots laid end to end are empty up to it and whole behind it.
        Int128 at = 0;
        for (std::size_t i = 0; i < pool.lots.size(); ++i) {
            const Int128 quantity = pool.lots[i].quantity.ticks();
            const Int128 left = std::clamp<Int128>(at + quantity - frontier, 0, quantity);
            REQUIRE((left == plain.left[i].ticks()));
            at += quantity;
        }
    }
}

TEST_CASE("uses that pass over lots of one term are clamps too", "[property][ledger]") {
    std::size_t skipped = 0;
    for (unsigned seed = 1; seed <= 2'000; ++seed) {
        CAPTURE(seed);
        const Pool pool = random_pool(seed, Expiry::unexpired_only, 60);
        const Discharge plain = fold(pool.lots, pool.uses);
        skipped += plain.skips.size();
        Int128 frontier = 0;
        for (std::uint32_t u = 0; u < pool.uses.size(); ++u) {
            const LocalDate on = pool.uses[u].order.date;
            const Int128 supply = entered(pool, on);
            const Int128 gone = expired(pool, on);
            const Int128 asked = pool.uses[u].asked.ticks();
            const Clamp step{.d = asked, .low = gone + asked, .high = supply};
            const Int128 begins = std::max(frontier, gone);
            REQUIRE((step(frontier) - begins == taken_of(plain, u)));
            frontier = step(frontier);
        }
    }
    CHECK(skipped > 1'000);
}

TEST_CASE("what is on hand follows from sums of stretches alone", "[property][ledger]") {
    for (unsigned seed = 1; seed <= 2'000; ++seed) {
        CAPTURE(seed);
        const Pool pool = random_pool(seed, Expiry::any, std::nullopt);
        const Discharge plain = fold(pool.lots, pool.uses);
        OnHand all{.a = 0, .b = 0};
        std::size_t lot = 0;
        const auto enter_until = [&](LocalDate on) {
            for (; lot < pool.lots.size() && pool.lots[lot].entry_date <= on; ++lot) {
                all = compose(all, {.a = pool.lots[lot].quantity.ticks(), .b = 0});
            }
        };
        for (const Use& use : pool.uses) {
            enter_until(use.order.date);
            all = compose(all, {.a = -Int128{use.asked.ticks()}, .b = 0});
        }
        enter_until(LocalDate::from_days(1'000'000));
        Int128 left = 0;
        for (const Quantity quantity : plain.left) left += quantity.ticks();
        REQUIRE((all(0) == left));
        // Goods neither come from nowhere nor go there: what was short is what the sum lacks.
        REQUIRE((left - all.a == shortage_of(plain)));
    }
}
