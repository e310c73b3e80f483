#include "agent/status.hpp"

#include <algorithm>

#include "agent/commands/status_command.hpp"
#include "tests/support/catch.hpp"

namespace saldo::agent {
namespace {

AgentState well() {
    AgentState state;
    state.agent = "gna-tij1";
    state.uptime_seconds = 3'600;
    state.reserve_bytes = 1;
    state.journal.room_bytes = 1'000;
    state.clock = {.quality = sync::ClockQuality::set_by_hand,
                   .offset = sync::ClockOffset{.offset_ms = 12, .uncertainty_ms = 4}};
    return state;
}

std::vector<std::string> codes(const AgentState& state) {
    std::vector<std::string> codes;
    for (const Reason& reason : reasons_of(state, UtcTime{})) {
        CHECK_FALSE(reason.es.empty());
        CHECK_FALSE(reason.en.empty());
        codes.push_back(reason.code);
    }
    return codes;
}

std::string text_of(const AgentState& state, Language language) {
    return status_text(to_json(state, UtcTime{}), language).value();
}

}  // namespace

TEST_CASE("a clock that is surely off by two minutes is told, in both languages",
          "[agent][clock][status]") {
    AgentState state = well();
    CHECK(codes(state).empty());
    CHECK_THAT(text_of(state, Language::en),
               Catch::StartsWith("OK ") && Catch::Contains("clock=set_by_hand(+0.012s±0.004s)"));
    state.clock.offset = sync::ClockOffset{.offset_ms = 300'500, .uncertainty_ms = 1'000};
    CHECK(codes(state) == std::vector<std::string>{"clock.skew"});
    CHECK_THAT(
        text_of(state, Language::en),
        Catch::StartsWith("DEGRADED ") && Catch::Contains("300 s ahead of the hub's (± 1 s)"));
    state.clock.offset->offset_ms = -300'500;
    CHECK_THAT(text_of(state, Language::es), Catch::Contains("300 s atrasado"));
    CHECK_THAT(to_json(state, UtcTime{}), Catch::Contains("\"offset_ms\":-300500"));
    state.clock.offset->uncertainty_ms = 181'000;  // it may still be right
    CHECK(codes(state).empty());
}

TEST_CASE("a clock that nobody has told the time is shown after a minute",
          "[agent][clock][status]") {
    AgentState state = well();
    state.clock.offset.reset();
    CHECK(codes(state) == std::vector<std::string>{"clock.unknown"});
    CHECK_THAT(to_json(state, UtcTime{}), Catch::Contains("\"offset_ms\":null"));
    CHECK_THAT(text_of(state, Language::en), Catch::Contains("clock=set_by_hand  "));
    state.uptime_seconds = 60;
    CHECK(codes(state).empty());
    state.uptime_seconds = 3'600;
    state.clock.quality = sync::ClockQuality::synchronised;  // the machine knows it by itself
    CHECK(codes(state).empty());
}

}  // namespace saldo::agent
