#include <vector>

#include "agent/dock/framing.hpp"
#include "agent/dock/line_profile.hpp"
#include "common/base/check.hpp"
#include "tests/fuzz/input.hpp"

// What a scanner may send. Law: however the bytes are chopped, the frames are the same; a line is a
// movement within its limits or a refusal with a code.

using namespace saldo;
using namespace saldo::agent;

namespace {

struct Seen {
    FrameKind kind;
    std::string bytes;
    friend bool operator==(const Seen&, const Seen&) = default;
};

const FramingRules rules{.heartbeats = {"PING"}, .no_reads = {"NOREAD"}};

std::vector<Seen> frames(std::string_view input, std::size_t piece) {
    Framing framing{rules};
    std::vector<Seen> seen;
    while (!input.empty()) {
        std::string_view part = input.substr(0, piece);
        input.remove_prefix(part.size());
        while (const auto frame = framing.next(part)) {
            SALDO_CHECK(frame->bytes.size() <= rules.frame_bytes_max);
            seen.push_back({frame->kind, std::string{frame->bytes}});
        }
        SALDO_CHECK(part.empty());
    }
    return seen;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::size_t piece = fuzz::take_byte(data, size) + 1U;
    const std::string_view input = fuzz::text_of(data, size);
    const std::vector<Seen> whole = frames(input, input.size() + 1);
    SALDO_CHECK(whole == frames(input, piece));
    for (const Seen& frame : whole) {
        if (frame.kind != FrameKind::line) continue;
        const LineOutcome outcome = read_line(frame.bytes, {.plant = "P01"});
        if (const auto* movement = std::get_if<Movement>(&outcome)) {
            SALDO_CHECK(movement->event_id.size() <= MovementLimits::event_id_max);
            SALDO_CHECK(movement->quantity >= Quantity{});
            SALDO_CHECK(movement->plant == "P01");
        }
    }
    return 0;
}
