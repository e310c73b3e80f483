#include "hub/ledger/engine.hpp"

#include <algorithm>
#include <map>

#include "common/base/bytes.hpp"
#include "tests/property/engine_history.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::ledger;
using namespace saldo::test;

namespace {

bool same(const Discharge& a, const Discharge& b) {
    return std::ranges::equal(a.takes, b.takes,
                              [](const Take& x, const Take& y) {
                                  return x.use == y.use && x.lot == y.lot &&
                                         x.quantity == y.quantity;
                              }) &&
           std::ranges::equal(a.shortages, b.shortages,
                              [](const Shortage& x, const Shortage& y) {
                                  return x.use == y.use && x.quantity == y.quantity;
                              }) &&
           std::ranges::equal(a.skips, b.skips,
                              [](const Skip& x, const Skip& y) {
                                  return x.use == y.use && x.lot == y.lot && x.balance == y.balance;
                              }) &&
           a.left == b.left;
}

/// Takes plus shortage are what each use asked for; takes plus what is left are each lot.
void require_conserved(const OraclePool& pool, const Discharge& d) {
    std::vector<Quantity> given(pool.uses.size());
    std::vector<Quantity> out = d.left;
    for (const Take& take : d.takes) {
        given[take.use] += take.quantity;
        out[take.lot] += take.quantity;
    }
    for (const Shortage& s : d.shortages) given[s.use] += s.quantity;
    for (std::size_t i = 0; i < pool.uses.size(); ++i) REQUIRE(given[i] == pool.uses[i].asked);
    for (std::size_t i = 0; i < pool.lots.size(); ++i) {
        REQUIRE(d.left[i] >= Quantity{});
        REQUIRE(out[i] == pool.lots[i].quantity);
    }
}

/// Rows of each use by its place, as a person would compare two reports.
using RowsByUse = std::map<History::UseKey, UseRows>;

RowsByUse rows_by_use(const OraclePool& pool, const Discharge& d) {
    RowsByUse rows;
    const auto of = [&](std::uint32_t use) -> UseRows& { return rows[pool.use_keys[use]]; };
    for (std::uint32_t i = 0; i < pool.uses.size(); ++i) of(i);
    for (const Take& t : d.takes) of(t.use).takes.push_back({pool.lot_ids[t.lot], t.quantity});
    for (const Shortage& s : d.shortages) of(s.use).shortage = s.quantity;
    for (const Skip& s : d.skips) of(s.use).skips.push_back({pool.lot_ids[s.lot], s.balance});
    return rows;
}

History::UseKey key_of(const Engine& engine, const UsePlace& place) {
    return History::key_of(engine.documents().key(place.document), place);
}

RowsByUse rows_by_use(const Engine& engine, const RowTable& table) {
    RowsByUse rows;
    for (std::size_t i = 0; i < table.entries.size(); ++i) {
        const auto takes = table.takes_of(i);
        const auto skips = table.skips_of(i);
        rows[key_of(engine, table.entries[i].use)] = {.takes = {takes.begin(), takes.end()},
                                                      .shortage = table.entries[i].shortage,
                                                      .skips = {skips.begin(), skips.end()}};
    }
    return rows;
}

/// The difference, put onto the rows before, must give the rows after; and it must name nothing
/// that stayed as it was.
void require_difference(const Engine& engine, const RowsByUse& before, const RowsByUse& after,
                        const std::vector<PoolChange>& changes) {
    REQUIRE(changes.size() <= 1);
    RowsByUse was;
    RowsByUse is;
    if (!changes.empty()) {
        was = rows_by_use(engine, changes[0].before);
        is = rows_by_use(engine, changes[0].after);
    }
    RowsByUse expected_was;
    RowsByUse expected_is;
    for (const auto& [key, rows] : before) {
        const auto now = after.find(key);
        if (now == after.end() || now->second != rows) expected_was[key] = rows;
    }
    for (const auto& [key, rows] : after) {
        const auto old = before.find(key);
        if (old == before.end() || old->second != rows) expected_is[key] = rows;
    }
    REQUIRE(was == expected_was);
    REQUIRE(is == expected_is);
}

/// Every question about single lots and uses against the whole discharge.
void require_answers(const Engine& engine, const History& history, const OraclePool& pool,
                     const Discharge& d, const RowsByUse& rows) {
    for (std::uint32_t i = 0; i < pool.uses.size(); ++i) {
        const auto got = engine.rows_of(History::pool, history.use_place(pool.use_keys[i]));
        REQUIRE(got == rows.at(pool.use_keys[i]));
    }
    for (std::uint32_t i = 0; i < pool.lots.size(); ++i) {
        const LotPlace place = history.lot_place(pool.lot_ids[i]);
        REQUIRE(engine.left(History::pool, place) == d.left[i]);
        std::vector<std::pair<History::UseKey, Quantity>> expected;
        std::vector<std::pair<History::UseKey, Quantity>> got;
        const LocalDate on = History::start.plus_days(static_cast<std::int32_t>(i) * 9);
        Quantity left_then = pool.lots[i].quantity;
        for (const Take& t : d.takes) {
            if (t.lot != i) continue;
            expected.emplace_back(pool.use_keys[t.use], t.quantity);
            if (pool.uses[t.use].order.date <= on) left_then -= t.quantity;
        }
        for (const LotUse& use : engine.uses_of(History::pool, place)) {
            got.emplace_back(key_of(engine, use.use), use.quantity);
        }
        REQUIRE(got == expected);
        REQUIRE(engine.left(History::pool, place, on) == left_then);
    }
}

void put_rows(Bytes& bytes, const RowTable& table) {
    for (std::size_t i = 0; i < table.entries.size(); ++i) {
        put_le(bytes, table.entries[i].use.line);
        put_le(bytes, table.entries[i].shortage.ticks());
        for (const auto& amounts : {table.takes_of(i), table.skips_of(i)}) {
            put_le(bytes, amounts.size());
            for (const LotAmount& amount : amounts) {
                put_le(bytes, amount.lot);
                put_le(bytes, amount.quantity.ticks());
            }
        }
    }
}

/// Everything that follows from the facts of a pool, with nothing in it of how they came.
Bytes discharge_bytes(const Engine& engine, PoolId pool) {
    Bytes bytes;
    const Discharge discharge = engine.discharge(pool);
    for (std::size_t i = 0; i < discharge.left.size(); ++i) {
        put_le(bytes, engine.pool(pool).lots()[i].id);
        put_le(bytes, discharge.left[i].ticks());
    }
    const auto spans = static_cast<std::uint32_t>(engine.pool(pool).spans().size());
    put_rows(bytes, rows_between(engine.pool(pool), 0, spans));
    return bytes;
}

}  // namespace

TEST_CASE("the engine equals the plain fold after every fact of random histories",
          "[property][ledger]") {
    std::size_t early = 0;
    std::size_t facts = 0;
    for (unsigned seed = 1; seed <= 10'000; ++seed) {
        CAPTURE(seed);
        History history{seed};
        Engine engine{1 + seed % 7};
        RowsByUse before;
        const int steps = 8 + static_cast<int>(seed % 23);
        for (int step = 0; step < steps; ++step) {
            CAPTURE(step);
            const int batch = seed % 3 == 0 ? 1 + step % 5 : 1;
            for (int i = 0; i < batch; ++i) history.step(engine);
            facts += static_cast<std::size_t>(batch);
            const auto changes = engine.settle();
            const OraclePool pool = history.oracle();
            const Discharge plain = fold(pool.lots, pool.uses);
            REQUIRE(same(engine.discharge(History::pool), plain));
            require_conserved(pool, plain);
            const RowsByUse after = rows_by_use(pool, plain);
            require_difference(engine, before, after, changes);
            before = after;
            for (const PoolChange& change : changes) early += change.has_stopped_early ? 1 : 0;
            if (step + 1 == steps) require_answers(engine, history, pool, plain, after);
        }
    }
    // The control: these histories do reach the paths that they are there for.
    CHECK(facts > 150'000);
    CHECK(early > 1'000);
}

TEST_CASE("the engine equals the plain fold on pools of many checkpoints", "[property][ledger]") {
    std::size_t early = 0;
    std::size_t kept = 0;
    std::size_t not_kept = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        const bool has_many_lots = seed % 2 == 0;
        History history{seed * 7919, has_many_lots ? 4 : 2};
        Engine engine{4 + seed % 29};
        for (int step = 0; step < 60; ++step) {
            CAPTURE(step);
            for (int i = 0; i < (step < 4 ? (has_many_lots ? 500 : 100) : 1); ++i)
                history.step(engine);
            for (const PoolChange& change : engine.settle()) early += change.has_stopped_early;
            const OraclePool pool = history.oracle();
            REQUIRE(same(engine.discharge(History::pool), fold(pool.lots, pool.uses)));
        }
        for (const Pool::Span& span : engine.pool(History::pool).spans()) {
            ++(span.is_known ? kept : not_kept);
        }
        const OraclePool pool = history.oracle();
        const Discharge plain = fold(pool.lots, pool.uses);
        require_answers(engine, history, pool, plain, rows_by_use(pool, plain));
    }
    CHECK(early > 100);
    CHECK(kept > 500);
    CHECK(not_kept > 20);
}

TEST_CASE("the order in which facts arrive changes no byte of the discharge",
          "[property][ledger]") {
    std::size_t different = 0;
    Bytes last;
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        History history{seed};
        Engine first{8};
        for (int step = 0; step < 120; ++step) history.step(first);
        first.settle();
        const Bytes expected = discharge_bytes(first, History::pool);
        different += expected == last ? 0 : 1;
        last = expected;
        for (unsigned order = 1; order <= 200; ++order) {
            CAPTURE(order);
            Engine other{1 + order % 9};
            history.tell(other, order);
            REQUIRE(discharge_bytes(other, History::pool) == expected);
        }
    }
    CHECK(different == 20);  // the control: other histories have other bytes
}

TEST_CASE("pools settled by threads in any order give the same differences", "[property][ledger]") {
    // Backwards is as far from the usual order as any threads can come.
    const ForEach backwards = [](std::size_t count, const std::function<void(std::size_t)>& job) {
        while (count > 0) job(--count);
    };
    const auto told = [](const ForEach& for_each) {
        Engine engine{4};
        std::vector<PoolChange> changes;
        for (std::uint32_t round = 0; round < 8; ++round) {
            for (std::uint32_t i = 0; i < 500; ++i) {
                const std::uint32_t n = round * 500 + i;
                const LocalDate day = History::start.plus_days(static_cast<int>(n * 37 % 100));
                const DocumentId document = engine.documents().add({.date = day, .pedimento = n});
                const PoolId pool{n * 13 % 97};
                if (n % 3 == 0) {
                    engine.put_lot(pool, {.place = {day, document, n},
                                          .id = n,
                                          .quantity = Quantity::from_units(9)});
                } else {
                    engine.put_use(pool, {.place = {.document = document, .line = n},
                                          .asked = Quantity::from_units(4)});
                }
            }
            for (PoolChange& change : engine.settle(Report::difference, for_each)) {
                changes.push_back(std::move(change));
            }
        }
        Bytes bytes;
        for (const PoolChange& change : changes) {
            put_le(bytes, change.pool);
            put_rows(bytes, change.before);
            put_rows(bytes, change.after);
        }
        return bytes;
    };
    const Bytes expected = told(serially);
    REQUIRE(expected.size() > 100'000);
    CHECK(told(backwards) == expected);
}
