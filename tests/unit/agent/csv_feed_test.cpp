#include "agent/sources/csv_feed.hpp"

#include <string>

#include "tests/unit/agent/bench_station.hpp"

using namespace saldo;
using namespace saldo::agent;
using saldo::test::BenchStation;
using saldo::test::line_of;
using saldo::test::movement_header;

namespace {

FeedSummary fed(BenchStation& station, const std::string& text) {
    station.folder.write("feed.csv", text);
    auto file = MovementFile::open(station.folder.path() / "feed.csv", Language::en);
    REQUIRE(std::holds_alternative<MovementFile>(file));
    CaptureSink sink{station.capture, Language::en};
    FeedSummary summary;
    const auto done = feed(
        std::get<MovementFile>(file), sink, [](const FeedSummary&, std::uint64_t) {}, Language::en,
        summary);
    REQUIRE(done);
    return summary;
}

}  // namespace

TEST_CASE("a file is fed line by line, and fed again it is all repeats", "[agent][feed]") {
    BenchStation station;
    std::string text = movement_header();
    for (int i = 1; i <= 500; ++i) text += line_of(i) + "\r\n";
    const FeedSummary first = fed(station, text);
    CHECK(first.sent == 500);
    CHECK(first.ok == 500);
    CHECK(first.refused_count == 0);
    const FeedSummary second = fed(station, text);
    CHECK(second.dup == 500);
    CHECK(station.movements() == 500);
}

TEST_CASE("refused lines are named by their line of the file", "[agent][feed]") {
    BenchStation station;
    const FeedSummary summary =
        fed(station, movement_header() + line_of(1) + "\n\n" + line_of(2, "0") + "\nshort,row\n" +
                         line_of(1, "2") + "\n" + line_of(3) + "\n");
    CHECK(summary.ok == 2);
    REQUIRE(summary.refused_count == 3);
    CHECK(summary.refused[0].line == 4);
    CHECK(summary.refused[0].why.starts_with("ERR BAD_QUANTITY"));
    CHECK(summary.refused[1].line == 5);
    CHECK(summary.refused[1].why.find("BAD_LINE") != std::string::npos);
    CHECK(summary.refused[2].line == 6);
    CHECK(summary.refused[2].why.starts_with("ERR CONFLICT"));
}

TEST_CASE("columns are found by their names, in any order, and others are passed over",
          "[agent][feed]") {
    BenchStation station;
    const FeedSummary summary =
        fed(station,
            "note,device,counter_plant,ref,ref_type,umc,qty,part_number,type,plant,ts,Event_ID\n"
            "x,SC01,,\"a,\"\"b\"\"\",WO,6,2.5,RM-1,ISSUE,P01,2026-03-02T08:00:00Z,E-1\n");
    CHECK(summary.ok == 1);
    // The same in the usual order is the same event.
    const FeedSummary again = fed(
        station, movement_header() +
                     "E-1,2026-03-02T08:00:00Z,P01,ISSUE,RM-1,2.500,6,WO,\"a,\"\"b\"\"\",,SC01\n");
    CHECK(again.dup == 1);
}

TEST_CASE("a file without the columns of movements is refused as a whole", "[agent][feed]") {
    BenchStation station;
    station.folder.write("feed.csv", line_of(1) + "\n");
    const auto file = MovementFile::open(station.folder.path() / "feed.csv", Language::en);
    REQUIRE(std::holds_alternative<FileFault>(file));
    CHECK(std::get<FileFault>(file).column == "event_id");
    CHECK(std::holds_alternative<FileFault>(
        MovementFile::open(station.folder.path() / "none.csv", Language::en)));
}
