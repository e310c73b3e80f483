#include "common/wire/messages.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/message_format.hpp"
#include "tests/support/stream.hpp"

namespace saldo::wire {
namespace {

Digest filled(unsigned char value) {
    Digest digest;
    digest.fill(std::byte{value});
    return digest;
}

sync::Place some_place() {
    return {.epoch = {.ordinal = 2, .nonce = 0x1122334455667788}, .next = 1000, .hash = filled(9)};
}

sync::Hello some_hello() {
    return {.head = some_place(),
            .tail = 17,
            .session = 0xABCDEF,
            .program = "saldo-agent 0.1.0",
            .token = "",
            .receipt = "as signed"};
}

sync::Hello asking_hello() {
    sync::Hello hello = some_hello();
    hello.trail.epoch = {.ordinal = 1, .nonce = 0xC0FFEE};
    hello.trail.marks = {{.next = 4, .hash = filled(7)}, {.next = 9, .hash = filled(8)}};
    return hello;
}

sync::Receipt some_receipt() {
    return {.hub = "hub-1",
            .incarnation = 3,
            .agent = "gna-tij1",
            .held = some_place(),
            .verdict = sync::Verdict::gap,
            .window = 5,
            .session = 0xABCDEF,
            .hub_time = {1'770'000'000'123},
            .backed_up = 900,
            .log_size = 123'456,
            .log_root = filled(4)};
}

sync::Status some_status() {
    return {.online = true,
            .at = {1'770'000'000'123},
            .head = some_place(),
            .held = 998,
            .disk_free_bytes = 1ULL << 40,
            .clock_quality = sync::ClockQuality::synchronised,
            .clock_offset_ms = -12,
            .program = "saldo-agent 0.1.0",
            .alarm = "the hub holds other records than ours"};
}

sync::HubState some_state() {
    return {.hub = "hub-1",
            .incarnation = 3,
            .run = 77,
            .online = true,
            .credit_permille = 500,
            .at = {1'770'000'000'123}};
}

sync::RefillRequest some_request() {
    return {.epoch = {.ordinal = 2, .nonce = 0x1122334455667788},
            .first = 1000,
            .count = 400,
            .is_packed = true};
}

sync::WitnessRequest some_witness_request() {
    return {.at = {1'770'000'000'123},
            .text = "old 3\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n\nhub-1/GNA/2026\n5\n"};
}

template <class T, class Decode>
void check_format(const T& value, Decode decode, const std::string& golden_file) {
    const auto encoded = [](const T& message) { return encode(message); };
    test::check_format(value, encoded, decode, golden_file);
}

}  // namespace

TEST_CASE("messages keep their golden bytes, and no others are read", "[wire][messages][golden]") {
    SECTION("hello") { check_format(some_hello(), decode_hello, "wire/hello_v1.hex"); }
    SECTION("receipt") { check_format(some_receipt(), decode_receipt, "wire/receipt_v1.hex"); }
    SECTION("hello that asks") { check_format(asking_hello(), decode_hello, "wire/hello_v2.hex"); }
    SECTION("receipt that answers") {
        sync::Receipt receipt = some_receipt();
        receipt.common = sync::Common{.ordinal = 1, .next = 4};
        check_format(receipt, decode_receipt, "wire/receipt_v2.hex");
    }
    SECTION("receipt with a checkpoint") {
        sync::Receipt receipt = some_receipt();
        receipt.checkpoint = "hub-1/GNA/2026\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        check_format(receipt, decode_receipt, "wire/receipt_v3.hex");
        receipt.common = sync::Common{.ordinal = 1, .next = 4};
        const Bytes bytes = encode(receipt).value();
        CHECK(decode_receipt(bytes).value() == receipt);
        CHECK(bytes.size() < 700);  // a HELLO and a journal's checkpoint carry it, signed: 1,024
    }
    SECTION("witness request") {
        check_format(some_witness_request(), decode_witness_request, "wire/witness_request_v1.hex");
    }
    SECTION("witness answer") {
        check_format(sync::WitnessAnswer{.status = 409, .text = "3\n"}, decode_witness_answer,
                     "wire/witness_answer_v1.hex");
    }
    SECTION("status") { check_format(some_status(), decode_status, "wire/status_v1.hex"); }
    SECTION("status with a measured clock and a catalog") {
        sync::Status status = some_status();
        status.clock_uncertainty_ms = 34;
        status.catalog = {.epoch = 0x1122334455667788, .sequence = 57, .hash = filled(9)};
        check_format(status, decode_status, "wire/status_v2.hex");
    }
    SECTION("hub state") { check_format(some_state(), decode_hub_state, "wire/hub_state_v1.hex"); }
    SECTION("hub state with the log's key") {
        sync::HubState state = some_state();
        state.log_key = "hub-1+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        check_format(state, decode_hub_state, "wire/hub_state_v2.hex");
    }
    SECTION("refill request") {
        check_format(some_request(), decode_refill_request, "wire/refill_request_v1.hex");
    }
}

TEST_CASE("texts of messages are bounded", "[wire][messages]") {
    sync::Hello hello = some_hello();
    hello.program = std::string(64, 'x');
    CHECK(encode(hello));
    hello.program += 'x';
    CHECK_FALSE(encode(hello));
    hello = some_hello();
    hello.receipt = std::string(1024, '\xFF');  // signed bytes, no text
    CHECK(decode_hello(*encode(hello)));
    hello.receipt += 'x';
    CHECK_FALSE(encode(hello));
    sync::Status status = some_status();
    status.alarm = std::string(257, 'x');
    CHECK_FALSE(encode(status));
    sync::Receipt receipt = some_receipt();
    receipt.agent = std::string(33, 'x');
    CHECK_FALSE(encode(receipt));
}

TEST_CASE("a verdict that nobody knows is refused", "[wire][messages]") {
    const Bytes good = encode(some_receipt()).value();
    const auto verdict = std::ranges::find(good, std::byte{3}, {});
    REQUIRE(verdict != good.end());
    std::size_t refused = 0;
    for (std::size_t at = 0; at < good.size(); ++at) {
        if (good[at] != std::byte{static_cast<unsigned char>(sync::Verdict::gap)}) continue;
        Bytes bad = good;
        bad[at] = std::byte{99};
        const auto decoded = decode_receipt(bad);
        if (!decoded) ++refused;
    }
    CHECK(refused == 1);
}

TEST_CASE("a signed message is opened by its key, for its agent, as its kind only",
          "[wire][messages]") {
    const SigningKey hub = test::fixed_key(7);
    const Bytes body = encode(some_receipt()).value();
    const Bytes frame = seal_message(FrameKind::receipt, "gna-tij1", body, hub).value();
    const auto opened = open_message(frame, FrameKind::receipt, "gna-tij1", hub.public_key());
    REQUIRE(opened);
    CHECK(*opened == body);
    CHECK(frame.size() <= 1024);  // it must fit the HELLO that carries it
    CHECK_FALSE(open_message(frame, FrameKind::hello, "gna-tij1", hub.public_key()));
    CHECK_FALSE(open_message(frame, FrameKind::receipt, "gna-tij2", hub.public_key()));
    const auto forged =
        open_message(frame, FrameKind::receipt, "gna-tij1", test::fixed_key(8).public_key());
    REQUIRE_FALSE(forged);
    CHECK(forged.error().code == Errc::forbidden);
}

}  // namespace saldo::wire
