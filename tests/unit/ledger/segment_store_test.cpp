#include "hub/ledger_store/segment_store.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;
using namespace saldo::ledger;

namespace {

const store::EnvOptions options{.map_bytes = 256U << 20};
const SegmentMark mark{.position = 4711, .log_head = sha256(as_bytes("log"))};

/// `pools` pools with lots, uses that look at terms, own lots, and a name for everything.
void fill(Engine& engine, std::uint32_t pools, std::uint32_t round) {
    for (std::uint32_t i = 0; i < pools * 12; ++i) {
        const LocalDate day = LocalDate::from_days(20'000 + static_cast<int>(i * 37 % 400));
        const std::string name = "D" + std::to_string(round) + "-" + std::to_string(i / 3);
        const DocumentId document =
            engine.documents().add({.date = day, .pedimento = i, .text = name, .name = name});
        const PoolId pool{i % pools};
        if (i % 4 == 0) {
            engine.put_lot(pool, {.place = {day, document, i},
                                  .id = i,
                                  .quantity = Quantity::from_units(25),
                                  .term_end = day.plus_days(90)});
        } else {
            UseFact use{.place = {.document = document, .line = i},
                        .asked = Quantity::from_units(7),
                        .expiry = static_cast<Expiry>(i % 3)};
            if (i % 7 == 0) use.own_lot = i / 8 * 4;
            engine.put_use(pool, use);
        }
    }
    engine.settle(Report::nothing);
}

Bytes bytes_of(const Engine& engine) {
    Bytes bytes;
    for (std::uint32_t i = 0; i < engine.pool_count(); ++i) {
        const Discharge d = engine.discharge(PoolId{i});
        for (const Take& take : d.takes) {
            put_le(bytes, take.use);
            put_le(bytes, engine.pool(PoolId{i}).lots()[take.lot].id);
            put_le(bytes, take.quantity.ticks());
        }
        for (const Quantity left : d.left) put_le(bytes, left.ticks());
    }
    return bytes;
}

std::optional<SegmentMark> load(const test::TempFolder& folder, Engine& engine) {
    return SegmentStore::open(folder / "segments", options)->load(engine).value();
}

void save(const test::TempFolder& folder, Engine& engine, const SegmentMark& at = mark) {
    REQUIRE(SegmentStore::open(folder / "segments", options)->save(engine, at).has_value());
}

/// Changes the stored value of a key.
void spoil(const test::TempFolder& folder, ByteView key, std::size_t at) {
    auto env = store::Env::open(folder / "segments", options).value();
    const auto table = env.table("segments").value();
    auto txn = env.begin_write().value();
    const ByteView value = txn.get(table, key)->value();
    Bytes changed{value.begin(), value.end()};
    changed[at < changed.size() ? at : changed.size() - 1] ^= std::byte{1};
    REQUIRE(txn.put(table, key, changed).has_value());
    REQUIRE(txn.commit().has_value());
}

Bytes key_of(std::uint8_t kind, std::uint32_t number) {
    Bytes key{std::byte{kind}};
    put_be(key, number);
    return key;
}

}  // namespace

TEST_CASE("segments bring an engine back as it was, and it goes on", "[ledger][segments]") {
    const test::TempFolder folder;
    Engine engine;
    fill(engine, 300, 1);
    save(folder, engine);
    Engine again;
    REQUIRE(load(folder, again) == mark);
    REQUIRE(bytes_of(again) == bytes_of(engine));
    CHECK(again.changed_segments().pools.empty());
    fill(engine, 300, 2);
    fill(again, 300, 2);
    CHECK(bytes_of(again) == bytes_of(engine));
}

TEST_CASE("only segments that changed are written again", "[ledger][segments]") {
    const test::TempFolder folder;
    Engine engine;
    fill(engine, 300, 1);
    save(folder, engine);
    const PoolId touched{128};
    const Pool& pool = engine.pool(touched);
    const PoolLot lot = pool.lots().front();
    engine.erase_lot(touched,
                     {LocalDate::from_days(lot.entry_day), DocumentId{lot.document}, lot.line});
    engine.settle();
    CHECK(engine.changed_segments().pools == std::vector<std::uint32_t>{2});
    CHECK(engine.changed_segments().documents.empty());
    const SegmentMark later{.position = 4712, .log_head = mark.log_head};
    save(folder, engine, later);
    Engine again;
    REQUIRE(load(folder, again) == later);
    CHECK(bytes_of(again) == bytes_of(engine));
}

TEST_CASE("segments that cannot be trusted are none", "[ledger][segments]") {
    const test::TempFolder folder;
    Engine engine;
    fill(engine, 300, 1);
    Engine none;
    CHECK(load(folder, none) == std::nullopt);
    save(folder, engine);
    SECTION("a changed byte of a pool") { spoil(folder, key_of(2, 3), 1'000'000); }
    SECTION("a changed byte of a document") { spoil(folder, key_of(1, 0), 100); }
    SECTION("another format") { spoil(folder, key_of(2, 0), 0); }
    SECTION("a changed mark") { spoil(folder, key_of(0, 0), 40); }
    SECTION("a segment under another number") {
        auto env = store::Env::open(folder / "segments", options).value();
        const auto table = env.table("segments").value();
        auto txn = env.begin_write().value();
        const ByteView value = txn.get(table, key_of(2, 1))->value();
        REQUIRE(txn.put(table, key_of(2, 2), Bytes{value.begin(), value.end()}).has_value());
        REQUIRE(txn.commit().has_value());
    }
    SECTION("a segment that is missing") {
        auto env = store::Env::open(folder / "segments", options).value();
        const auto table = env.table("segments").value();
        auto txn = env.begin_write().value();
        REQUIRE(txn.erase(table, key_of(2, 4)).value());
        REQUIRE(txn.commit().has_value());
    }
    Engine again;
    CHECK(load(folder, again) == std::nullopt);
}
