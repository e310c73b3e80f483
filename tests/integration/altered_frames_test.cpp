// Whatever a broker, or somebody in its place, does to a frame: the hub takes it as the agent
// signed it, or not at all (P19).

#include <cstdlib>
#include <random>
#include <string>

#include "common/config/clock.hpp"
#include "common/config/log.hpp"
#include "hub/ingest/ingest.hpp"
#include "hub/log/lmdb_log.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::test;

namespace {

constexpr hub::LogOptions small_log{
    .map_bytes = 64U << 20U, .preextend_bytes = 0, .reserve_bytes = 1U << 20U};
constexpr const char* rfc = "GNA150301A00";
constexpr std::size_t crc_at = 144;
constexpr std::size_t body_at = 148;
constexpr std::size_t signature_bytes = 64;

struct Directory final : hub::AgentDirectory {
    std::map<std::string, hub::AgentEntry, std::less<>> entries;
    std::optional<hub::AgentEntry> find(std::string_view agent) const override {
        const auto found = entries.find(agent);
        if (found == entries.end()) return std::nullopt;
        return found->second;
    }
};

int count_wanted() { return std::getenv("SALDO_DEEP") == nullptr ? 10'000 : 100'000; }

/// The checksum anew, as a forger would: then only the signature stands in the way.
void repair(Bytes& frame) {
    if (frame.size() < body_at + signature_bytes) return;
    const ByteView body =
        ByteView{frame}.subspan(body_at, frame.size() - body_at - signature_bytes);
    const std::uint32_t crc = crc32c(body, crc32c(ByteView{frame}.first(crc_at)));
    for (std::size_t i = 0; i < 4; ++i) {
        frame[crc_at + i] = static_cast<std::byte>((crc >> (8 * i)) & 0xFF);
    }
}

/// One of the things that can be done to bytes on their way; never nothing.
Bytes altered(const Bytes& frame, const Bytes& other, std::mt19937& random) {
    Bytes out = frame;
    const auto any = [&](std::size_t size) {
        return std::uniform_int_distribution<std::size_t>{0, size - 1}(random);
    };
    switch (any(6)) {
        case 0: out.resize(any(out.size())); break;
        case 1: out.push_back(std::byte{static_cast<unsigned char>(any(256))}); break;
        case 2: {  // the head of one with the body of another
            const std::size_t at = 1 + any(out.size() - 1);
            out = Bytes{frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(at)};
            if (at < other.size()) {
                out.insert(out.end(), other.begin() + static_cast<std::ptrdiff_t>(at), other.end());
            }
            break;
        }
        case 3: out.erase(out.begin() + static_cast<std::ptrdiff_t>(any(out.size()))); break;
        default: {
            for (std::size_t n = 1 + any(4); n > 0; --n) {
                out[any(out.size())] ^= std::byte{static_cast<unsigned char>(1 + any(255))};
            }
        }
    }
    if (any(2) == 0) repair(out);
    return out == frame || out == other ? altered(frame, other, random) : out;
}

}  // namespace

TEST_CASE("altered frames are refused, every one", "[integration][enrolment][altered]") {
    config::set_up_log(config::LogLevel::off);
    const TempFolder folder = TempFolder::in_memory();
    const SigningKey key = fixed_key(7);
    Directory directory;
    directory.entries["gna-tij1"] = {.rfc = rfc, .plant = "P01", .key = key.public_key()};
    directory.entries["gna-jrz1"] = {.rfc = rfc, .plant = "P02", .key = fixed_key(8).public_key()};
    auto log = hub::LmdbLog::open(folder.path(), small_log).value();
    auto quarantine = hub::Quarantine::open(folder.path() / "quarantine", {}).value();
    auto ingest =
        hub::Ingest::open({.hub = "hub-1", .key = fixed_key(9)}, *log, directory, quarantine, {})
            .value();
    Stream stream{"gna-tij1"};
    stream.add_many(40);
    const Bytes frame = stream.frame(0, 20, key);
    const Bytes next = stream.frame(20, 20, key);
    const auto topic = [](const std::string& agent, int shard_more = 0) {
        return wire::topic_of({.shard = static_cast<std::uint8_t>(wire::shard_of(rfc) + shard_more),
                               .agent = agent,
                               .channel = wire::Channel::batch});
    };
    const auto take = [&](std::string on, const Bytes& payload) {
        const hub::Arrival arrival{std::move(on), payload};
        const auto taken = ingest->take(std::span{&arrival, 1}, now_utc(), now_steady());
        REQUIRE(taken);
        return taken->appended.size();
    };
    const auto start = log->end().value();

    std::mt19937 random{42};
    const int wanted = count_wanted();
    int accepted = 0;
    for (int i = 0; i < wanted; ++i) {
        accepted += take(topic("gna-tij1"), altered(frame, next, random)) != 0 ? 1 : 0;
    }
    CHECK(accepted == 0);
    CHECK(ingest->counters().refused == static_cast<std::uint64_t>(wanted));
    // Whole and true, but not there: another's topic, another shard, another's signature.
    CHECK(take(topic("gna-jrz1"), frame) == 0);
    CHECK(take(topic("gna-tij1", 1), frame) == 0);
    CHECK(take(topic("gna-tij1"), stream.frame(0, 20, fixed_key(8))) == 0);
    CHECK(take(topic("gna-tij9"), frame) == 0);
    directory.entries["gna-tij1"].is_revoked = true;
    CHECK(take(topic("gna-tij1"), frame) == 0);
    directory.entries["gna-tij1"].is_revoked = false;
    CHECK(ingest->counters().refused == static_cast<std::uint64_t>(wanted) + 5);
    CHECK(log->end().value() == start);
    // The negative control: the very same frame, unaltered, is taken; and once only.
    CHECK(take(topic("gna-tij1"), frame) == 1);
    CHECK(take(topic("gna-tij1"), frame) == 0);
    CHECK(ingest->counters().frames_duplicate == 1);
    CHECK(take(topic("gna-tij1"), next) == 1);
    CHECK(ingest->counters().records_accepted == 40);
    WARN(wanted << " altered frames, " << accepted << " accepted");
}
