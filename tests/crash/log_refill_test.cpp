#include <map>
#include <random>

#include "common/store/file.hpp"
#include "common/wire/messages.hpp"
#include "hub/ingest/refill_desk.hpp"
#include "tests/crash/rot.hpp"
#include "tests/crash/subject.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

// Rot in the hub's log: every damaged entry is named, the agents' batches are asked for and made
// again, and the log is what it was, to the byte. What does not prove itself by the chain is
// refused.

using namespace saldo;

namespace {

constexpr std::uint32_t batch_records = 25;
constexpr int batches = 60;

enum Seen : int { is_effective = 1, is_named = 2, is_mended = 4, is_closed = 8 };

class OneAgent final : public hub::AgentDirectory {
public:
    explicit OneAgent(PublicKey key) : entry_{.rfc = "GNA010101AAA", .plant = "P01", .key = key} {}
    std::optional<hub::AgentEntry> find(std::string_view agent) const override {
        if (agent != "gna-0" && agent != "gna-1") return std::nullopt;
        return entry_;
    }

private:
    hub::AgentEntry entry_;
};

struct Log {
    Bytes file;
    std::vector<Bytes> values;
    test::Stream one{"gna-0"};
    test::Stream other{"gna-1", {.ordinal = 3, .nonce = 9}};
    SigningKey key = test::fixed_key(5);
    const test::Stream& stream_of(std::string_view agent) const {
        return agent == "gna-0" ? one : other;
    }
};

Result<std::unique_ptr<hub::LmdbLog>> open_log(const std::filesystem::path& folder) {
    return hub::LmdbLog::open(folder, {.map_bytes = 64U << 20, .reserve_bytes = 1U << 20});
}

/// Every entry, as the log itself reads it; fewer when it cannot.
std::vector<Bytes> values_of(const hub::LmdbLog& log) {
    std::vector<Bytes> values;
    (void)log.read(LogPosition{0}, [&](const hub::EntryView& entry) {
        Bytes value{entry.payload.begin(), entry.payload.end()};
        put_le(value, entry.first.value());
        put_le(value, entry.received.ms);
        put_le(value, entry.skip);
        values.push_back(std::move(value));
        return true;
    });
    return values;
}

void make_log(const std::filesystem::path& folder, Log& made) {
    {
        const auto log = open_log(folder).value();
        made.one.add_many(batches * batch_records, "a record of the first agent, number ");
        made.other.add_many(batches * batch_records, "and one of the other, number ");
        const auto add = [&](hub::EntryKind kind, ByteView payload, std::uint32_t count,
                             std::uint32_t skip) {
            const hub::NewEntry entry{.kind = kind,
                                      .count = count,
                                      .received = {1'790'000'000'000 + count},
                                      .skip = skip,
                                      .payload = payload};
            REQUIRE(log->append(log->end().value(), {&entry, 1}, {}));
        };
        for (std::uint64_t n = 0; n < batches; ++n) {
            const std::uint64_t at = n * batch_records;
            // Some batches overlap the one before them, as after a lost receipt.
            const std::uint32_t skip = n % 5 == 3 ? 7 : 0;
            const auto pack = n % 2 == 0 ? wire::Pack::when_smaller : wire::Pack::no;
            add(hub::EntryKind::frame,
                made.one.frame(at - skip, batch_records + skip, made.key, pack), batch_records,
                skip);
            add(hub::EntryKind::frame, made.other.frame(at, batch_records, made.key, pack),
                batch_records, 0);
        }
        // The head of the log is not an agent's: nothing behind an entry proves the last one.
        add(hub::EntryKind::facts, as_bytes("facts"), 1, 0);
        made.values = values_of(*log);
    }
    made.file = store::read_file(folder / "log" / "data.mdb", 64U << 20).value();
}

/// Scrubs; answers what is asked for, as agents do, or as `forge` would have it; scrubs again.
int scrub_and_mend(const std::filesystem::path& folder, const Log& right,
                   const std::function<Bytes(Bytes)>& forge) {
    ::alarm(20);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    const auto log = open_log(folder);
    if (!log) return is_effective | is_closed;
    int seen = 0;
    if (values_of(**log) != right.values) seen |= is_effective;
    const OneAgent directory{right.key.public_key()};
    hub::RefillDesk desk{test::fixed_key(99), **log, directory, {.scrub_hours = 1}};
    SteadyTime now{};
    for (int turn = 0; turn < 40; ++turn) {
        now = now.plus_ms(10'000);
        const auto out = desk.turn(now);
        if (!out) return seen | is_closed;
        if (desk.status().unread > 0) seen |= is_named;
        for (const hub::Outgoing& message : *out) {
            const std::string agent = wire::parse_topic(message.topic)->agent;
            const auto body = wire::open_message(message.payload, wire::FrameKind::refill_request,
                                                 agent, test::fixed_key(99).public_key());
            const auto request = wire::decode_refill_request(body.value()).value();
            const test::Stream& stream = right.stream_of(agent);
            if (request.epoch != stream.epoch() || request.first + request.count > stream.next()) {
                continue;
            }
            const Bytes frame =
                forge(stream.frame(request.first, request.count, right.key,
                                   request.is_packed ? wire::Pack::when_smaller : wire::Pack::no));
            (void)desk.on_message(agent, *directory.find(agent), frame, now);
        }
        if (desk.status().passes > 0 && desk.status().unread == 0) break;
    }
    const auto audit = (*log)->verify();
    if (audit && !audit->first_fault && values_of(**log) == right.values) seen |= is_mended;
    return seen;
}

Bytes as_it_is(Bytes frame) { return frame; }

}  // namespace

TEST_CASE("the hub names every damaged entry, and agents' batches make it what it was",
          "[crash][rot][refill]") {
    const test::TempFolder folder = test::TempFolder::in_memory();
    Log right;
    make_log(folder.path(), right);
    const std::uint64_t rounds = test::rounds_from("SALDO_ROT_ROUNDS", 200, 10'000);
    for (const test::Rot rot :
         {test::Rot::flip, test::Rot::zero, test::Rot::swap, test::Rot::cut}) {
        int effective = 0, missed = 0, mended = 0, closed = 0, died = 0;
        std::mt19937_64 random{static_cast<std::uint64_t>(rot) + 21};
        const std::uint64_t count = rot == test::Rot::flip ? rounds : rounds / 4;
        for (std::uint64_t round = 0; round < count; ++round) {
            Bytes bad = right.file;
            test::damage(bad, rot, random);
            test::write_over(folder / "log" / "data.mdb", bad);
            const int seen =
                test::run_in_child([&] { return scrub_and_mend(folder.path(), right, as_it_is); });
            if (seen >= 128) {
                ++died;
                continue;
            }
            if ((seen & is_effective) == 0) continue;
            ++effective;
            if ((seen & is_closed) != 0) ++closed;
            if ((seen & (is_named | is_closed)) == 0) ++missed;
            if ((seen & is_mended) != 0) ++mended;
        }
        std::printf(
            "refill of a log, %s: %llu rounds, %d effective, %d missed, %d mended to the byte, %d "
            "did not open, the child died in %d\n",
            test::name_of(rot), static_cast<unsigned long long>(count), effective, missed, mended,
            closed, died);
        CHECK(missed == 0);
        CHECK(effective + died > 0);
        if (rot == test::Rot::flip) CHECK(mended * 10 >= effective * 9);
    }
}

TEST_CASE("a refill that the log's chain does not prove is refused", "[crash][rot][refill]") {
    const test::TempFolder folder = test::TempFolder::in_memory();
    Log right;
    make_log(folder.path(), right);
    Bytes bad = right.file;
    const auto at = std::string_view{as_text(bad)}.find("and one of the other, number 777");
    REQUIRE(at != std::string_view::npos);
    bad[at + 3] ^= std::byte{1};
    std::function<Bytes(Bytes)> forge;
    SECTION("another signature") {
        forge = [](Bytes frame) {
            frame.back() ^= std::byte{1};
            return frame;
        };
    }
    SECTION("other records, chained and signed as they should be") {
        forge = [&right](const Bytes& frame) {
            const auto head = wire::stored_frame(frame).value().head;
            test::Stream lie{"gna-1", head.epoch};
            lie.add_many(head.first + head.records, "and one of the other, numbre ");
            return lie.frame(head.first, head.records, right.key);
        };
    }
    SECTION("other records behind the right hashes") {
        forge = [&right](const Bytes& frame) {
            const auto view = wire::stored_frame(frame).value();
            Bytes scratch;
            const ByteView whole = wire::unpack(view, scratch).value();
            Bytes body{whole.begin(), whole.end()};
            body.back() ^= std::byte{1};
            return wire::seal_frame(view.head, body, wire::Pack::no, right.key).value();
        };
    }
    test::write_over(folder / "log" / "data.mdb", bad);
    const int seen =
        test::run_in_child([&] { return scrub_and_mend(folder.path(), right, forge); });
    CHECK(seen == (is_effective | is_named));
    test::write_over(folder / "log" / "data.mdb", bad);
    const int mended =
        test::run_in_child([&] { return scrub_and_mend(folder.path(), right, as_it_is); });
    CHECK(mended == (is_effective | is_named | is_mended));
}
