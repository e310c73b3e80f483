#include "common/sync/clock_step.hpp"

namespace saldo::sync {

Bytes encode_clock_step(const ClockStep& step) {
    Bytes body;
    put_le(body, step.back_ms);
    put_le(body, step.boot_number);
    put_le(body, static_cast<std::uint8_t>(step.seen_by));
    return body;
}

Result<ClockStep> read_clock_step(ByteView body) {
    constexpr std::size_t bytes = 8 + 4 + 1;
    const bool is_whole = body.size() == bytes;
    const auto seen_by = is_whole ? get_le<std::uint8_t>(body.subspan(12)) : std::uint8_t{0};
    const ClockStep step{.back_ms = is_whole ? get_le<std::int64_t>(body) : 0,
                         .boot_number = is_whole ? get_le<std::uint32_t>(body.subspan(8)) : 0,
                         .seen_by = static_cast<ClockStep::SeenBy>(seen_by)};
    if (!is_whole || step.back_ms == 0 || seen_by < 1 || seen_by > 2) {
        return malformed("a step of a clock is not told as it should be");
    }
    return step;
}

}  // namespace saldo::sync
