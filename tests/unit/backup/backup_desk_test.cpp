#include "hub/backup/backup_desk.hpp"

#include <chrono>

#include "tests/unit/backup/backed_up_hub.hpp"

namespace saldo::test {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

/// A desk over a small hub, and what it told.
struct Office {
    void open() {
        desk.reset();
        told.clear();
        hub::BackupDesk::Options options{.to = (world.folder / "backups").string(),
                                         .recipients = {world.recipient},
                                         .every_ms = 24 * hour_ms,
                                         .keep = 2,
                                         .program = BackedUpHub::program()};
        desk = hub::BackupDesk::open(
                   world.source(), std::move(options),
                   [this](const hub::VerifiedBackup& backup) { told.push_back(backup.position); })
                   .value();
    }
    /// Turns until nothing is being made.
    void finish(UtcTime now) {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        do {
            desk->turn(now);
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        } while (desk->status(now).is_running && std::chrono::steady_clock::now() < give_up);
    }

    BackedUpHub world;
    std::unique_ptr<hub::BackupDesk> desk;
    std::vector<std::uint64_t> told;
};

}  // namespace

TEST_CASE("backups are made by their schedule, and their word survives a restart", "[backup]") {
    if (has_no_age()) return;
    Office office;
    office.open();
    const UtcTime day{1'764'000'000'000};
    office.finish(day);
    CHECK(office.told == std::vector<std::uint64_t>{8});
    office.world.capture(2);
    office.finish({day.ms + 23 * hour_ms});
    CHECK(office.told.size() == 1);
    office.finish({day.ms + 24 * hour_ms});
    CHECK(office.told == std::vector<std::uint64_t>{8, 10});

    office.open();
    CHECK(office.told == std::vector<std::uint64_t>{8, 10});
    office.finish({day.ms + 48 * hour_ms});
    CHECK(office.told.back() == 10);
    CHECK(office.desk->status(day).newest.size() == 2);
    CHECK(office.desk->status(day).newest.front().made.ms == day.ms + 24 * hour_ms);
}

TEST_CASE("a backup that is overdue, or that failed, shows", "[backup]") {
    if (has_no_age()) return;
    Office office;
    office.open();
    const UtcTime day{1'764'000'000'000};
    std::filesystem::remove_all(office.world.folder / "backups");
    office.world.folder.write("backups", "a file in the way");
    office.finish(day);
    CHECK(office.told.empty());
    CHECK_FALSE(office.desk->status(day).last_failure.empty());
    CHECK_FALSE(office.desk->status({day.ms + 48 * hour_ms}).is_overdue);
    CHECK(office.desk->status({day.ms + 48 * hour_ms + 1}).is_overdue);
    std::filesystem::remove(office.world.folder / "backups");
    office.finish({day.ms + 599'999});
    CHECK(office.told.empty());  // not at once again
    office.finish({day.ms + 600'000});
    CHECK(office.told.size() == 1);
    CHECK(office.desk->status({day.ms + 600'000}).last_failure.empty());
    CHECK_FALSE(office.desk->status({day.ms + 48 * hour_ms}).is_overdue);
}

TEST_CASE("a record of backups that the log does not lead to is not believed", "[backup]") {
    if (has_no_age()) return;
    Office office;
    office.open();
    office.finish({1'764'000'000'000});
    REQUIRE(office.told.size() == 1);
    auto newest = hub::load_newest(office.world.hub->folder(), office.world.hub->log()).value();
    newest[0].head[0] ^= std::byte{1};
    REQUIRE(hub::store_newest(office.world.hub->folder(), newest));
    office.open();
    CHECK(office.told.empty());
}

}  // namespace saldo::test
