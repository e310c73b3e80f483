#include "hub/proof/tree_name.hpp"

#include "tests/support/catch.hpp"

using namespace saldo::proof;

TEST_CASE("a tree has one path, whatever an RFC holds", "[proof]") {
    const std::pair<TreeName, const char*> table[] = {
        {{"GNA150301A00", 2026}, "GNA150301A00/2026"},
        {{"", 2026}, "common/2026"},
        {{"", 2026, "1a2b3c4d"}, "common/2026-1a2b3c4d"},
        {{"A&B010101AB1", 2025}, "A&B010101AB1/2025"},
        {{"\xC3\x91OO010101AB1", 2025}, "\xC3\x91OO010101AB1/2025"},
        {{"common", 2026}, "~63~6f~6d~6d~6f~6e/2026"},
        {{"../../etc", 2026}, "~2e~2e~2f~2e~2e~2f~65~74~63/2026"},
        {{std::string{"A\0+ \xC3", 5}, 1970}, "A~00~2b~20~c3/1970"}};
    for (const auto& [name, path] : table) {
        CAPTURE(path);
        CHECK(tree_path(name) == path);
        REQUIRE(parse_tree_path(path));
        CHECK(*parse_tree_path(path) == name);
    }
    CHECK(tree_origin("hub-1a2b3c4d", {"GNA150301A00", 2026}) == "hub-1a2b3c4d/GNA150301A00/2026");
    for (const char* wrong :
         {"", "/", "GNA150301A00", "GNA150301A00/", "GNA150301A00/02026", "GNA150301A00/20261",
          "../2026", "~41/2026", "~2E/2026", "~2/2026", "/2026", "a/2026", "common/2026-",
          "common/2026-1a2b3c4", "common/2026-1A2B3C4D", "common/2026-1a2b3c4d5",
          "common/-1a2b3c4d", "GNA150301A00/-1", "x/y/2026"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_tree_path(wrong));
    }
}
