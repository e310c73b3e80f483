#include "common/sync/catalog.hpp"
#include "tests/support/catch.hpp"

namespace saldo::sync {
namespace {

using What = CatalogStep::What;
constexpr std::string_view rfc = "GNA010101AAA";

CatalogChange change_of(std::uint64_t n) {
    // Every fourth row is removed again.
    if (n % 4 == 0) return {.key = "k" + std::to_string(n - 1), .value = std::nullopt};
    return {.key = "k" + std::to_string(n), .value = "value " + std::to_string(n)};
}

/// Where the stream 7 stands after `sequence` changes.
CatalogPlace place_at(std::uint64_t sequence) {
    CatalogPlace place{.epoch = 7};
    for (std::uint64_t n = 1; n <= sequence; ++n) {
        place.hash = catalog_hash(place.hash, rfc, 7, n, change_of(n));
        place.sequence = n;
    }
    return place;
}

/// News of changes first … last of a stream that ends at `head`.
CatalogNews news_of(std::uint64_t first, std::uint64_t last, std::uint64_t head) {
    CatalogNews news{.rfc = std::string{rfc}, .at = {1'000}, .head = place_at(head)};
    if (first > last) return news;
    news.first = first;
    news.before = place_at(first - 1).hash;
    for (std::uint64_t n = first; n <= last; ++n) news.changes.push_back(change_of(n));
    return news;
}

}  // namespace

TEST_CASE("news are applied only where they follow what is held", "[sync][catalogs]") {
    struct Case {
        std::string name;
        CatalogPlace held;
        CatalogNews news;
        What what;
        std::size_t skip;
        std::uint64_t after;
    };
    const CatalogPlace none;
    const auto c = GENERATE_COPY(values<Case>({
        {"the first changes of all", none, news_of(1, 5, 5), What::apply, 0, 5},
        {"the next ones", place_at(5), news_of(6, 8, 8), What::apply, 0, 8},
        {"some are held already", place_at(5), news_of(3, 8, 8), What::apply, 3, 8},
        {"a part of what there is", place_at(5), news_of(6, 7, 9), What::apply, 0, 7},
        {"one between is lost", place_at(5), news_of(7, 8, 8), What::ask, 0, 0},
        {"none is held, and the beginning is lost", none, news_of(2, 5, 5), What::ask, 0, 0},
        {"all of them are held, and no more are known", place_at(8), news_of(6, 8, 8),
         What::confirm, 0, 0},
        {"all of them are held, and more is behind", place_at(8), news_of(6, 8, 9), What::ask, 0,
         0},
        {"the hub says that this is all", place_at(8), news_of(1, 0, 8), What::confirm, 0, 0},
        {"the hub holds more", place_at(8), news_of(1, 0, 9), What::ask, 0, 0},
        {"there is no catalog yet", none, news_of(1, 0, 0), What::nothing, 0, 0},
        {"an old word", place_at(8), news_of(1, 0, 6), What::nothing, 0, 0},
    }));
    INFO(c.name);
    const CatalogStep step = judge(rfc, c.held, c.news);
    CHECK(step.what == c.what);
    CHECK(step.why.empty());
    if (c.what != What::apply) return;
    CHECK(step.skip == c.skip);
    CHECK(step.after == place_at(c.after));
}

TEST_CASE("news that do not lead to where they say are refused", "[sync][catalogs]") {
    const CatalogNews good = news_of(6, 8, 8);
    REQUIRE(judge(rfc, place_at(5), good).what == What::apply);
    SECTION("another company's") {
        CHECK(judge("GNA010101AAB", place_at(5), good).what == What::refuse);
    }
    SECTION("another value, key or removal") {
        for (int which = 0; which < 3; ++which) {
            CatalogNews bad = good;
            if (which == 0) *bad.changes[0].value += "x";
            if (which == 1) bad.changes[1].key += "x";
            if (which == 2) bad.changes[0].value.reset();
            CHECK(judge(rfc, place_at(5), bad).what == What::refuse);
        }
    }
    SECTION("two changes in another order") {
        CatalogNews bad = good;
        std::swap(bad.changes[0], bad.changes[1]);
        CHECK(judge(rfc, place_at(5), bad).what == What::refuse);
    }
    SECTION("more changes than the hub says it has") {
        CatalogNews bad = good;
        bad.head = place_at(7);
        CHECK(judge(rfc, place_at(5), bad).what == What::refuse);
    }
    SECTION("changes at no place") {
        CatalogNews bad = good;
        bad.first = 0;
        CHECK(judge(rfc, place_at(5), bad).what == What::refuse);
    }
}

TEST_CASE("who holds other rows under the same numbers is never given changes",
          "[sync][catalogs]") {
    CatalogPlace other = place_at(5);
    other.hash[0] ^= std::byte{1};
    CHECK(judge(rfc, other, news_of(6, 8, 8)).what == What::ask);
    CHECK(judge(rfc, other, news_of(3, 8, 8)).what == What::ask);
    other = place_at(5);
    other.epoch = 8;
    CHECK(judge(rfc, other, news_of(6, 8, 8)).what == What::ask);
    CatalogNews offering = news_of(1, 0, 8);
    offering.offer = SnapshotOffer{.place = place_at(8), .bytes = 100};
    CHECK(judge(rfc, other, offering).what == What::fetch);
}

TEST_CASE("a snapshot is fetched only where it leads on", "[sync][catalogs]") {
    CatalogNews news = news_of(1, 0, 9);
    news.offer = SnapshotOffer{.place = place_at(6), .bytes = 100};
    CHECK(judge(rfc, {}, news).what == What::fetch);
    CHECK(judge(rfc, place_at(5), news).what == What::fetch);
    CHECK(judge(rfc, place_at(6), news).what == What::ask);
    CHECK(judge(rfc, place_at(7), news).what == What::ask);
    CHECK(judge(rfc, place_at(9), news).what == What::confirm);
}

}  // namespace saldo::sync
