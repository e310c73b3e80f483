#include "hub/downlink/catalog_store.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::hub {
namespace {

constexpr std::string_view rfc = "GNA010101AAA";

sync::CatalogChange set(int n) { return {.key = "k" + std::to_string(n), .value = "v"}; }

CatalogStore open(const test::TempFolder& folder, std::uint64_t kept = 4'000) {
    return CatalogStore::open(folder / "streams", {.map_bytes = 64U << 20, .changes_kept = kept})
        .value();
}

}  // namespace

TEST_CASE("what was published is there after a new start, with its chain", "[hub][catalogs]") {
    const test::TempFolder folder = test::TempFolder::in_memory();
    sync::CatalogPlace head;
    {
        CatalogStore store = open(folder);
        CHECK_FALSE(store.stream(rfc).value());
        const auto begun = store.begin(rfc, 0).value();
        CHECK(begun.head.epoch != 0);
        head = store.publish(rfc, {set(1), set(2), set(3)}).value().head;
        head = store.publish(rfc, {{.key = "k2", .value = std::nullopt}}).value().head;
        CHECK(store.publish(rfc, {}).value().head == head);
    }
    CatalogStore store = open(folder);
    CHECK(store.stream(rfc).value()->head == head);
    CHECK(head.sequence == 4);
    CHECK(store.rows(rfc).value() == Rows{{"k1", "v"}, {"k3", "v"}});
    // A company whose name begins likewise is another one.
    CHECK(store.rows("GNA010101AA").value().empty());
    CHECK_FALSE(store.stream("GNA010101AA").value());

    const auto changes = store.changes(rfc, 1, 100, 1'000'000).value();
    REQUIRE(changes.size() == 4);
    CHECK_FALSE(changes[3].value);
    Digest hash{};
    for (std::uint64_t n = 1; n <= 4; ++n) {
        hash = sync::catalog_hash(hash, rfc, head.epoch, n, changes[n - 1]);
        CHECK(store.hash_at(rfc, n).value() == hash);
    }
    CHECK(hash == head.hash);
    CHECK_FALSE(store.hash_at(rfc, 5).value());
    CHECK(store.changes(rfc, 1, 3, 1'000'000).value().size() == 3);
    CHECK(store.changes(rfc, 1, 100, 1).value().size() == 1);  // one at least
}

TEST_CASE("only the newest changes are kept, and all rows", "[hub][catalogs]") {
    const test::TempFolder folder = test::TempFolder::in_memory();
    CatalogStore store = open(folder, 3);
    REQUIRE(store.begin(rfc, 10));
    for (int n = 1; n <= 8; ++n) REQUIRE(store.publish(rfc, {set(n)}));
    CHECK(store.rows(rfc).value().size() == 8);
    CHECK(store.hash_at(rfc, 10).value() == Digest{});
    CHECK_FALSE(store.hash_at(rfc, 15).value());
    CHECK(store.hash_at(rfc, 16).value());
    CHECK(store.changes(rfc, 16, 100, 1'000'000).value().size() == 3);
    // Another stream begins with the rows as they are, and with no changes.
    const auto begun = store.begin(rfc, 30).value();
    CHECK(begun.head.sequence == 30);
    CHECK(store.rows(rfc).value().size() == 8);
    CHECK_FALSE(store.hash_at(rfc, 18).value());
}

}  // namespace saldo::hub
