#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "common/sync/checkpoint.hpp"
#include "common/sync/clock_step.hpp"
#include "common/wire/catalog_messages.hpp"
#include "common/wire/catalog_row.hpp"
#include "common/wire/catalog_snapshot.hpp"
#include "common/wire/epoch_codec.hpp"
#include "common/wire/fact_codec.hpp"
#include "common/wire/messages.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"

namespace saldo::wire {
namespace {

Bytes seed(const std::string& name) {
    std::ifstream file{test::source_folder().string() + "/tests/fuzz/corpus/" + name,
                       std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const ByteView bytes = as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

}  // namespace

// A seed that the code under test refuses leads the fuzzer nowhere.
TEST_CASE("the seeds of the fuzz targets are read", "[wire][fuzz]") {
    for (const std::string target : {"fuzz_frame", "fuzz_inbox"}) {
        CHECK(open_frame(seed(target + "/batch"), "gna-tij1"));
        CHECK(open_frame(seed(target + "/batch_packed"), "gna-tij1"));
    }
    const auto body_of = [](const std::string& name, const std::string& target = "fuzz_archive") {
        Bytes bytes = seed(target + "/" + name);
        REQUIRE(bytes.size() > 1);
        bytes.erase(bytes.begin());  // it chooses the kind
        return bytes;
    };
    CHECK(decode_hello(body_of("hello")));
    CHECK(decode_receipt(body_of("receipt")));
    CHECK(decode_status(body_of("status")));
    CHECK(decode_hub_state(body_of("hub_state")));
    CHECK(decode_refill_request(body_of("refill_request")));
    CHECK(decode_receipt(body_of("receipt_proving")));
    CHECK(decode_hub_state(body_of("hub_state_proving")));
    CHECK(decode_witness_request(body_of("witness_request")));
    CHECK(decode_witness_answer(body_of("witness_answer")));
    CHECK(decode_status(body_of("status_full")));
    CHECK(sync::read_checkpoint(body_of("checkpoint")));
    CHECK(sync::read_clock_step(body_of("clock_step")));
    CHECK(decode_catalog_news(body_of("news", "fuzz_catalog")));
    CHECK(decode_catalog_news(body_of("offer", "fuzz_catalog")));
    CHECK(decode_open_transfer(body_of("open_transfer", "fuzz_catalog")));
    CHECK(snapshot_block_size(body_of("block", "fuzz_catalog")).value() ==
          body_of("block", "fuzz_catalog").size());
    CHECK(decode_epoch_open(body_of("epoch_open")));
    CHECK(decode_movement_body(body_of("movement")));
    for (const std::string name : {"fact_company", "fact_captured", "fact_part"}) {
        INFO(name);
        CHECK(decode_fact(body_of(name)));
    }
}

}  // namespace saldo::wire
