#include "agent/catalog/catalog.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "agent/catalog/csv_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/agent/folder.hpp"

using namespace saldo;
using namespace saldo::agent;
using saldo::test::Folder;

namespace {

constexpr UtcTime first_day{1'000'000};
constexpr UtcTime second_day{2'000'000};

Catalog::Place place_in(const Folder& folder) {
    return {.folder = folder.path(),
            .copy = folder.path() / "catalog.copy",
            .rfc = "GNA150301A00",
            .language = Language::en};
}

void write_good(const Folder& folder) {
    folder.write("parts.csv", "part_number,fraccion,umc,description\nRM-1,85369099,11,\"A, b\"\n");
    folder.write("products.csv", "umc,part_number\r\n6,FG-1\r\n");
}

}  // namespace

TEST_CASE("a CSV file is read row by row, whatever its line ends and quotes", "[agent][catalog]") {
    const Folder folder;
    folder.write("x.csv", "\xEF\xBB\xBFname,b\r\n\r\n\"two\nlines\",1\n5\" pipe,2");
    auto csv = CsvFile::open(folder.path() / "x.csv");
    REQUIRE(csv);
    std::vector<std::pair<std::size_t, std::vector<std::string>>> rows;
    while (auto row = csv->next()) {
        REQUIRE(*row);
        rows.emplace_back((*row)->line, (*row)->fields);
    }
    REQUIRE(rows.size() == 3);
    CHECK(rows[0] == std::pair{std::size_t{1}, std::vector<std::string>{"name", "b"}});
    CHECK(rows[1] == std::pair{std::size_t{3}, std::vector<std::string>{"two\nlines", "1"}});
    CHECK(rows[2] == std::pair{std::size_t{5}, std::vector<std::string>{"5\" pipe", "2"}});
    CHECK_FALSE(CsvFile::open(folder.path() / "none.csv"));
    CHECK_FALSE(CsvFile::open(folder.path()));
}

TEST_CASE("a row without end is refused within its limit", "[agent][catalog]") {
    const Folder folder;
    folder.write("x.csv", "a\n\"" + std::string(CsvFile::row_bytes_max * 2, 'x'));
    auto csv = CsvFile::open(folder.path() / "x.csv");
    REQUIRE(csv);
    REQUIRE(csv->next());
    const auto row = csv->next();
    REQUIRE(row);
    CHECK_FALSE(*row);
    CHECK(csv->row_line() == 2);
    CHECK_FALSE(csv->next());
}

TEST_CASE("the catalog folder gives each part and product its unit", "[agent][catalog]") {
    const Folder folder;
    write_good(folder);
    const CatalogFiles files = read_catalog_files(folder.path(), "GNA150301A00", Language::es);
    CHECK(files.faults.empty());
    CHECK(files.entries == std::vector<PartBook::Entry>{{"FG-1", 6}, {"RM-1", 11}});
}

TEST_CASE("rows of another company are passed over", "[agent][catalog]") {
    const Folder folder;
    folder.write("parts.csv", "rfc,part_number,umc\nGNA150301A00,A,1\nOTHER1503010,B,1\n,C,1\n");
    const CatalogFiles files = read_catalog_files(folder.path(), "GNA150301A00", Language::es);
    CHECK(files.entries == std::vector<PartBook::Entry>{{"A", 1}, {"C", 1}});
}

TEST_CASE("a catalog file is refused by file, line, column and value", "[agent][catalog]") {
    struct Case {
        std::string parts, code;
        std::size_t line;
        std::string column, found;
    };
    const auto c = GENERATE(values<Case>({
        {"", "MISSING_COLUMN", 1, "part_number", ""},
        {"part_number\nA\n", "MISSING_COLUMN", 1, "umc", "part_number"},
        {"umc,umc,part_number\n", "DUPLICATE_COLUMN", 1, "umc", "umc,umc,part_number"},
        {"part_number,umc\nA,1\nB\n", "BAD_ROW", 3, "", "1 / 2"},
        {"part_number,umc\n,1\n", "MISSING_FIELD", 2, "part_number", ""},
        {"part_number,umc\nA\x1d"
         "B,1\n",
         "BAD_TEXT", 2, "part_number",
         "A\x1d"
         "B"},
        {"part_number,umc\nA,99\n", "UNKNOWN_UNIT", 2, "umc", "99"},
        {"part_number,umc\nA,1\nB,1\nA,1\n", "DUPLICATE_PART", 4, "part_number", "A"},
        {"part_number,umc\n\"A,1\n", "BAD_ROW", 2, "", "a quote opened on line 1 never closes"},
    }));
    INFO(c.parts);
    const Folder folder;
    folder.write("parts.csv", c.parts);
    const CatalogFiles files = read_catalog_files(folder.path(), "GNA150301A00", Language::en);
    REQUIRE(files.faults_count == 1);
    const FileFault& fault = files.faults.front();
    CHECK(fault.file == "parts.csv");
    CHECK(fault.code == c.code);
    CHECK(fault.line == c.line);
    CHECK(fault.column == c.column);
    CHECK(fault.found == c.found);
    CHECK_FALSE(fault.expected.empty());
    CHECK_FALSE(fault.remedy.empty());
}

TEST_CASE("the catalog reloads when its files change, and counts its versions",
          "[agent][catalog]") {
    const Folder folder;
    write_good(folder);
    const auto catalog = Catalog::open(place_in(folder), first_day);
    REQUIRE(catalog);
    CHECK((*catalog)->current()->sequence == 1);
    CHECK((*catalog)->current()->since == first_day);
    CHECK((*catalog)->refresh(second_day) == Catalog::Refresh::unchanged);

    folder.write("parts.csv", "part_number,umc\nRM-1,11\nRM-2,1\n");
    CHECK((*catalog)->refresh(second_day) == Catalog::Refresh::loaded);
    CHECK((*catalog)->current()->sequence == 2);
    CHECK((*catalog)->current()->since == second_day);
    CHECK((*catalog)->current()->parts.umc_of("RM-2") == 1);

    folder.write("parts.csv", "part_number,umc\nRM-1,77\n");
    CHECK((*catalog)->refresh(second_day) == Catalog::Refresh::refused);
    CHECK((*catalog)->faults().size() == 1);
    CHECK((*catalog)->current()->parts.umc_of("RM-2") == 1);
}

TEST_CASE("an agent that starts beside a broken catalog goes on with its own copy",
          "[agent][catalog]") {
    const Folder folder;
    write_good(folder);
    REQUIRE(Catalog::open(place_in(folder), first_day));
    folder.write("parts.csv", "half a fi");
    const auto again = Catalog::open(place_in(folder), second_day);
    REQUIRE(again);
    CHECK((*again)->current()->sequence == 1);
    CHECK((*again)->current()->since == first_day);
    CHECK((*again)->current()->parts.umc_of("RM-1") == 11);
    CHECK_FALSE((*again)->faults().empty());

    // A copy that was tampered with is no copy; then there is nothing to go on with.
    folder.write("catalog.copy", "saldo-catalog/1 1 5 00\n11,RM-1\n");
    const auto none = Catalog::open(place_in(folder), second_day);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == Errc::malformed);
    CHECK(none.error().what.find("parts.csv") != std::string::npos);
}

TEST_CASE("without a catalog folder there is nothing to check with", "[agent][catalog]") {
    const auto catalog = Catalog::open({}, first_day);
    REQUIRE(catalog);
    CHECK_FALSE((*catalog)->current());
    CHECK((*catalog)->refresh(first_day) == Catalog::Refresh::unchanged);
}
