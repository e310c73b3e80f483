#include "hub/proof/tile_path.hpp"

#include <set>

#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::proof;

TEST_CASE("tiles have the paths of C2SP tlog-tiles", "[proof][tile]") {
    const std::pair<TileName, const char*> table[] = {
        {{false, 0, 0, 256}, "tile/0/000"},
        {{false, 0, 1234067, 12}, "tile/0/x001/x234/067.p/12"},
        {{false, 7, 999, 255}, "tile/7/999.p/255"},
        {{false, 1, 1000, 256}, "tile/1/x001/000"},
        {{true, 0, 5, 1}, "tile/entries/005.p/1"},
        {{true, 0, 1234067, 256}, "tile/entries/x001/x234/067"}};
    for (const auto& [tile, path] : table) {
        CAPTURE(path);
        CHECK(tile_path(tile) == path);
        REQUIRE(parse_tile_path(path));
        CHECK(*parse_tile_path(path) == tile);
    }
    for (const char* wrong : {"",
                              "tile",
                              "tile/",
                              "tile/0",
                              "tile/0/",
                              "tile/0/0",
                              "tile/0/00",
                              "tile/0/0000",
                              "tile/00/000",
                              "tile/8/000",
                              "tile/64/000",
                              "tile/-1/000",
                              "tile/0/x000/001",
                              "tile/0/001/000",
                              "tile/0/x001",
                              "tile/0/000.p/0",
                              "tile/0/000.p/256",
                              "tile/0/000.p/01",
                              "tile/0/000.p/",
                              "tile/0/000.p/1/",
                              "tile/0/../000",
                              "tile/0/000.p/1.p/1",
                              "tile/entries",
                              "tile/data/000",
                              "tile/0/x1/000",
                              "tile/0/+00",
                              "tile/0/x999/x999/x999/x999/x999/x999/x999/999"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_tile_path(wrong));
    }
}

// The example of the standard: 70,000 leaves.
TEST_CASE("a tree has the tiles that the standard says", "[proof][tile]") {
    std::set<std::string> partial;
    std::size_t full[3] = {0, 0, 0};
    std::size_t bundles = 0;
    const auto seen = visit_tiles(70'000, [&](const TileName& tile) -> Result<void> {
        CHECK(has_tile(70'000, tile));
        if (tile.width < tile_width) {
            partial.insert(tile_path(tile));
        } else if (tile.is_entries) {
            ++bundles;
        } else {
            ++full[tile.level];
        }
        return {};
    });
    REQUIRE(seen);
    CHECK(full[0] == 273);
    CHECK(full[1] == 1);
    CHECK(full[2] == 0);
    CHECK(bundles == 273);
    CHECK(partial == std::set<std::string>{"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1",
                                           "tile/entries/273.p/112"});
    CHECK_FALSE(has_tile(70'000, {false, 0, 273, 113}));
    CHECK(has_tile(70'000, {false, 0, 273, 111}));
    CHECK(has_tile(70'000, {false, 0, 272, 3}));  // of an earlier size
    CHECK_FALSE(has_tile(70'000, {false, 0, 274, 1}));
    CHECK_FALSE(has_tile(255, {false, 1, 0, 1}));
    CHECK(has_tile(256, {false, 1, 0, 1}));
    CHECK(visit_tiles(0, [](const TileName&) -> Result<void> { return Error{}; }));
}
