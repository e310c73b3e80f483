#include "agent/sources/evidence.hpp"

#include <atomic>
#include <cstdlib>
#include <thread>

#include "tests/unit/agent/bench_station.hpp"

namespace saldo::agent {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t began_ms = 1'767'225'600'000;  // 2026-01-01

struct FakeClock {
    SteadyTime steady{5'000'000'000};
    UtcTime utc{began_ms};
    bool is_frozen = false;
    void pass_ms(std::int64_t ms) {
        steady = steady.plus_ms(ms);
        if (!is_frozen) utc.ms += ms;
    }
    Surroundings surroundings() {
        return {.steady_now = [this] { return steady; },
                .utc_now = [this] { return utc; },
                .random = [] { return std::uint64_t{4}; }};
    }
};

/// An agent's own records over a real journal, in a time of its own.
struct Box {
    test::BenchStation station;
    FakeClock time;
    std::atomic<int> written = 0;
    std::optional<RecordClock> clock;
    std::optional<Evidence> evidence;

    Box() { start(); }
    void start() {
        evidence.reset();
        clock.emplace(
            test::value_of(RecordClock::open(station.folder.path() / "boot", time.surroundings())));
        evidence.emplace(*station.lmdb, station.writer, *clock,
                         Evidence::Place{.mark_file = station.folder.path() / "checkpoint.mark",
                                         .catalog_sequence = [] { return std::uint64_t{0}; },
                                         .grew = [this] { ++written; }});
    }
    /// Half seconds would take long: the calendar is looked at each minute anyway.
    void pass(std::int64_t ms, std::int64_t turn_ms = 60'000) {
        for (std::int64_t passed = 0; passed < ms; passed += turn_ms) {
            time.pass_ms(turn_ms);
            evidence->turn();
        }
    }
    void capture(const std::string& text) {
        Pending record{.head = clock->head(sync::RecordType::movement, 0), .body = {}, .event = {}};
        append(record.body, as_bytes(text));
        const std::vector<Pending> group{record};
        REQUIRE(station.lmdb->append(group, nullptr));
    }
    /// The hub's receipt for all there is; its bytes stand for a signed one.
    void receive(const std::string& as_signed = "signed by the hub") {
        const JournalHead head = station.lmdb->head();
        const ByteView bytes = as_bytes(as_signed);
        const Held held{.epoch = head.epoch.ordinal,
                        .sequence = head.last_sequence,
                        .hub_time = time.utc,
                        .receipt = {bytes.begin(), bytes.end()}};
        REQUIRE(station.lmdb->append({}, &held));
    }
    /// The writer has its own thread: waits until this many records came of evidence.
    void wait_for(int count) {
        for (int tries = 0; written < count && tries < 10'000; ++tries) {
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
        REQUIRE(written == count);
    }
    std::uint64_t records() const { return station.lmdb->head().last_sequence + 1; }
    sync::RecordType type_at(std::uint64_t sequence) { return record_at(sequence).first.type; }
    std::pair<sync::RecordHead, Bytes> record_at(std::uint64_t sequence) {
        const auto run = station.lmdb->read(1, sequence, {.records_max = 1});
        REQUIRE(run);
        const auto record = sync::read_record(run->records);
        REQUIRE(record);
        return {record->head, Bytes{record->body.begin(), record->body.end()}};
    }
};

}  // namespace

TEST_CASE("a record's head says how far the clock is from the hub's", "[agent][clock]") {
    Box box;
    const auto before = box.clock->head(sync::RecordType::movement, 0);
    CHECK(before.clock_uncertainty_ms == sync::uncertainty_unknown);
    CHECK(before.clock_offset_ms == 0);
    const SteadyTime sent = box.time.steady;
    const UtcTime hub{box.time.utc.ms - 300'000};  // we are five minutes ahead
    box.time.pass_ms(20);
    box.clock->take({.sent = sent, .received = box.time.steady, .hub = {hub.ms + 10}});
    const auto after = box.clock->head(sync::RecordType::movement, 0);
    CHECK(after.clock_offset_ms == 300'000);
    CHECK(after.clock_uncertainty_ms == 11);
    CHECK(box.clock->hub_time().ms == box.time.utc.ms - 300'000);
    box.time.utc.ms -= 300'000;  // somebody sets the clock right
    CHECK(box.clock->head(sync::RecordType::movement, 0).clock_offset_ms == 0);
}

TEST_CASE("a step of the clock is a record between those before and after it", "[agent][clock]") {
    Box box;
    box.pass(5'000, 500);
    box.capture("before");
    box.time.utc.ms += 365 * day_ms;
    box.pass(500, 500);
    box.wait_for(1);
    box.capture("after");
    REQUIRE(box.records() == 4);
    CHECK(box.type_at(2) == sync::RecordType::clock_step);
    const auto [head, body] = box.record_at(2);
    const auto step = sync::read_clock_step(body);
    REQUIRE(step);
    CHECK(std::abs(step->back_ms + 365 * day_ms) <= 1);  // less what slewing may explain
    CHECK(step->boot_number == head.boot_number);
    CHECK(step->seen_by == sync::ClockStep::SeenBy::monotonic);
    CHECK(head.device_utc.ms > began_ms + 365 * day_ms);
}

TEST_CASE("a step while the program was down is told after the start", "[agent][clock]") {
    Box box;
    box.pass(2'000, 500);
    box.capture("newest");
    box.time.pass_ms(60'000);
    sync::ClockStep::SeenBy seen_by{};
    SECTION("of the same boot: the monotonic clock went on") {
        box.time.utc.ms -= 7'000;
        box.start();
        box.clock->go_on_from(box.record_at(1).first);
        seen_by = sync::ClockStep::SeenBy::monotonic;
    }
    SECTION("of another boot: it stands before the newest record") {
        box.time.utc.ms = 0;  // the battery is empty: 1970
        box.start();
        sync::RecordHead newest = box.record_at(1).first;
        newest.boot_number += 1;  // in truth ours grew; the kernel's boot id is the same in a test
        box.clock->go_on_from(newest);
        seen_by = sync::ClockStep::SeenBy::journal;
    }
    box.pass(500, 500);
    box.wait_for(1);
    const auto step = sync::read_clock_step(box.record_at(2).second);
    REQUIRE(step);
    CHECK(step->seen_by == seen_by);
    CHECK(step->back_ms > 0);
}

TEST_CASE("a start where no time was lost tells of no step", "[agent][clock]") {
    Box box;
    box.capture("newest");
    box.time.pass_ms(3'600'000);
    box.start();
    box.clock->go_on_from(box.record_at(1).first);
    box.pass(5'000, 500);
    CHECK(box.records() == 2);
}

TEST_CASE("once a day a checkpoint holds the head and the hub's signed word",
          "[agent][checkpoint]") {
    Box box;
    box.capture("one");
    const JournalHead head = box.station.lmdb->head();
    box.pass(60'000);
    CHECK(box.records() == 2);  // the hub has said nothing yet
    box.receive();
    box.pass(60'000);
    box.wait_for(1);
    CHECK(box.type_at(2) == sync::RecordType::checkpoint);
    const auto checkpoint = sync::read_checkpoint(box.record_at(2).second);
    REQUIRE(checkpoint);
    CHECK(checkpoint->day == sync::utc_day({began_ms}));
    CHECK(checkpoint->head.epoch == head.epoch);
    CHECK(checkpoint->head.next == head.last_sequence + 1);
    CHECK(checkpoint->head.hash == head.hash);
    CHECK(checkpoint->receipt == "signed by the hub");
    box.capture("two");
    box.pass(day_ms / 2);
    CHECK(box.written == 1);  // one a day
    box.start();              // over a restart, too
    box.pass(day_ms / 4);
    CHECK(box.written == 1);
    box.pass(day_ms / 2);
    box.wait_for(2);
}

TEST_CASE("an agent with nothing to do adds nothing, for ever", "[agent][checkpoint]") {
    Box box;
    box.capture("one");
    box.receive();
    box.pass(60'000);
    box.wait_for(1);
    box.receive();  // of the checkpoint itself
    box.pass(400 * day_ms);
    box.start();
    box.pass(10 * day_ms);
    CHECK(box.records() == 3);
    CHECK(box.written == 1);
}

TEST_CASE("the day of a checkpoint is the hub's where a receipt told its time",
          "[agent][checkpoint]") {
    Box box;
    box.capture("one");
    box.receive();
    box.time.utc.ms = 0;  // 1970
    box.start();
    box.clock->take(
        {.sent = box.time.steady, .received = box.time.steady, .hub = {began_ms + 5 * day_ms}});
    box.pass(60'000);
    box.wait_for(1);
    CHECK(sync::read_checkpoint(box.record_at(2).second)->day ==
          sync::utc_day({began_ms + 5 * day_ms}));
}

TEST_CASE("a clock that jumps from day to day makes a checkpoint an hour at most",
          "[agent][checkpoint]") {
    Box box;
    box.capture("one");
    box.receive();
    for (int minute = 0; minute < 120; ++minute) {
        box.time.utc.ms += minute % 2 == 0 ? 3 * day_ms : -2 * day_ms;
        box.capture("minute " + std::to_string(minute));
        box.pass(60'000);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    int checkpoints = 0;
    for (std::uint64_t n = 1; n < box.records(); ++n) {
        if (box.type_at(n) == sync::RecordType::checkpoint) ++checkpoints;
    }
    CHECK(checkpoints >= 1);
    CHECK(checkpoints <= 2);
}

}  // namespace saldo::agent
