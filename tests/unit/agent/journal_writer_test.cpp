#include "agent/journal/journal_writer.hpp"

#include <atomic>
#include <chrono>
#include <future>

#include "tests/support/catch.hpp"
#include "tests/support/journal_fixture.hpp"
#include "tests/support/journal_proxy.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::agent;
using test::open_journal;
using test::pending;

namespace {

/// A journal around a real one whose commits can be held up, counted, and made to fail.
class GatedJournal final : public test::JournalProxy {
public:
    using JournalProxy::JournalProxy;

    Result<std::vector<Appended>> append(std::span<const Pending> group,
                                         const Held* receipt) override {
        const std::lock_guard lock{gate};
        groups.push_back(group.size());
        if (failure) return *failure;
        return real_.append(group, receipt);
    }
    Result<bool> rehome(std::uint64_t records_max, const sync::RecordHead& clock) override {
        ++rehomings;
        if (on_rehome) on_rehome();
        return JournalProxy::rehome(records_max, clock);
    }

    std::atomic<int> rehomings = 0;
    std::function<void()> on_rehome;
    std::mutex gate;                  // held by the test: the commit waits
    std::vector<std::size_t> groups;  // sizes of the groups, in order
    std::optional<Error> failure;
};

/// Waits until the writer stands at the gate with a group of its own, so that what comes waits.
void wait_for_group(std::atomic<int>& entered, int count) {
    for (int i = 0; i < 5000 && entered < count; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    REQUIRE(entered >= count);
}

}  // namespace

TEST_CASE("every submission is answered once, in order, after its commit", "[journal][writer]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    // Filled on the writer's thread, read after it ended: the framework's checks know one thread
    // only.
    std::vector<std::uint64_t> answered;
    std::uint64_t early = 0;
    {
        JournalWriter writer{*journal, {}, {}};
        for (int i = 0; i < 3000; ++i) {
            REQUIRE(writer.submit(pending(std::to_string(i)), [&](const Result<Appended>& result) {
                answered.push_back(result ? result->sequence : 0);
                if (journal->head().last_sequence < answered.back()) ++early;
            }));
        }
    }  // commits and answers what waits
    CHECK(early == 0);
    REQUIRE(answered.size() == 3000);
    for (std::uint64_t i = 0; i < 3000; ++i) REQUIRE(answered[i] == i + 1);
    CHECK_FALSE(journal->verify()->first_fault);
}

TEST_CASE("what waits during a commit is the next group, up to its limit", "[journal][writer]") {
    const test::TempFolder folder;
    const auto real = open_journal(folder.path());
    GatedJournal journal{*real};
    std::atomic<int> done = 0;
    {
        std::unique_lock gate{journal.gate};
        JournalWriter writer{journal, {.waiting_records_max = 25, .group_records_max = 10}, {}};
        const auto count = [&](const Result<Appended>&) { ++done; };
        REQUIRE(writer.submit(pending("first"), count));
        std::this_thread::sleep_for(std::chrono::milliseconds{100});  // it is in its commit now
        for (int i = 0; i < 25; ++i) REQUIRE(writer.submit(pending("x"), count));
        CHECK(writer.submit(pending("one too many"), count).error().code == Errc::unavailable);
        CHECK(done == 0);  // no answer before the commit
        gate.unlock();
        wait_for_group(done, 26);
        REQUIRE(writer.submit(pending("room again"), count));
    }
    CHECK(done == 27);
    CHECK(journal.groups == std::vector<std::size_t>{1, 10, 10, 5, 1});
}

TEST_CASE("records are written again between groups, and never after a disk that failed",
          "[journal][writer]") {
    const test::TempFolder folder;
    const auto real = open_journal(folder.path());
    GatedJournal journal{*real};
    SECTION("what is asked for while it ends is not forgotten") {
        std::atomic<int> grew = 0;
        JournalWriter writer{journal, {}, {}};
        journal.on_rehome = [&, is_asked = false]() mutable {
            if (!std::exchange(is_asked, true)) writer.rehome({}, [&] { ++grew; });
        };
        writer.rehome({}, [&] { ++grew; });
        wait_for_group(journal.rehomings, 2);
        CHECK(grew == 0);  // there is nothing to be written again
    }
    SECTION("after a disk that failed") {
        std::atomic<int> answered = 0;
        JournalWriter writer{journal, {}, [](const Error&) {}};
        std::unique_lock gate{journal.gate};
        const auto count = [&](const Result<Appended>&) { ++answered; };
        REQUIRE(writer.submit(pending("first"), count));
        std::this_thread::sleep_for(std::chrono::milliseconds{100});  // it is in its commit now
        REQUIRE(writer.submit(pending("second"), count));
        writer.rehome({}, [] {});
        journal.failure = Error{Errc::storage, "gone"};
        gate.unlock();
        wait_for_group(answered, 2);
        CHECK(journal.rehomings == 0);
    }
}

TEST_CASE("a bad record is refused at once and fails no other", "[journal][writer]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    JournalWriter writer{*journal, {}, {}};
    const auto never = [](const Result<Appended>&) { FAIL("refused records are not answered"); };
    CHECK(writer.submit(pending(std::string(4000, 'x')), never).error().code == Errc::malformed);
    CHECK(writer.submit(pending("a", std::string(256, 'i')), never).error().code ==
          Errc::malformed);
    std::promise<Result<Appended>> answer;
    REQUIRE(writer.submit(pending("good"),
                          [&](const Result<Appended>& result) { answer.set_value(result); }));
    CHECK(answer.get_future().get()->sequence == 1);
}

TEST_CASE("a receipt rides in a group, and a bad one does not take records down",
          "[journal][writer]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    JournalWriter writer{*journal, {}, {}};
    std::promise<Result<void>> good;
    writer.hold({.epoch = 1, .sequence = 0}, [&](const Result<void>& r) { good.set_value(r); });
    CHECK(good.get_future().get());
    CHECK(journal->held()->sequence == 0);

    std::promise<Result<void>> bad;
    std::promise<Result<Appended>> record;
    writer.hold({.epoch = 9, .sequence = 0}, [&](const Result<void>& r) { bad.set_value(r); });
    REQUIRE(writer.submit(pending("a"), [&](const Result<Appended>& r) { record.set_value(r); }));
    CHECK(bad.get_future().get().error().code == Errc::malformed);
    CHECK(record.get_future().get());
}

TEST_CASE("after the disk failed all are refused, once the program was told", "[journal][writer]") {
    const test::TempFolder folder;
    const auto real = open_journal(folder.path());
    GatedJournal journal{*real};
    journal.failure = Error{Errc::storage, "the disk is gone"};
    std::atomic<int> told = 0;
    std::atomic<int> failed = 0;
    JournalWriter writer{journal, {.group_records_max = 1}, [&](const Error&) { ++told; }};
    const auto count = [&](const Result<Appended>& result) {
        if (!result && result.error().code == Errc::storage) ++failed;
    };
    int accepted = 0;
    for (int i = 0; i < 5; ++i) {
        if (writer.submit(pending("x"), count)) ++accepted;
    }
    wait_for_group(failed, accepted);
    CHECK(told == 1);
    CHECK(journal.groups.size() == 1);  // the handle was never tried again
    CHECK(writer.submit(pending("x"), count).error().code == Errc::storage);
    CHECK(real->head().last_sequence == 0);
}

TEST_CASE("many threads submit at once and nothing is lost or doubled", "[journal][writer]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    std::atomic<int> recorded = 0;
    std::atomic<int> duplicate = 0;
    {
        JournalWriter writer{*journal, {}, {}};
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i) {  // all threads send the same 500 events
                    const auto id = std::to_string(i);
                    while (!writer.submit(pending(id, id), [&](const Result<Appended>& result) {
                        if (!result) return;
                        ++(result->state == Appended::State::recorded ? recorded : duplicate);
                    })) {
                        std::this_thread::yield();
                    }
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
    }
    CHECK(recorded == 500);
    CHECK(duplicate == 1500);
    CHECK(journal->head().last_sequence == 500);
    CHECK_FALSE(journal->verify()->first_fault);
}
