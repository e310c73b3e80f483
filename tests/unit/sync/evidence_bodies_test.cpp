#include "common/sync/checkpoint.hpp"
#include "common/sync/clock_step.hpp"
#include "common/sync/rehomed.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/golden.hpp"

namespace saldo::sync {
namespace {

Checkpoint some_checkpoint() {
    Checkpoint checkpoint{
        .day = 20'485,
        .head = {.epoch = {.ordinal = 2, .nonce = 0x1122334455667788}, .next = 1'000, .hash = {}},
        .receipt = "as signed"};
    checkpoint.head.hash.fill(std::byte{9});
    return checkpoint;
}

}  // namespace

TEST_CASE("a step of a clock keeps its golden bytes, and no others are read",
          "[sync][clock][golden]") {
    const ClockStep step{
        .back_ms = -3'600'000, .boot_number = 7, .seen_by = ClockStep::SeenBy::monotonic};
    const Bytes bytes = encode_clock_step(step);
    INFO(test::golden_text(bytes));
    CHECK(bytes == test::golden("wire/clock_step_v1.hex"));
    CHECK(read_clock_step(bytes).value() == step);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK_FALSE(read_clock_step(ByteView{bytes}.first(size)));
    }
    Bytes longer = bytes;
    longer.push_back(std::byte{0});
    CHECK_FALSE(read_clock_step(longer));
    CHECK_FALSE(read_clock_step(encode_clock_step({.back_ms = 0})));
    for (const std::uint8_t seen_by : {std::uint8_t{0}, std::uint8_t{3}}) {
        CHECK_FALSE(read_clock_step(
            encode_clock_step({.back_ms = 1, .seen_by = static_cast<ClockStep::SeenBy>(seen_by)})));
    }
}

TEST_CASE("a checkpoint keeps its golden bytes, and no others are read",
          "[sync][checkpoint][golden]") {
    const Checkpoint checkpoint = some_checkpoint();
    const Bytes bytes = encode_checkpoint(checkpoint).value();
    INFO(test::golden_text(bytes));
    CHECK(bytes == test::golden("wire/checkpoint_v1.hex"));
    CHECK(read_checkpoint(bytes).value() == checkpoint);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK_FALSE(read_checkpoint(ByteView{bytes}.first(size)));
    }
    Bytes longer = bytes;
    longer.push_back(std::byte{0});
    CHECK_FALSE(read_checkpoint(longer));
}

TEST_CASE("a checkpoint is bounded, and can always be written again in a later epoch",
          "[sync][checkpoint]") {
    Checkpoint checkpoint = some_checkpoint();
    checkpoint.receipt.clear();
    CHECK_FALSE(encode_checkpoint(checkpoint));
    checkpoint.receipt = std::string(Checkpoint::receipt_bytes_max, '\xFF');
    const auto largest = encode_checkpoint(checkpoint);
    REQUIRE(largest);
    CHECK(largest->size() <= body_bytes_max);
    CHECK(read_checkpoint(*largest));
    checkpoint.receipt += 'x';
    CHECK_FALSE(encode_checkpoint(checkpoint));
    checkpoint = some_checkpoint();
    checkpoint.day = Checkpoint::day_max + 1;
    CHECK_FALSE(encode_checkpoint(checkpoint));
}

TEST_CASE("the day of an instant is the UTC day", "[sync][checkpoint]") {
    CHECK(utc_day({0}) == 0);
    CHECK(utc_day({86'399'999}) == 0);
    CHECK(utc_day({86'400'000}) == 1);
    CHECK(utc_day({-1}) == -1);
    CHECK(utc_day({-86'400'000}) == -1);
    CHECK(utc_day({-86'400'001}) == -2);
    CHECK(utc_day({INT64_MAX}) == Checkpoint::day_max);
    CHECK(utc_day({INT64_MIN}) == Checkpoint::day_min);
}

}  // namespace saldo::sync
