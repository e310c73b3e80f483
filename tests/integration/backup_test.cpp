// A hub that dies with its disk: real programs, an ordinary broker with mTLS, a real backup.

#include <filesystem>
#include <fstream>
#include <string>

#include "hub/backup/age.hpp"
#include "tests/integration/enrolment_rig.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr const char* name = "gna-tij1";

/// A hub with one agent, whose scans are numbered through.
struct Site {
    bool is_ready() {
        const auto made = hub::make_identity(rig.folder() / "identity");
        if (!made) {
            WARN("skipped, because " << made.error().what);
            return false;
        }
        recipient = *made;
        agent = rig.agent("a");
        const Ran enrolled = rig.enroll(*agent, rig.token(name));
        CAPTURE(enrolled.out);
        REQUIRE(enrolled.code == 0);
        agent->start();
        return true;
    }
    void scan_more(long count) {
        for (long i = 0; i < count; ++i) {
            CHECK(scan(*agent, "E-" + std::to_string(++scanned)).starts_with("OK "));
        }
    }
    void arrives() {
        const bool is_there = wait_for(30s, [&] { return rig.movements_of(name) == scanned; });
        CAPTURE(rig.hub_log());
        CHECK(is_there);
    }
    Ran back_up() const {
        return rig.hub({"backup", (rig.folder() / "backups").string(), "--recipient", recipient});
    }
    Ran restore(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> line{"restore",    (rig.folder() / "backups").string(),
                                      "--into",     (rig.folder() / "hub").string(),
                                      "--identity", (rig.folder() / "identity").string(),
                                      "--by",       "rosa",
                                      "--reason",   "disk lost"};
        line.insert(line.end(), more.begin(), more.end());
        return rig.hub(line);
    }
    /// The part of the one number that every scan adds to.
    std::string stock() const { return rig.hub({"stock", "--all", "--format", "csv"}).out; }

    EnrolmentRig rig;
    std::string recipient;
    std::unique_ptr<AgentProcess> agent;
    long scanned = 0;
};

}  // namespace

TEST_CASE("a hub whose disk is lost is restored, refilled by its agent, and says so",
          "[integration][backup]") {
    if (!has_broker()) return;
    Site site;
    if (!site.is_ready()) return;
    site.scan_more(10);
    site.arrives();
    const Ran first = site.back_up();
    CAPTURE(first.out);
    REQUIRE(first.code == 0);
    CHECK(says(first.out, "checked by another process"));
    site.scan_more(5);
    site.arrives();
    std::this_thread::sleep_for(1s);  // names of backups count seconds
    REQUIRE(site.back_up().code == 0);
    CHECK(says(site.rig.hub({"status"}).out, "last verified backup"));
    site.scan_more(7);  // receipted, and in no backup
    site.arrives();
    const std::string stock = site.stock();
    CHECK(says(stock, ",22.000"));

    site.rig.stop_hub();
    fs::remove_all(site.rig.folder() / "hub");
    site.scan_more(3);  // the dock goes on
    const bool is_older = GENERATE(false, true);
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{site.rig.folder() / "backups"}) {
        if (!entry.path().filename().string().starts_with("blobs"))
            names.push_back(entry.path().string());
    }
    REQUIRE(names.size() == 2);
    if (is_older) fs::remove_all(std::max(names[0], names[1]));
    const Ran restored = site.restore();
    CAPTURE(restored.out);
    REQUIRE(restored.code == 0);
    CHECK(site.restore().code == 1);  // not over a hub

    site.rig.start_hub();
    site.arrives();
    CHECK(says(site.stock(), ",25.000"));  // each once
    CHECK(says(site.rig.hub({"status"}).out, "put back to an earlier state"));
    CHECK(site.rig.hub({"verify"}).code == 0);
    // It backs itself up again, and a new agent may enrol: keys and authority came back too.
    std::this_thread::sleep_for(1s);
    CHECK(site.back_up().code == 0);
    const auto other = site.rig.agent("b");
    CHECK(site.rig.enroll(*other, site.rig.token("gna-tij2", "P02")).code == 0);
    CHECK(site.agent->stop() == 0);
    CHECK(site.agent->command({"journal", "verify"}).code == 0);
}

TEST_CASE("a hub with a schedule backs itself up, and shows what rotted", "[integration][backup]") {
    if (!has_broker()) return;
    Site site;
    if (!site.is_ready()) return;
    site.scan_more(2);
    site.arrives();
    CHECK(says(site.rig.hub({"status"}).out, "no verified backup"));
    site.rig.stop_hub();
    const fs::path backups = site.rig.folder() / "backups";
    std::ofstream{site.rig.folder() / "hub.toml", std::ios::app}
        << "[backup]\ndir = \"" << backups.string() << "\"\nrecipients = \"" << site.recipient
        << "\"\nevery_hours = 1\n[store]\nscrub_hours = 1\n";
    const std::string content = "a customs file that rotted";
    const fs::path rotten = site.rig.folder() / "hub/blobs/ab" / std::string(62, 'c');
    site.rig.start_hub();
    CHECK(wait_for(30s, [&] {
        return says(site.rig.hub({"status"}).out, "last verified backup 0 minutes ago");
    }));
    CHECK(site.rig.hub({"verify", backups.string()}).code == 0);
    CHECK_FALSE(fs::exists(site.rig.folder() / "hub/backup-work"));

    site.rig.stop_hub();
    fs::create_directories(rotten.parent_path());
    std::ofstream{rotten} << content;
    site.rig.start_hub();
    CHECK(says(site.rig.hub({"status"}).out, "last verified backup"));  // the word survived
    CHECK(wait_for(30s, [&] { return says(site.rig.hub({"status"}).out, "ROT: "); }));
    CHECK(site.rig.hub({"verify"}).code == 1);
    // What is not whole is not backed up as if it were.
    const Ran refused = site.rig.hub({"backup"});
    CHECK(refused.code == 1);
    CHECK(says(refused.out, "does not count"));
    CHECK(says(site.rig.hub({"status"}).out, "ALARM: the last backup failed"));
}

TEST_CASE("a backup that is damaged is refused before anything is put in place",
          "[integration][backup]") {
    if (!has_broker()) return;
    Site site;
    if (!site.is_ready()) return;
    site.scan_more(3);
    site.arrives();
    CHECK(site.rig.hub({"backup", (site.rig.folder() / "clear").string()}).code == 1);
    CHECK_FALSE(fs::exists(site.rig.folder() / "clear"));
    REQUIRE(site.back_up().code == 0);
    const fs::path folder = site.rig.folder() / "backups";
    CHECK(site.rig.hub({"verify", folder.string()}).code == 0);
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (entry.path().filename() == "log.age") fs::resize_file(entry.path(), 1'000);
    }
    const Ran verified = site.rig.hub({"verify", folder.string()});
    CHECK(verified.code == 1);
    CHECK(says(verified.out, "log.age"));
    CHECK(says(verified.out, "1 fault(s)"));
    site.rig.stop_hub();
    fs::remove_all(site.rig.folder() / "hub");
    CHECK(site.restore().code == 1);
    CHECK_FALSE(fs::exists(site.rig.folder() / "hub"));
}
