#include "hub/book/table.hpp"

#include "hub/commands/print_table.hpp"
#include "tests/support/catch.hpp"

namespace saldo::book {
namespace {

Table lots(std::size_t count) {
    Table table{.columns = {{"rfc", false, true}, {"lot", false, true}, {"qty_umc", true}}};
    for (std::size_t i = 0; i < count; ++i) {
        table.rows.push_back({"AAA010101AAA", std::to_string(i), std::to_string(i) + ".500"});
    }
    return table;
}

std::vector<std::vector<std::string>> texts_of(const Rows& rows) {
    std::vector<std::vector<std::string>> texts;
    for (const auto& row : rows) {
        auto& cells = texts.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) cells.emplace_back(row[i]);
    }
    return texts;
}

}  // namespace

TEST_CASE("pages follow one another without loss or repeat", "[book][table]") {
    const auto count = GENERATE(std::size_t{0}, 1, 2, 3, 7);
    const auto limit = GENERATE(std::size_t{1}, 2, 3, 7, 8, 0);
    CAPTURE(count, limit);
    std::vector<std::vector<std::string>> seen;
    std::string cursor;
    do {
        const auto page = page_of(lots(count), limit, cursor);
        REQUIRE(page);
        CHECK((limit == 0 || page->table.rows.size() <= limit));
        CHECK(page->table.columns.size() == 3);
        for (auto& row : texts_of(page->table.rows)) seen.push_back(std::move(row));
        cursor = page->next;
    } while (!cursor.empty());
    CHECK(seen == texts_of(lots(count).rows));
}

TEST_CASE("a cursor survives rows that come and go elsewhere, and not its own", "[book][table]") {
    const auto first = page_of(lots(5), 2, "");
    REQUIRE(first);
    Table changed = lots(5);
    changed.rows = changed.rows.slice(1, 5);  // row 0 is gone
    const auto second = page_of(changed, 2, first->next);
    REQUIRE(second);
    CHECK(second->table.rows.front()[1] == "2");
    changed.rows = changed.rows.slice(1, 4);  // row 1, which the cursor names
    CHECK(page_of(changed, 2, first->next).error().code == Errc::conflict);
    CHECK(page_of(lots(5), 2, "no-cursor").error().code == Errc::malformed);
    CHECK(page_of(lots(5), 2, "abc").error().code == Errc::malformed);
}

TEST_CASE("a table is printed for people, as CSV and as JSON", "[book][table]") {
    Table table{.columns = {{"part", false, true}, {"qty_umc", true}}};
    table.rows.push_back({"ca\xC3\xB1o", "1.500"});
    table.rows.push_back({"a,\"b\"\n", "1000.000"});
    CHECK(hub::print_table(table, config::Format::table) ==
          "part     qty_umc\n"
          "------  --------\n"
          "ca\xC3\xB1o       1.500\n"
          "a,\"b\"   1000.000\n");
    CHECK(hub::print_table(table, config::Format::csv) ==
          "part,qty_umc\nca\xC3\xB1o,1.500\n\"a,\"\"b\"\"\n\",1000.000\n");
    CHECK(hub::print_table(table, config::Format::json) ==
          "[{\"part\":\"ca\xC3\xB1o\",\"qty_umc\":\"1.500\"},\n"
          "{\"part\":\"a,\\\"b\\\"\\n\",\"qty_umc\":\"1000.000\"}]\n");
    CHECK(hub::print_table({.columns = {{"a"}}}, config::Format::json) == "[]\n");
}

}  // namespace saldo::book
