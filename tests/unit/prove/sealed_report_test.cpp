#include "common/wire/fact_codec.hpp"
#include "hub/book/filed_report.hpp"
#include "tests/unit/prove/story_hub.hpp"

using namespace saldo;
using namespace saldo::hub;
using test::StoryHub;
using test::two_parts;

namespace {

const std::string rfc = "AAA010101AAA";

}  // namespace

TEST_CASE("a filing is sealed at once, and once", "[prove][sealed]") {
    StoryHub story{two_parts};
    const auto before = story.hub->book().known().value();
    story.tell("file return 2026-02\n");
    const auto& filings = story.hub->book().filings();
    REQUIRE(filings.all().size() == 1);
    CHECK(story.hub->book().known().value() == before + 2);
    const auto* sealed = filings.sealed(filings.all().front().position);
    REQUIRE(sealed != nullptr);
    CHECK(sealed->seal.position == before);
    CHECK(sealed->seal.sha256 == book::digest_of(filings.all().front()));
    REQUIRE(sealed->seal.trees.size() == 2);
    CHECK(sealed->seal.trees[0].path == rfc + "/2026");
    CHECK(sealed->seal.trees[1].path == "common/2026");
    CHECK(book::report_of(sealed->seal).values == filings.all().front().values);
    story.tell("part Z umc=6\n");
    CHECK(story.hub->book().known().value() == before + 3);
    CHECK(wire::decode_fact(wire::encode_fact(sealed->seal).value()).value() == Fact{sealed->seal});
}

TEST_CASE("the bytes of a filed report never change", "[prove][sealed]") {
    const book::FiledReport report{.rfc = rfc,
                                   .period = {2026, 2, ReportType::retorno},
                                   .values = {{85444299, Money::from_ticks(12'345'000)},
                                              {39269099, Money::from_ticks(10'000)}},
                                   .position = LogPosition{7},
                                   .version = 2,
                                   .approvers = {}};
    CHECK(book::to_csv(book::filed_table(report)) ==
          "rfc,type,period,version,fraccion,due,value_mxn\n"
          "AAA010101AAA,return,2026-02,2,39269099,2026-03-31,1.00\n"
          "AAA010101AAA,return,2026-02,2,85444299,2026-03-31,1234.50\n");
}

TEST_CASE("a filed report holds, whatever is told later", "[prove][sealed]") {
    StoryHub story{two_parts};
    const auto filed =
        story.run("report", "scccyg", {{"company", rfc}, {"file", "return/2026-02"}});
    CAPTURE(filed.out, filed.err);
    REQUIRE(filed.exit == 0);
    CHECK(filed.out.find("SHA-256") != std::string::npos);
    const auto again =
        story.run("report", "scccyg", {{"company", rfc}, {"file", "return/2026-02"}});
    CHECK(again.exit == 1);
    CHECK(story.run("reproduce", "return/2026-02").exit == 0);
    story.tell("import L0 X 15 IN 2026-01-01 value=300\n");
    CHECK(story.run("reproduce", "return/2026-02", {{"company", rfc}}).exit == 0);
    story.tell(
        "approve-report return 2026-02 by=ana reason=late\n"
        "approve-report return 2026-02 by=eva reason=late\n");
    CHECK(story.run("reproduce", "return/2026-02#1").exit == 0);
    CHECK(story.run("reproduce", "return/2026-02#2").exit == 0);
    CHECK(story.run("reproduce", "return/2026-02#3").exit == 1);
    CHECK(story.run("reproduce", "return/2026-03").exit == 1);
    CHECK(story.run("reproduce", "nonsense").exit == 2);
    CHECK(story.run("prove", "return/2026-02#1").exit == 0);
}

TEST_CASE("reports are named by type and month, and by version", "[prove][sealed]") {
    const auto name = book::parse_report_name("destruction-donation/2026-11#12");
    REQUIRE(name);
    CHECK(name->period == book::ReportPeriod{2026, 11, ReportType::destruction_donation});
    CHECK(name->version == 12);
    for (const char* wrong : {"", "return", "return/", "return/2026", "return/2026-13",
                              "return/2026-00", "return/-026-01", "return/2026-2", "exit/2026-02",
                              "return/2026-02#", "return/2026-02#0", "return/2026-02#-1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(book::parse_report_name(wrong));
    }
}
