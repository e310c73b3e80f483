#include "agent/sources/watched_folder.hpp"

#include <chrono>
#include <filesystem>
#include <string>

#include "tests/unit/agent/bench_station.hpp"

using namespace saldo;
using namespace saldo::agent;
using saldo::test::BenchStation;
using saldo::test::Folder;
using saldo::test::line_of;
using saldo::test::movement_header;

namespace {

namespace fs = std::filesystem;

struct Watched {
    BenchStation station;
    Folder drop;
    WatchedFolder folder{{.name = "erp", .path = drop.path(), .language = Language::en},
                         station.capture,
                         [this](const EventKey& event) { return station.lmdb->contradicts(event); },
                         {.rows_max = 50, .faults_listed_max = 3}};

    /// Writes a file as if it had settled long ago.
    void put(const std::string& name, const std::string& text) const {
        drop.write(name, text);
        fs::last_write_time(drop.path() / name,
                            fs::file_time_type::clock::now() - std::chrono::hours{1});
    }
    void sweep() {
        folder.sweep(UtcTime{0}, [] { return true; });
    }
    /// A file must look the same at two looks.
    void sweep_twice() {
        sweep();
        sweep();
    }
};

std::string file_of(int first, int last) {
    std::string text = movement_header();
    for (int i = first; i <= last; ++i) text += line_of(i) + "\n";
    return text;
}

}  // namespace

TEST_CASE("a settled file is taken whole and moved to done with a report", "[agent][folder]") {
    Watched watched;
    watched.put("a.csv", file_of(1, 10));
    watched.put("notes.txt", "not for us");
    watched.sweep();
    CHECK(watched.station.movements() == 0);  // seen once
    watched.sweep();
    CHECK(watched.station.movements() == 10);
    CHECK_FALSE(watched.drop.has("a.csv"));
    CHECK(watched.drop.has("done/a.csv"));
    CHECK(watched.drop.has("notes.txt"));
    CHECK(watched.drop.read("done/a.csv.report.txt") ==
          "file: a.csv\ntime: 1970-01-01T00:00:00.000Z\n"
          "accepted: 10 lines, 10 new, 0 repeated\n");
    const FolderStatus status = watched.folder.status();
    CHECK(status.accepted == 1);
    CHECK(status.rejected == 0);
    CHECK(status.lines == 10);
    CHECK(status.trouble.empty());
}

TEST_CASE("a file that is still written to is left alone", "[agent][folder]") {
    Watched watched;
    watched.drop.write("a.csv", file_of(1, 2));  // just now
    watched.sweep_twice();
    CHECK(watched.drop.has("a.csv"));
    watched.put("a.csv", file_of(1, 3));
    watched.sweep();
    watched.put("a.csv", file_of(1, 4));  // grew between two looks
    watched.sweep();
    CHECK(watched.drop.has("a.csv"));
    CHECK(watched.station.movements() == 0);
    watched.sweep();
    CHECK(watched.station.movements() == 4);
}

TEST_CASE("the same file again, as after a crash before its move, doubles nothing",
          "[agent][folder]") {
    Watched watched;
    watched.put("a.csv", file_of(1, 5));
    watched.sweep_twice();
    watched.put("a.csv", file_of(1, 6));
    watched.sweep_twice();
    CHECK(watched.station.movements() == 6);
    CHECK(watched.drop.has("done/a.csv"));
    CHECK(watched.drop.has("done/a.2.csv"));
    CHECK(watched.drop.read("done/a.2.csv.report.txt").find("6 lines, 1 new, 5 repeated") !=
          std::string::npos);
}

TEST_CASE("a file with any bad line is refused whole, by line, column and value",
          "[agent][folder]") {
    struct Case {
        std::string text;
        std::string named;
    };
    const std::string good = movement_header() + line_of(1) + "\n" + line_of(2) + "\n";
    const auto c = GENERATE_COPY(values<Case>({
        {good + line_of(3, "0") + "\n", "a.csv, line 4, column qty: BAD_QUANTITY"},
        {good + "x,y\n", "a.csv, line 4: BAD_LINE"},
        {good + line_of(1, "7") + "\n", "a.csv, line 4, column event_id: CONFLICT"},
        {good + "\"open\n", "a.csv, line 4: BAD_LINE"},
        {"event_id,qty\n1,2\n", "a.csv, line 1, column ts: BAD_LINE"},
        {"", "a.csv: BAD_LINE"},
        {file_of(1, 51), "a.csv, line 52: TOO_LONG"},
    }));
    INFO(c.named);
    Watched watched;
    watched.put("a.csv", c.text);
    watched.sweep_twice();
    CHECK(watched.station.movements() == 0);
    CHECK_FALSE(watched.drop.has("a.csv"));
    CHECK(watched.drop.has("rejected/a.csv"));
    const std::string report = watched.drop.read("rejected/a.csv.report.txt");
    INFO(report);
    CHECK(report.find(c.named) != std::string::npos);
    CHECK(report.find("refused whole: 1 faults") != std::string::npos);
    CHECK(watched.folder.status().rejected == 1);
}

TEST_CASE("a line that contradicts the journal refuses its file", "[agent][folder]") {
    Watched watched;
    watched.put("a.csv", file_of(1, 3));
    watched.sweep_twice();
    watched.put("b.csv", movement_header() + line_of(9) + "\n" + line_of(2, "5") + "\n");
    watched.sweep_twice();
    CHECK(watched.station.movements() == 3);
    CHECK(
        watched.drop.read("rejected/b.csv.report.txt").find("line 3, column event_id: CONFLICT") !=
        std::string::npos);
}

TEST_CASE("a report lists the first faults and counts the rest", "[agent][folder]") {
    Watched watched;
    std::string text = movement_header();
    for (int i = 1; i <= 9; ++i) text += line_of(i, "-1") + "\n";
    watched.put("a.csv", text);
    watched.sweep_twice();
    const std::string report = watched.drop.read("rejected/a.csv.report.txt");
    CHECK(report.find("refused whole: 9 faults in 9 lines") != std::string::npos);
    CHECK(report.find("… and 6 more") != std::string::npos);
}

TEST_CASE("a stop between two lines leaves the file for the next start", "[agent][folder]") {
    Watched watched;
    watched.put("a.csv", file_of(1, 20));
    watched.sweep();
    int asked = 0;
    watched.folder.sweep(UtcTime{}, [&asked] { return ++asked < 30; });
    CHECK(watched.drop.has("a.csv"));
    const std::uint64_t before = watched.station.movements();
    CHECK(before > 0);
    CHECK(before < 20);
    watched.sweep_twice();
    CHECK(watched.station.movements() == 20);
    CHECK(watched.drop.has("done/a.csv"));
}

TEST_CASE("a folder that is not there is shown, and used when it comes", "[agent][folder]") {
    Watched watched;
    fs::remove_all(watched.drop.path());
    watched.sweep();
    CHECK(watched.folder.status().trouble.find(watched.drop.path().string()) != std::string::npos);
    fs::create_directory(watched.drop.path());
    watched.put("a.csv", file_of(1, 1));
    watched.sweep_twice();
    CHECK(watched.folder.status().trouble.empty());
    CHECK(watched.station.movements() == 1);
}
