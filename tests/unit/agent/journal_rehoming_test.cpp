#include <string>
#include <vector>

#include "common/sync/rehomed.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal_fixture.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::agent;
using test::open_journal;
using test::pending;

namespace {

void record(Journal& journal, const std::string& stem, int count) {
    for (int i = 0; i < count; ++i) {
        const Pending one = pending(stem + std::to_string(i), stem + std::to_string(i));
        REQUIRE(journal.append({&one, 1}, nullptr));
    }
}

/// "body" of a movement, "body<epoch.sequence" of one written again, "lost epoch.first-next".
std::vector<std::string> told(const Journal& journal) {
    std::vector<std::string> texts;
    const JournalHead head = journal.head();
    const auto run = journal.read(head.epoch.ordinal, 0, {.records_max = 10'000}).value();
    for (ByteView left = run.records; !left.empty();) {
        const auto record = sync::read_record(left).value();
        left = left.subspan(record.whole.size());
        if (record.head.type == sync::RecordType::rehomed) {
            const auto again = sync::read_rehomed(record.body).value();
            CHECK(again.type == sync::RecordType::movement);
            texts.push_back(std::string{as_text(again.body)} + "<" +
                            std::to_string(again.origin.ordinal) + "." +
                            std::to_string(again.origin.sequence));
        } else if (record.head.type == sync::RecordType::range_lost) {
            const auto lost = sync::read_range_lost(record.body).value();
            texts.push_back("lost " + std::to_string(lost.ordinal) + "." +
                            std::to_string(lost.first) + "-" + std::to_string(lost.next));
        } else if (record.head.type == sync::RecordType::movement) {
            texts.emplace_back(as_text(record.body));
        }
    }
    return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("what the hub lacks of a closed epoch is written again, once and in order",
          "[journal][rehoming]") {
    const test::TempFolder folder;
    {
        const auto journal = open_journal(folder.path());
        record(*journal, "a", 4);  // sequences 1 to 4
        CHECK(journal->unsettled(0)->empty());
        REQUIRE(journal->open_epoch(wire::EpochReason::hub_ahead, 0, {}));
        record(*journal, "b", 1);
        const auto open = journal->unsettled(0).value();
        REQUIRE(open.size() == 1);
        CHECK(open[0] == Unsettled{{1, open[0].epoch.nonce}, 0, 5});
        CHECK_FALSE(*journal->rehome(10, {}));  // nothing before it is known what the hub holds
        REQUIRE(journal->settle({.ordinal = 1, .common = 3, .incarnation = 1}, {}));
        CHECK(journal->unsettled(1)->empty());
        CHECK(*journal->rehome(1, {}));
    }
    // A new start goes on where the old one stopped, with captures between.
    const auto journal = open_journal(folder.path());
    record(*journal, "c", 1);
    CHECK(*journal->rehome(10, {}));
    CHECK_FALSE(*journal->rehome(10, {}));
    CHECK(told(*journal) == Texts{"b0", "a2<1.3", "c0", "a3<1.4"});
    CHECK_FALSE(journal->verify()->first_fault);
    CHECK(journal->epochs()->at(0).last == 4);  // the closed epoch stays as it was
}

TEST_CASE("a record that is written again twice keeps its first origin", "[journal][rehoming]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    record(*journal, "a", 2);
    REQUIRE(journal->open_epoch(wire::EpochReason::hub_ahead, 0, {}));
    REQUIRE(journal->settle({.ordinal = 1, .common = 1, .incarnation = 1}, {}));
    CHECK(*journal->rehome(10, {}));
    const auto third = journal->open_epoch(wire::EpochReason::hub_ahead, 7, {}).value();
    CHECK(third.epoch.ordinal == 8);  // past what the hub already saw
    const auto open = journal->unsettled(1).value();
    REQUIRE(open.size() == 1);
    CHECK(open[0].epoch.ordinal == 2);
    REQUIRE(journal->settle({.ordinal = 2, .common = 0, .incarnation = 1}, {}));
    CHECK(*journal->rehome(10, {}));
    CHECK(told(*journal) == Texts{"a0<1.1", "a1<1.2"});
}

TEST_CASE("a hub that went back asks again only for what was not written again yet",
          "[journal][rehoming]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    record(*journal, "a", 4);
    REQUIRE(journal->open_epoch(wire::EpochReason::machine_changed, 0, {}));
    REQUIRE(journal->settle({.ordinal = 1, .common = 3, .incarnation = 1}, {}));
    CHECK(*journal->rehome(10, {}));
    const auto open = journal->unsettled(2).value();
    REQUIRE(open.size() == 1);
    CHECK(open[0].high == 3);
    REQUIRE(journal->settle({.ordinal = 1, .common = 2, .incarnation = 2}, {}));
    CHECK(*journal->rehome(10, {}));
    CHECK(told(*journal) == Texts{"a2<1.3", "a3<1.4", "a1<1.2"});
}

TEST_CASE("what nobody has any more is named", "[journal][rehoming]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    record(*journal, "a", 9);
    const Held held{.epoch = 1,
                    .sequence = 6,
                    .backed_up = 6,
                    .hub_time = {0},
                    .receipt = Bytes(3, std::byte{1})};
    REQUIRE(journal->append({}, &held));
    Held later = held;
    later.hub_time.ms = 100LL * 86'400'000;
    REQUIRE(journal->append({}, &later));
    REQUIRE(*journal->prune(100) == 7);  // 0 to 6
    REQUIRE(journal->open_epoch(wire::EpochReason::range_lost, 0, {}));
    // The hub went back to 2 records.
    REQUIRE(journal->unsettled(2)->at(0).low == 7);
    const Settlement lost{.ordinal = 1, .common = 7, .incarnation = 2, .lost_from = 2};
    REQUIRE(journal->settle(lost, {}));
    CHECK(*journal->rehome(10, {}));
    CHECK(told(*journal) == Texts{"lost 1.2-7", "a6<1.7", "a7<1.8", "a8<1.9"});
    CHECK(journal->settle({.ordinal = 1, .common = 99, .incarnation = 3}, {}).error().code ==
          Errc::malformed);
    CHECK(journal->settle({.ordinal = 9, .common = 0, .incarnation = 3}, {}).error().code ==
          Errc::not_found);
}

TEST_CASE("an epoch that was written again goes when the last of its copies may go",
          "[journal][rehoming]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    record(*journal, "a", 4);
    REQUIRE(journal->open_epoch(wire::EpochReason::hub_ahead, 0, {}));
    REQUIRE(journal->settle({.ordinal = 1, .common = 0, .incarnation = 1}, {}));
    CHECK(*journal->rehome(10, {}));
    record(*journal, "b", 2);
    const std::uint64_t last_copy = 4;  // epoch_open, then the four
    Held held{.epoch = 2, .sequence = 6, .backed_up = last_copy - 1, .hub_time = {0}};
    REQUIRE(journal->append({}, &held));
    held.hub_time.ms = 100LL * 86'400'000;
    REQUIRE(journal->append({}, &held));
    CHECK(*journal->prune(100) == 4);  // of epoch 2 alone: its last copy is not backed up
    CHECK(journal->epochs()->at(0).last == 4);
    held.backed_up = last_copy;
    REQUIRE(journal->append({}, &held));
    CHECK(*journal->prune(100) == 5 + 1);
    CHECK_FALSE(journal->verify()->first_fault);
}
