#include "common/base/check.hpp"
#include "common/sync/checkpoint.hpp"
#include "common/sync/clock_step.hpp"
#include "common/wire/epoch_codec.hpp"
#include "common/wire/fact_codec.hpp"
#include "common/wire/messages.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/memory_bound.hpp"

// Bodies behind the bounded archive: whatever is read must encode to the same bytes again, and
// takes no more memory than its size allows. A fact may take more of it: it comes out of our own
// log, and a short identifier is 6 bytes there and three strings here.

using namespace saldo;

namespace {

template <class Decode, class Encode>
void law(ByteView bytes, Decode decode, Encode encode) {
    const auto value = decode(bytes);
    if (!value) return;
    const auto again = encode(*value);
    SALDO_CHECK(again.has_value());
    SALDO_CHECK(std::ranges::equal(*again, bytes));
}

template <class Decode>
void message_law(ByteView bytes, Decode decode) {
    law(bytes, decode, [](const auto& message) { return wire::encode(message); });
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::uint8_t kind = fuzz::take_byte(data, size);
    const ByteView bytes = fuzz::bytes_of(data, size);
    constexpr std::uint8_t kinds = 13;
    const bool is_fact = kind % kinds == 0 || kind % kinds == 7;
    const fuzz::MemoryBound bound{size, is_fact ? 32U : 8U};
    switch (kind % kinds) {
        case 1: message_law(bytes, wire::decode_hello); break;
        case 2: message_law(bytes, wire::decode_receipt); break;
        case 3: message_law(bytes, wire::decode_status); break;
        case 4: message_law(bytes, wire::decode_hub_state); break;
        case 5: law(bytes, wire::decode_epoch_open, wire::encode_epoch_open); break;
        case 6:
            law(bytes, wire::decode_movement_body, [](const wire::MovementBody& body) {
                return wire::encode_movement_body(body.movement, body.raw);
            });
            break;
        case 8: message_law(bytes, wire::decode_refill_request); break;
        case 9: law(bytes, sync::read_checkpoint, sync::encode_checkpoint); break;
        case 10:
            law(bytes, sync::read_clock_step, [](const sync::ClockStep& step) -> Result<Bytes> {
                return encode_clock_step(step);
            });
            break;
        case 11: message_law(bytes, wire::decode_witness_request); break;
        case 12: message_law(bytes, wire::decode_witness_answer); break;
        default: law(bytes, wire::decode_fact, wire::encode_fact); break;
    }
    return 0;
}
