#include "hub/drill/drill.hpp"

#include "hub/commands/drill_command.hpp"
#include "hub/drill/drill_compare.hpp"
#include "hub/drill/drill_fleet.hpp"
#include "tests/unit/backup/backed_up_hub.hpp"

namespace saldo::test {
namespace {

hub::DrillPlan plan_in(const TempFolder& folder) {
    return {.folder = folder / "drill",
            .movements = 3'000,
            .program = BackedUpHub::program(),
            .now = {1'764'000'000'000}};
}

}  // namespace

TEST_CASE("a hub that was destroyed, restored and refilled is its twin", "[drill]") {
    if (has_no_age()) return;
    const TempFolder folder;
    hub::DrillPlan plan = plan_in(folder);
    plan.from_older = GENERATE(false, true);
    const auto report = hub::run_drill(plan);
    REQUIRE(report);
    INFO(report->result.words);
    CHECK(report->result.is_equal);
    CHECK(report->result.lost == 0);
    CHECK(report->result.doubled == 0);
    CHECK(report->refilled > 0);
    CHECK(report->receipted > report->refilled);
    // What was compared is not nothing.
    const std::string tables = hub::tables_of(folder / "drill/restored")->text;
    CHECK(tables.find("LOT-199") != std::string::npos);
    CHECK(tables.find("OUT-99") != std::string::npos);
    CHECK(tables.find("on_hand") != std::string::npos);
}

TEST_CASE("a drill begins with a backup of the hub that it is for", "[drill]") {
    if (has_no_age()) return;
    BackedUpHub world;
    const auto made = world.back_up();
    REQUIRE(made);
    hub::DrillPlan plan = plan_in(world.folder);
    plan.backup = world.folder / "backups";
    plan.identity = world.folder / "identity";
    const auto report = hub::run_drill(plan);
    REQUIRE(report);
    INFO(report->result.words);
    CHECK(report->result.is_equal);
    CHECK(report->result.backup == made->manifest.name);
    const auto restored =
        hub::HubStore::open(world.folder / "drill/restored", BackedUpHub::small).value();
    CHECK(restored->find("gna-0"));
}

TEST_CASE("a drill sees what is broken", "[drill]") {
    if (has_no_age()) return;
    const TempFolder folder;
    hub::DrillPlan plan = plan_in(folder);
    SECTION("a damaged backup") {
        plan.sabotage = hub::Sabotage::backup;
        const auto report = hub::run_drill(plan);
        REQUIRE(report);
        CHECK_FALSE(report->result.is_equal);
        CHECK(report->result.words.find("log.age") != std::string::npos);
    }
    SECTION("a receipted record that no agent has") {
        plan.sabotage = hub::Sabotage::record;
        const auto report = hub::run_drill(plan);
        REQUIRE(report);
        CHECK_FALSE(report->result.is_equal);
        CHECK(report->result.lost > 0);
        CHECK(report->result.words.find("missing") != std::string::npos);
    }
}

TEST_CASE("tables that differ are told by their first line", "[drill]") {
    CHECK(hub::first_difference("a\nb\n", "a\nb\n").empty());
    CHECK(hub::first_difference("a\nbc\nd\n", "a\nbx\nd\n").find("\"bx\"") != std::string::npos);
    CHECK(hub::first_difference("a\n", "a\nb\n").find("\"b\"") != std::string::npos);
}

TEST_CASE("the command runs its controls, and the result can be told to a hub", "[drill]") {
    if (has_no_age()) return;
    BackedUpHub world;
    config::CommandLine line;
    line.command = "drill";
    line.flags["scale"] = "1000";
    line.flags["work"] = world.folder.path().string();
    const auto drilled =
        hub::drill(line, {1'764'000'000'000}, BackedUpHub::program(), [](auto, auto, auto) {});
    CHECK(drilled.words.exit == 0);
    REQUIRE(drilled.result);
    CHECK(drilled.words.out.find("EQUAL") != std::string::npos);
    const auto told =
        hub::tell_drill(hub::drill_told(*drilled.result, Language::en), *world.hub, {3'000});
    CHECK(told.exit == 0);
    const LogPosition last{world.hub->log().end()->value() - 1};
    CHECK(std::get<DrillResult>(world.hub->fact_at(last).value()->fact) == *drilled.result);

    line.flags["sabotage"] = "record";
    const auto broken =
        hub::drill(line, {1'764'000'000'000}, BackedUpHub::program(), [](auto, auto, auto) {});
    CHECK(broken.words.exit == 1);
    line.flags["scale"] = "999";
    CHECK_FALSE(hub::drill(line, {1}, BackedUpHub::program(), [](auto, auto, auto) {}).result);
    line = {};
    line.flags["fact"] = "00";
    CHECK(hub::tell_drill(line, *world.hub, {1}).exit != 0);
}

}  // namespace saldo::test
