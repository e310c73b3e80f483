#include "agent/uplink/round_trip.hpp"

#include "tests/support/catch.hpp"

namespace saldo::agent {
namespace {

SteadyTime at_ms(std::int64_t ms) { return {ms * 1'000'000}; }

sync::Receipt told(std::uint64_t session, std::uint64_t next) {
    return {.held = {.next = next}, .session = session, .hub_time = {77}};
}

}  // namespace

TEST_CASE("the answer to a HELLO tells the time, once", "[agent][clock]") {
    RoundTrip trip{10};
    trip.hello(5, at_ms(100));
    CHECK_FALSE(trip.receipt(told(4, 10), at_ms(110)));  // of an earlier session: retained
    const auto sample = trip.receipt(told(5, 10), at_ms(150));
    REQUIRE(sample);
    CHECK(sample->sent == at_ms(100));
    CHECK(sample->received == at_ms(150));
    CHECK(sample->hub == UtcTime{77});
    CHECK_FALSE(trip.receipt(told(5, 10), at_ms(900)));
}

TEST_CASE("a HELLO that was sent twice counts from the first", "[agent][clock]") {
    RoundTrip trip{0};
    trip.hello(5, at_ms(100));
    trip.hello(5, at_ms(5'100));
    CHECK(trip.receipt(told(5, 0), at_ms(5'200))->sent == at_ms(100));
}

TEST_CASE("a batch of new records tells the time when a receipt covers it", "[agent][clock]") {
    RoundTrip trip{10};
    trip.batch(10, at_ms(100));  // an earlier run may have sent these: who knows what is answered
    CHECK_FALSE(trip.receipt(told(5, 10), at_ms(110)));
    trip.batch(20, at_ms(200));
    trip.batch(30, at_ms(210));
    CHECK_FALSE(trip.receipt(told(5, 15), at_ms(220)));
    const auto sample = trip.receipt(told(5, 30), at_ms(230));
    REQUIRE(sample);
    CHECK(sample->sent == at_ms(200));
    trip.batch(30, at_ms(300));  // sent again: it may be the first that is answered late
    CHECK_FALSE(trip.receipt(told(5, 30), at_ms(310)));
}

TEST_CASE("what went over a lost connection is not answered over the next", "[agent][clock]") {
    RoundTrip trip{0};
    trip.hello(5, at_ms(100));
    trip.batch(10, at_ms(110));
    trip.lost();
    CHECK_FALSE(trip.receipt(told(5, 10), at_ms(9'000)));
    trip.epoch_opened();
    trip.batch(3, at_ms(9'100));
    CHECK(trip.receipt(told(6, 3), at_ms(9'110)));
}

}  // namespace saldo::agent
