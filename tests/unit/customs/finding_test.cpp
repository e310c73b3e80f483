#include "hub/customs/finding.hpp"

#include <set>

#include "hub/customs/finding_list.hpp"
#include "hub/customs/records.hpp"
#include "tests/support/catch.hpp"

using namespace saldo::customs;

TEST_CASE("every finding has a name of its own and words in both languages", "[customs][finding]") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < finding_code_count; ++i) {
        const auto code = static_cast<FindingCode>(i);
        CAPTURE(to_string(code));
        CHECK(names.insert(to_string(code)).second);
        CHECK_FALSE(what_of(code, Language::spanish).empty());
        CHECK(what_of(code, Language::spanish) != what_of(code, Language::english));
        const Finding finding = make_finding(code, "f");
        // What people must act on says what to do.
        if (finding.severity == Severity::error) {
            CHECK_FALSE(remedy_of(code, Language::spanish).empty());
            CHECK_FALSE(remedy_of(code, Language::english).empty());
        }
    }
}

TEST_CASE("a finding names its place, what was found and expected, and what to do",
          "[customs][finding]") {
    const Finding finding = make_finding(FindingCode::total_fracciones, "d/1_Resumen.asc", 2,
                                         "Total_Fracciones", "283", "284");
    CHECK(format_finding(finding, Language::english) ==
          "error TOTAL_FRACCIONES d/1_Resumen.asc, row 2, column Total_Fracciones: the control "
          "total fails: the rows of 551 are not those that Resumen states; found '283'; expected "
          "284 (Resumen.Total_Fracciones)\n    What to do: Nothing was imported. The delivery has "
          "rows missing or too many: ask for it again, whole.");
    CHECK(format_finding(finding, Language::spanish)
              .starts_with("error TOTAL_FRACCIONES d/1_Resumen.asc, renglón 2, columna "));
    // A note is one line.
    const Finding note = make_finding(FindingCode::ignored_file, "a.msg");
    CHECK(format_finding(note, Language::spanish).find('\n') == std::string::npos);
}

TEST_CASE("what was found is shown in one line of UTF-8, however it came", "[customs][finding]") {
    const Finding raw = make_finding(FindingCode::bad_number, "f", 2, "c",
                                     "CARROCER\xCD"
                                     "A\a");
    CHECK(raw.found ==
          "CARROCER\xC3\x8D"
          "A\a");
    CHECK(format_finding(raw, Language::english)
              .find("'CARROCER\xC3\x8D"
                    "A '") != std::string::npos);
    std::string long_text;
    for (int i = 0; i < 100'000; ++i) long_text += "\xC3\xB1";
    const Finding cut = make_finding(FindingCode::bad_number, "f", 2, "c", long_text);
    CHECK(cut.found.size() <= 512);
    CHECK(format_finding(cut, Language::english).find("\xC3\xB1…'") != std::string::npos);
}

TEST_CASE("alike findings are counted past the first ones", "[customs][finding]") {
    FindingList list;
    for (std::size_t i = 0; i < FindingList::alike_max + 5; ++i) {
        list.add(FindingCode::bad_number, "f", i + 2, "c");
        list.add(FindingCode::bad_number, "f", i + 2, "d");
    }
    CHECK(list.has_errors());
    const auto findings = list.take();
    CHECK(findings.size() == 2 * FindingList::alike_max + 2);
    CHECK(findings.back().code == FindingCode::more_like_this);
    CHECK(findings.back().found == "BAD_NUMBER + 5");
}

TEST_CASE("the 26 records are there, with the columns that the layout counts",
          "[customs][records]") {
    struct Count {
        const char* name;
        std::size_t columns;
    };
    const Count counts[] = {{"501", 31},   {"502", 9},  {"503", 6},  {"504", 6},  {"505", 19},
                            {"506", 6},    {"507", 8},  {"508", 14}, {"509", 8},  {"510", 8},
                            {"511", 7},    {"512", 13}, {"520", 12}, {"551", 30}, {"552", 8},
                            {"553", 11},   {"554", 9},  {"555", 15}, {"556", 9},  {"557", 9},
                            {"558", 8},    {"701", 14}, {"702", 8},  {"Sel", 10}, {"Inci", 15},
                            {"Resumen", 7}};
    CHECK(record_specs().size() == std::size(counts));
    for (const Count& count : counts) {
        CAPTURE(count.name);
        const auto kind = record_kind_from(count.name);
        REQUIRE(kind.has_value());
        CHECK(spec_of(*kind).columns.size() == count.columns);
    }
    CHECK(record_kind_from("SEL") == RecordKind::sel);
    CHECK_FALSE(record_kind_from("513").has_value());
}
