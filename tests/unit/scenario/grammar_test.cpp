#include <set>

#include <fmt/format.h>

#include "hub/scenario/script.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/scenario/scenario_files.hpp"

namespace saldo::scenario {
namespace {

/// Everything that a line may refer to stands above it; the line itself is line 14.
constexpr std::string_view above =
    "company ALFA\ncompany BETA outside=yes\npart X\npart Y\nproduct P\nbom P X 2\n"
    "import A X 10 IN 2026-01-05\noutcome R RT 2026-02-10\nasset SN AF 2026-01-01\n"
    "disassemble D X 1 2026-02-01\nmove m1 out Norte X 1 2026-02-01 to=Sur\nrun one\n"
    "knowledge 2026-03-01\n";

std::optional<Fault> fault_of(const std::string& line) {
    return parse(std::string{above} + line + "\n").fault;
}

TEST_CASE("every line of the format is read", "[scenario][grammar]") {
    const auto line = GENERATE(
        as<std::string>{}, "company ALFA mode=value-tariff authorisation=7.1.4",
        "plant Norte company=BETA address=\"Calle 1, Tijuana\" registered=no",
        "part Z kind=container tariff=85444299 nico=00 umc=6 umt=1 umt-per-umc=0.5", "unit X 12 10",
        "bom P Y 0 shrinkage=0.5 norm=0.25 scrap=0.1 from=2026-01-01", "norm X 2.5%",
        "policy term_end=CFF12", "policy", "national X 20 2026-01-01",
        "import B X 10 IN 2026-01-05 duty=5% origin=CN from=anybody rejected=R",
        "import B X 1 IN 2026-01-05 captured=2026-01-05T08:00-06:00 received=2026-01-06T08:00Z",
        "import B X -1 IN 2026-01-05", "rectify A 2026-02-01 qty=+5.50",
        "outcome V V1 2026-03-16 descargos=264338906000777,2026-03-15,V1 use=X:250 to=BETA",
        "outcome F F4 2026-03-16 clears=C\noutcome C CTM 2026-03-31", "exit R P 10 dest=C",
        "use R Y 4 instead=X status=unrecorded", "value R 300 tariff=85340099",
        "disassemble E X 1 2026-04-02 gives=X:2,Y:1.5 scrap=Y:0.5",
        "asset-move M V1 2026-05-01 SN import-half=2026-05-02", "scrap X 2 2026-02-20",
        "move m2 in Sur X 1 2026-02-03 of=m1 partial=yes", "adjust a1 Sur X -2 2026-01-13",
        "file ctm 2026-02", "cancel program 2026-06-01 extension=10", "run one", "today 2020-01-01",
        "knowledge 2026-03-01", "expect lines R none", "expect lines D A:1 A:2.5:shrinkage",
        "expect lines R A/X:3 264338906000300:7 state=confirmed known=2026-01-01",
        "expect balance NOBODY none", "expect balance A -1 umt=0 confirmed=2 at=2026-01-01",
        "expect diff one one none", "expect diff one one R:A:-30 R:A/1:+30",
        "expect alert LATE_RETURN R lot=A days=34 periods=3 fine=9060..13680",
        "expect alert LATE_24H A delay=769:30", "expect no-other-alert",
        "expect no-other-alert SHORTAGE", "expect no-alert SHORTAGE R", "expect term SN none",
        "expect report return 2026-03 85444299 110000 due=2026-04-30", "expect replay",
        "expect pool P 1 company=BETA");
    INFO(line);
    const auto fault = fault_of(line);
    INFO((fault ? fault->message : ""));
    CHECK_FALSE(fault.has_value());
}

TEST_CASE("a line that is not of the format is refused where it stands", "[scenario][grammar]") {
    struct Case {
        std::string line;
        std::string message;  ///< a part of it
    };
    const auto c = GENERATE(values<Case>({
        {"improt B X 1 IN 2026-01-05", "unknown keyword 'improt'; did you mean import?"},
        {"expect", "expect what?"},
        {"expect balnce A 1", "did you mean balance?"},
        {"key=value", "unknown keyword"},
        {"import B X 1 IN", "too few words"},
        {"import B X 1 IN 2026-01-05 6", "too many words"},
        {"import B X 1 IN 2026-01-05 pde=1", "unknown field 'pde'; did you mean ped?"},
        {"import B X 1 IN 2026-01-05 line=1 line=2", "stands twice"},
        {"import B X 1e3 IN 2026-01-05", "not a decimal number"},
        {"import B X 1,000 IN 2026-01-05", "not a decimal number"},
        {"import B X 0.123456789 IN 2026-01-05", "more than 8 decimals"},
        {"import B X 1 IN 2026-02-30", "ENTRY-DATE"},
        {"import B X 1 IN 2026-01-05 ped=12345", "fifteen digits"},
        {"import B X 1 IN 2026-01-05 unit=256", "appendix 7"},
        {"import B X 1 IN 2026-01-05 captured=2026-01-05T08:00-06:00", "stand together"},
        {"import B X 1 IN 2026-01-05 captured=2026-01-05T08:00 received=2026-01-05T08:00Z",
         "captured"},
        {"import B Q 1 IN 2026-01-05", "no part or product 'Q' is declared"},
        {"import B X 1 IN 2026-01-05 company=GAMA", "no company 'GAMA'"},
        {"import .B X 1 IN 2026-01-05", "expected a name"},
        {"import B:1 X 1 IN 2026-01-05", "expected a name"},
        {"part Z kind=other", "kind"},
        {"part Z tariff=8544", "eight digits"},
        {"norm X 3", "a percentage"},
        {"unit X 12 0", "above 0"},
        {"bom X Y 1", "no product 'X'"},
        {"bom P X -1", "from 0"},
        {"outcome V V1 2026-03-16 descargos=777,2026-03-15,V1", "pedimento, date and key"},
        {"outcome V V1 2026-03-16 use=Q:1", "no part or product 'Q'"},
        {"outcome V V1 2026-03-16 use=X", "PART:QTY"},
        {"outcome V F4 2026-03-16 clears=NONE", "no outcome 'NONE' is declared in this file"},
        {"use NONE X 1", "no outcome 'NONE'"},
        {"move m2 out Norte X 1 2026-02-01", "needs to="},
        {"move m2 in Norte X 1 2026-02-01", "needs of="},
        {"move m2 fly Norte X 1 2026-02-01", "TYPE"},
        {"asset-move M V1 2026-05-01 SN", "needs import-half="},
        {"company BETA rfc=AAA010101AAA\ncompany ALFA rfc=AAA010101AAA", "another company"},
        {"company BETA rfc=AAAA010101AAABBBBB", "13 characters"},
        {"knowledge 2026-02-28", "cannot go back"},
        {"expect lines R", "too few"},
        {"expect lines R none A:1", "stands alone"},
        {"expect lines R A", "LOT:QTY"},
        {"expect lines R A:1:merma", "incorporated, shrinkage or scrap"},
        {"expect lines NONE none", "no outcome or disassembly 'NONE'"},
        {"expect balance B 1", "no lot 'B'"},
        {"expect balances", "too few"},
        {"expect diff one two none", "no run 'two'"},
        {"expect diff one one A:-30", "OUTCOME:LOT:QTY"},
        {"expect alert SHORTAG R", "did you mean SHORTAGE?"},
        {"expect alert SHORTAGE R fine=9..8", "a range"},
        {"expect alert LATE_24H R delay=769:60", "a delay"},
        {"expect replay now", "too many"},
        {"plant \"Norte", "quote"},
    }));
    INFO(c.line);
    const auto fault = fault_of(c.line);
    REQUIRE(fault.has_value());
    const int lines = static_cast<int>(std::ranges::count(c.line, '\n'));
    CHECK(fault->line == 14 + lines);
    CHECK_THAT(fault->message, Catch::Contains(c.message));
}

TEST_CASE("nothing speaks of a company before one is declared", "[scenario][grammar]") {
    const auto fault = parse("part X\nimport A X 1 IN 2026-01-01\n").fault;
    REQUIRE(fault.has_value());
    CHECK(fault->line == 2);
    CHECK(fault->message == "no company is declared above this line");
}

TEST_CASE("every company has an RFC of its own that a log can take", "[scenario][grammar]") {
    const auto parsed = parse("company A\ncompany B rfc=SCN000000001\ncompany C\n");
    REQUIRE_FALSE(parsed.fault.has_value());
    const auto& rfc_of = parsed.script.rfc_of;
    CHECK(rfc_of.at("B") == "SCN000000001");
    CHECK(rfc_of.at("A") != rfc_of.at("B"));
    CHECK(rfc_of.at("A") != rfc_of.at("C"));
    CHECK(rfc_of.at("C") != rfc_of.at("B"));
    CHECK(rfc_of.at("A").size() <= 13);
}

TEST_CASE("every scenario file of the project is read whole", "[scenario][grammar]") {
    auto names = test::scenario_names("");
    const auto random = test::scenario_names("random/");
    CHECK(random.size() == 40);
    names.insert(names.end(), random.begin(), random.end());
    for (const std::string& name : names) {
        const auto fault = parse(test::scenario_text(name)).fault;
        INFO(name << ":" << (fault ? fmt::format("{}: {}", fault->line, fault->message) : ""));
        CHECK_FALSE(fault.has_value());
    }
}

TEST_CASE("every keyword and kind of expectation stands in the syntax file",
          "[scenario][grammar]") {
    // A keyword that the table lost would otherwise be missed by nobody.
    const auto parsed = parse(test::scenario_text("syntax.scn"));
    REQUIRE_FALSE(parsed.fault.has_value());
    const auto stands = [&](bool is_expectation, std::string_view keyword) {
        return std::ranges::any_of(parsed.script.statements, [&](const Statement& s) {
            return s.is_expectation == is_expectation && s.keyword() == keyword;
        });
    };
    // Words of our own (docs/facts.md), which the format of scenarios does not have.
    const std::set<std::string_view> ours = {"approve-report", "decide", "direct", "scrap-of",
                                             "work-order"};
    for (const Shape& shape : statement_shapes()) {
        INFO(shape.keyword);
        if (ours.contains(shape.keyword)) continue;
        CHECK(stands(false, shape.keyword));
    }
    for (const Shape& shape : expectation_shapes()) {
        INFO(shape.keyword);
        CHECK(stands(true, shape.keyword));
    }
}

}  // namespace
}  // namespace saldo::scenario
