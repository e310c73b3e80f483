#include "hub/scenario/runner.hpp"

#include <fmt/format.h>

#include "hub/scenario/run_files.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/scenario/scenario_files.hpp"

namespace saldo::scenario {
namespace {

/// Lines 1 to 5 of most files below.
constexpr std::string_view begin =
    "company ALFA\npart X umc=6 tariff=85444299\nimport A X 500 IN 2026-01-10\n"
    "import B X 800 IN 2026-02-05\noutcome R RT 2026-03-01 use=X:650\n";

FileResult run_after(const std::string& lines) {
    return run("f.scn", std::string{begin} + lines + "\n");
}

TEST_CASE("a scenario whose rules are built holds", "[scenario][runner]") {
    const auto name = GENERATE(from_range(test::all_scenarios()));
    const FileResult result = run(name, test::scenario_text(name));
    CHECK(result.text.empty());
    CHECK(result.expectations > 0);
    CHECK(result.failed == 0);
    CHECK_FALSE(result.is_broken);
}

TEST_CASE("replaying the log of a scenario gives the same book", "[scenario][runner]") {
    const auto name = GENERATE(from_range(test::all_scenarios()));
    const FileResult result = run(name, test::scenario_text(name) + "\nexpect replay\n");
    CHECK(result.text.empty());
}

TEST_CASE("an expectation that does not hold is named with its line", "[scenario][runner]") {
    struct Case {
        std::string line;
        std::string got;
    };
    const auto c = GENERATE(values<Case>({
        {"lines R A:500 B:151", "A:500 B:150"},
        {"lines R B:150 A:500", "A:500 B:150"},
        {"lines R A:500", "A:500 B:150"},
        {"lines R none", "A:500 B:150"},
        {"lines R A:500 B:150:scrap", "A:500 B:150"},
        {"lines R A:500 B:150 state=provisional", "A:500 B:150 confirmed"},
        {"discharge R A 499", "500 umt=0 value=0"},
        {"discharge R A 500 column=scrap", "0 umt=0 value=0"},
        {"discharge R A 500 line=2", "0 umt=0 value=0"},
        {"balance A 1", "0"},
        {"balance A none", "0"},
        {"balance A 0 umt=0", "0"},
        {"balance B 650 confirmed=800", "650"},
        {"balance B 650 at=2026-02-04", "0"},
        {"balance B 650 at=2026-02-28", "800"},
        {"balances A:0 B:651", "A:0 B:650"},
        {"part-balance X 651", "650"},
        {"tariff-balance 85444299 1", "650"},
        {"tariff-balance 85444298 1", "0"},
        {"pool X 1", "0"},
        {"pending R X 1", "0"},
        {"stock all X 1", "0"},
        {"gap X 0", "650"},
        {"term A conservative=2027-07-11",
         "conservative=2027-07-10 cff12=2027-07-12 effective=2027-07-10"},
        {"term A cff12=2027-07-10",
         "conservative=2027-07-10 cff12=2027-07-12 effective=2027-07-10"},
        {"term A none", "conservative=2027-07-10 cff12=2027-07-12 effective=2027-07-10"},
        {"alert SHORTAGE R", "no SHORTAGE"},
        {"refused OVERDISCHARGE", "accepted"},
        {"duplicates 1", "0"},
    }));
    INFO(c.line);
    const FileResult result = run_after("expect " + c.line);
    CHECK(result.text == fmt::format("f.scn:6: expected {} got {}\n", c.line, c.got));
    CHECK(result.expectations == 1);
    CHECK(result.failed == 1);
    CHECK_FALSE(result.is_broken);
}

TEST_CASE("alerts are compared in the fields that are given", "[scenario][runner]") {
    const std::string late =
        "import C X 9 IN 2024-01-01 value=90\noutcome S RT 2026-03-01 use=X:700\n";
    CHECK(run_after(late + "expect alert SHORTAGE S amount=41").text.empty());
    CHECK(run_after(late + "expect alert SHORTAGE S part=X").text.empty());
    CHECK(run_after(late + "expect no-alert SHORTAGE R").text.empty());
    CHECK(run_after(late + "expect alert LATE_RETURN R lot=C amount=9 days=243 periods=17 "
                           "fine=90..90")
              .text.empty());
    const auto wrong = GENERATE(
        as<std::string>{}, "alert SHORTAGE S amount=42", "alert SHORTAGE S part=Y",
        "alert SHORTAGE R", "alert SHORTAGE S lot=A", "alert SHORTAGE S reason=x",
        "alert SHORTAGE S days=1", "alert SHORTAGE S umt=1", "alert LATE_RETURN R days=242",
        "alert LATE_RETURN R periods=16", "alert LATE_RETURN R fine=90..91",
        "alert LATE_RETURN R fine=89..90", "no-alert SHORTAGE", "no-alert SHORTAGE S",
        "no-other-alert SHORTAGE", "no-other-alert");
    INFO(wrong);
    const FileResult result = run_after("part Y\n" + late + "expect " + wrong);
    CHECK(result.failed == 1);
    CHECK(result.text.starts_with(fmt::format("f.scn:9: expected {} got ", wrong)));
}

TEST_CASE("no other alert looks past those that were expected since the last statement",
          "[scenario][runner]") {
    const std::string lines = "outcome S RT 2026-03-02 use=X:700\nexpect alert SHORTAGE S\n";
    CHECK(run_after(lines + "expect alert UNDISCHARGED_EXIT S\nexpect no-other-alert").failed == 0);
    CHECK(run_after(lines + "expect no-other-alert SHORTAGE").failed == 0);
    CHECK(run_after(lines + "expect no-other-alert").failed == 1);
    CHECK(run_after(lines + "expect alert UNDISCHARGED_EXIT S\nrun 1\nexpect no-other-alert")
              .failed == 1);
}

TEST_CASE("a refusal is expected on the next line, or is a failure", "[scenario][runner]") {
    const std::string bad = "import BAD X 0 IN 2026-01-01\n";
    CHECK(run_after(bad + "expect refused OVERDISCHARGE").text.empty());
    const FileResult other = run_after(bad + "expect refused UNIT_MISMATCH");
    CHECK(other.text == "f.scn:7: expected refused UNIT_MISMATCH got refused OVERDISCHARGE\n");
    const FileResult silent = run_after(bad + "expect balance A 0");
    CHECK(silent.text == "f.scn:6: expected accepted got refused OVERDISCHARGE\n");
    CHECK(silent.expectations == 2);
    CHECK(silent.failed == 1);
    CHECK(run_after(bad).failed == 1);  // the last line of the file
    const auto code = GENERATE(table<std::string, std::string>({
        {"import C X 1 F4 2026-01-01", "KEY_NOT_ALLOWED"},
        {"import C X 1 IN 2026-01-01 unit=12", "UNIT_MISMATCH"},
        {"outcome S ZZ 2026-01-01", "KEY_NOT_ALLOWED"},
        {"outcome S RT 2026-01-01 use=X:0", "OVERDISCHARGE"},
        {"use R X -1", "OVERDISCHARGE"},
        {"exit R X 0", "OVERDISCHARGE"},
        {"move m receive Norte X 0 2026-01-01", "OVERDISCHARGE"},
    }));
    INFO(std::get<0>(code));
    const FileResult result = run_after(fmt::format(
        "{}\nexpect refused {}\nexpect balances A:0 B:650", std::get<0>(code), std::get<1>(code)));
    CHECK(result.text.empty());
    CHECK(result.expectations == 2);
}

TEST_CASE("a name told twice is a repetition or a conflict", "[scenario][runner]") {
    const std::string again = "import A X 500.0 IN 2026-01-10\n";
    CHECK(run_after(again + "expect duplicates 1\nexpect balances A:0 B:650\nexpect no-other-alert")
              .failed == 0);
    const std::string other = "import A X 501 IN 2026-01-10\n";
    CHECK(run_after(other +
                    "expect duplicates 0\nexpect alert CONFLICT A\nexpect balances A:0 B:650"
                    "\nexpect no-other-alert")
              .failed == 0);
    // What the catalog says by now is no part of the message.
    CHECK(run_after("part X tariff=85365099\n" + again + "expect duplicates 1").text.empty());
    // One name is of one kind of thing.
    CHECK(run_after("outcome A RT 2026-03-01\nexpect alert CONFLICT A\nexpect no-other-alert")
              .text.empty());
}

TEST_CASE("known= asks the book of that day, run and diff the books of two runs",
          "[scenario][runner]") {
    const std::string lines =
        "run 1\nknowledge 2026-04-01\nimport C X 100 IN 2026-01-01\nrun 2\n"
        "expect balance A 0 known=2026-03-31\nexpect balance A 0 known=2026-04-01\n"
        "expect balance B 650 known=2026-03-31\nexpect balance B 750 known=2026-04-01\n"
        "expect balance C none known=2026-03-31\nexpect lines R A:500 B:150 known=2026-03-31\n"
        "expect diff 1 2 R:C:100 R:B:-100\nexpect diff 2 1 R:B:100 R:C:-100\nexpect diff 1 1 "
        "none\n";
    CHECK(run_after(lines).text.empty());
    CHECK(run_after(lines + "expect diff 1 2 R:C:100").failed == 1);
    CHECK(run_after(lines + "expect diff 1 2 none").failed == 1);
}

TEST_CASE("a holiday moves the end of a term by policy CFF12 alone", "[scenario][runner]") {
    const auto result = run_after(
        "import C X 1 IN 2026-03-16\nexpect term C conservative=2027-09-16 cff12=2027-09-16\n"
        "holiday 2027-09-16\nexpect term C conservative=2027-09-16 cff12=2027-09-17");
    CHECK(result.text.empty());
}

TEST_CASE("what is withdrawn has never been", "[scenario][runner]") {
    CHECK(run_after("withdraw R\nexpect balances A:500 B:800\nexpect lines R none\nexpect replay")
              .text.empty());
    CHECK(run_after("withdraw A\nexpect balance A none\nexpect lines R B:650").text.empty());
}

TEST_CASE("no other alert fails when one is due, and names it", "[scenario][runner]") {
    struct Case {
        std::string lines;
        std::string alert;
    };
    const auto c = GENERATE(values<Case>({
        {"today 2028-01-01", "LOT_EXPIRED"},
        {"import C X 1 IN 2026-01-01 tariff=85365099", "TARIFF_MISMATCH"},
        {"part S tariff=64029999\nimport C S 1 IN 2025-08-29", "PROHIBITED_ANNEX_I"},
        {"company BETA\nimport C X 1 V1 2026-02-11 company=BETA from=ALFA ped=264338906000777 "
         "paid=2026-02-13\noutcome S V1 2026-02-13 to=BETA "
         "descargos=264338906000777,2026-02-13,V1 use=X:1",
         "V1_LATE"},
        {"company BETA\nimport C X 1 V1 2026-01-01 company=BETA from=ALFA\ntoday 2026-01-03",
         "V1_UNMATCHED"},
        {"move m1 receive Sur X 1 2026-01-01", "UNREGISTERED_ADDRESS"},
        {"outcome S RT 2026-01-01 ped=264338906000101\noutcome T RT 2026-01-01 ped=264338906000101",
         "DUPLICATE_OUTCOME"},
    }));
    INFO(c.lines);
    const FileResult result = run_after(c.lines + "\nexpect no-other-alert");
    CHECK(result.failed == 1);
    CHECK_THAT(result.text, Catch::Contains(c.alert));
}

TEST_CASE("files are run to the last one, and the exit code says the worst",
          "[scenario][run_files]") {
    const test::TempFolder folder;
    const std::string good = folder.write("good.scn", std::string{begin} + "expect balance A 0\n");
    const std::string wrong =
        folder.write("wrong.scn", std::string{begin} + "expect balance A 1\n");
    const std::string broken = folder.write("broken.scn", "compny ALFA\nexpect balance A 1\n");
    const std::string missing = (folder / "missing.scn").string();
    const auto play = [](std::vector<std::string> paths) {
        std::string out;
        const int code = run_files(paths, out);
        return fmt::format("{}|{}", code, out);
    };
    CHECK(play({good}) == "0|1 expectations, 0 failed\n");
    CHECK(play({good, wrong}) ==
          fmt::format("1|{}:6: expected balance A 1 got 0\n2 expectations, 1 failed\n", wrong));
    CHECK(play({broken, wrong, good}) ==
          fmt::format("2|{}:1: unknown keyword 'compny'; did you mean company?\n"
                      "{}:6: expected balance A 1 got 0\n2 expectations, 1 failed\n",
                      broken, wrong));
    CHECK(play({missing, good}) ==
          fmt::format("2|{}:0: cannot be read\n1 expectations, 0 failed\n", missing));
}

}  // namespace
}  // namespace saldo::scenario
