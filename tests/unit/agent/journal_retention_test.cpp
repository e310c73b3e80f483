#include "tests/support/catch.hpp"
#include "tests/support/journal_fixture.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::agent;
using test::open_journal;
using test::pending;

namespace {

constexpr std::int64_t day_ms = 86'400'000;

/// One record a day, receipted the same day: after `days`, sequence n is held since day n.
std::unique_ptr<LmdbJournal> lived_through(const std::filesystem::path& folder, int days,
                                           const JournalLimits& limits = test::small_journal()) {
    auto journal = open_journal(folder, limits);
    for (int day = 1; day <= days; ++day) {
        // The device's clock says 1970 all the time, and decides nothing.
        const Pending record = pending("day", "id-" + std::to_string(day));
        REQUIRE(journal->append({&record, 1}, nullptr));
        const auto sequence = static_cast<std::uint64_t>(day);
        const Held held{
            .epoch = 1, .sequence = sequence, .backed_up = sequence, .hub_time = {day * day_ms}};
        REQUIRE(journal->append({}, &held));
    }
    return journal;
}

std::uint64_t first_kept(const LmdbJournal& journal) {
    return journal.epochs()->front().first_kept;
}

void hold(LmdbJournal& journal, const Held& held) { REQUIRE(journal.append({}, &held)); }

}  // namespace

TEST_CASE("nothing is forgotten before 90 days, and then only what is as old", "[journal][prune]") {
    const test::TempFolder folder;
    const auto journal = lived_through(folder.path(), 90);
    CHECK(*journal->prune(1000) == 0);
    hold(*journal, {.epoch = 1, .sequence = 90, .backed_up = 90, .hub_time = {91 * day_ms}});
    CHECK(*journal->prune(1000) == 2);  // the opening and the record of day 1
    CHECK(first_kept(*journal) == 2);
    hold(*journal, {.epoch = 1, .sequence = 90, .backed_up = 90, .hub_time = {100 * day_ms}});
    CHECK(*journal->prune(4) == 4);  // in small steps
    CHECK(*journal->prune(4) == 4);
    CHECK(*journal->prune(4) == 1);
    CHECK(*journal->prune(4) == 0);
    CHECK(first_kept(*journal) == 11);
    CHECK_FALSE(journal->verify()->first_fault);
    CHECK(journal->verify()->records == 80);

    // What is left reads as before, from its new beginning on.
    CHECK(journal->read(1, 10, {}).error().code == Errc::not_found);
    CHECK(journal->read(1, 11, {.records_max = 500})->count == 80);
    CHECK(*journal->hash_of(1, 10) == journal->read(1, 11, {})->before);
    // The event of a forgotten record is forgotten with it; that of a kept one is not.
    const std::vector<Pending> again{pending("day", "id-10"), pending("day", "id-11")};
    const auto results = journal->append(again, nullptr).value();
    CHECK(results[0].state == Appended::State::recorded);
    CHECK(results[1].state == Appended::State::duplicate);
}

TEST_CASE("what the hub does not hold, or has not backed up twice, is never forgotten",
          "[journal][prune]") {
    const test::TempFolder folder;
    const auto journal = lived_through(folder.path(), 20);
    const UtcTime late{100'000 * day_ms};
    hold(*journal, {.epoch = 1, .sequence = 20, .hub_time = late});
    CHECK(*journal->prune(1000) == 0);
    hold(*journal, {.epoch = 1, .sequence = 20, .backed_up = 5, .hub_time = late});
    CHECK(*journal->prune(1000) == 6);
    // The hub went back to an older backup: it holds less than it did.
    hold(*journal, {.epoch = 1, .sequence = 8, .backed_up = 8, .hub_time = late});
    CHECK(*journal->prune(1000) == 3);
    CHECK(first_kept(*journal) == 9);
    hold(*journal, {.epoch = 1, .sequence = 20, .backed_up = 20, .hub_time = late});
    CHECK(*journal->prune(1000) == 11);  // but for the last, which the next is chained to
    CHECK(journal->verify()->records == 1);
    const JournalHead head = journal->head();
    const Pending next = pending("next");
    REQUIRE(journal->append({&next, 1}, nullptr));
    CHECK(journal->read(1, 20, {})->count == 2);
    CHECK(*journal->hash_of(1, 20) == head.hash);
}

TEST_CASE("age counts from when the hub first held a record, not from when it was written",
          "[journal][prune]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    const std::vector<Pending> old(10, pending("offline for years"));
    REQUIRE(journal->append(old, nullptr));
    hold(*journal, {.epoch = 1, .sequence = 10, .backed_up = 10, .hub_time = {5000 * day_ms}});
    CHECK(*journal->prune(1000) == 0);
    hold(*journal, {.epoch = 1, .sequence = 10, .backed_up = 10, .hub_time = {5089 * day_ms}});
    CHECK(*journal->prune(1000) == 0);
    hold(*journal, {.epoch = 1, .sequence = 10, .backed_up = 10, .hub_time = {5090 * day_ms}});
    CHECK(*journal->prune(1000) == 10);
}

TEST_CASE("a hub clock that ran ahead and was put back makes nothing old", "[journal][prune]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    const std::vector<Pending> records(10, pending("x"));
    REQUIRE(journal->append(records, nullptr));
    hold(*journal, {.epoch = 1, .sequence = 4, .backed_up = 4, .hub_time = {9000 * day_ms}});
    hold(*journal, {.epoch = 1, .sequence = 6, .backed_up = 6, .hub_time = {10 * day_ms}});
    hold(*journal, {.epoch = 1, .sequence = 10, .backed_up = 10, .hub_time = {99 * day_ms}});
    CHECK(*journal->prune(1000) == 0);
    hold(*journal, {.epoch = 1, .sequence = 10, .backed_up = 10, .hub_time = {100 * day_ms}});
    CHECK(*journal->prune(1000) == 7);  // by the mark of day 10
}

TEST_CASE("when room is short two weeks must do", "[journal][prune]") {
    const test::TempFolder folder;
    auto limits = test::small_journal();
    limits.pressure_bytes = 1ULL << 40;  // always short
    const auto journal = lived_through(folder.path(), 30, limits);
    CHECK(*journal->prune(1000) == 17);  // day 30 less 14, and the opening
    CHECK(first_kept(*journal) == 17);
    CHECK_FALSE(journal->verify()->first_fault);
}

TEST_CASE("pruning gives a full journal room again", "[journal][prune]") {
    const test::TempFolder folder;
    auto limits = test::small_journal();
    limits.map_bytes = 4U << 20;
    const auto journal = open_journal(folder.path(), limits);
    std::uint64_t accepted = 0;
    const auto fill = [&] {
        std::uint64_t more = 0;
        for (;; ++more) {
            const Pending record =
                pending(std::string(1500, 'x'), "id-" + std::to_string(accepted));
            const auto result = journal->append({&record, 1}, nullptr);
            if (!result) {
                REQUIRE(result.error().code == Errc::unavailable);
                return more;
            }
            ++accepted;
        }
    };
    const std::uint64_t at_first = fill();
    CHECK(at_first > 500);
    for (int round = 1; round <= 3; ++round) {
        hold(*journal, {.epoch = 1,
                        .sequence = accepted,
                        .backed_up = accepted,
                        .hub_time = {round * 1000 * day_ms}});
        hold(*journal, {.epoch = 1,
                        .sequence = accepted,
                        .backed_up = accepted,
                        .hub_time = {round * 1000 * day_ms + 100 * day_ms}});
        while (*journal->prune(100) > 0) {
        }
        CHECK(fill() > at_first * 9 / 10);
        CHECK_FALSE(journal->verify()->first_fault);
    }
}

TEST_CASE("of a closed epoch only what its own receipts covered is forgotten", "[journal][prune]") {
    const test::TempFolder folder;
    const auto journal = lived_through(folder.path(), 5);
    const std::vector<Pending> tail(3, pending("the hub never had these"));
    REQUIRE(journal->append(tail, nullptr));
    REQUIRE(journal->open_epoch(wire::EpochReason::hub_ahead, 0, {}));
    REQUIRE(journal->append(tail, nullptr));
    hold(*journal, {.epoch = 2, .sequence = 3, .backed_up = 3, .hub_time = {1000 * day_ms}});
    CHECK(*journal->prune(1000) == 6);
    hold(*journal, {.epoch = 2, .sequence = 3, .backed_up = 3, .hub_time = {2000 * day_ms}});
    CHECK(*journal->prune(1000) == 3);
    const auto kept = journal->epochs().value();
    CHECK(kept[0].first_kept == 6);
    CHECK(kept[0].last == 8);
    CHECK(kept[1].first_kept == 3);
    CHECK_FALSE(journal->verify()->first_fault);
}
