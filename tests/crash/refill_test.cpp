#include <fstream>
#include <map>
#include <random>

#include "agent/journal/scrubber.hpp"
#include "common/store/env.hpp"
#include "common/store/file.hpp"
#include "common/wire/frame.hpp"
#include "tests/crash/rot.hpp"
#include "tests/crash/subject.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child.hpp"
#include "tests/support/journal_fixture.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

// The scrubber names every record that rot reached, and batches that the hub gave back make the
// rows what they were, to the byte. Damage that leaves no way to the rows is named and not mended.

using namespace saldo;

namespace {

constexpr std::uint64_t records = 1'000;
constexpr std::uint32_t batch_records = 40;

using Rows = std::map<Bytes, Bytes>;

/// What a child saw of one damaged journal.
enum Seen : int {
    is_effective = 1,      ///< a record is not what it was, or is not found
    is_named = 2,          ///< the scrubber said so
    is_mended = 4,         ///< after the refill all rows are what they were
    is_closed = 8,         ///< it does not open at all: named by that
    values_are_right = 16  ///< the control: each value is one that was written, under whatever key
};

struct Journal {
    Bytes file;
    Rows rows;
    std::vector<Bytes> batches;  // as the hub holds them
};

/// What a search finds under each key that was written.
Rows rows_found(const std::filesystem::path& folder, const Rows* expected) {
    Rows rows;
    auto env = store::Env::open(folder, {.map_bytes = 64U << 20});
    if (!env) return rows;
    const auto table = env->table("records");
    const auto txn = env->begin_read();
    if (!table || !txn) return rows;
    if (expected != nullptr) {
        for (const auto& [key, value] : *expected) {
            const auto found = txn->get(*table, key);
            if (found && *found) rows.emplace(key, Bytes{(*found)->begin(), (*found)->end()});
        }
        return rows;
    }
    auto cursor = txn->cursor(*table);
    if (!cursor) return rows;
    for (auto row = cursor->first(); row && *row; row = cursor->next()) {
        rows.emplace(Bytes{(*row)->key.begin(), (*row)->key.end()},
                     Bytes{(*row)->value.begin(), (*row)->value.end()});
    }
    return rows;
}

Journal make_journal(const std::filesystem::path& folder, const SigningKey& key) {
    Journal made;
    {
        const auto journal = test::open_journal(folder);
        for (std::uint64_t n = 0; n < records; n += 10) {
            std::vector<agent::Pending> group;
            for (std::uint64_t i = n; i < n + 10; ++i) {
                group.push_back(
                    test::pending("record " + std::to_string(i) + std::string(i * 37 % 200, '.')));
            }
            REQUIRE(journal->append(group, nullptr));
        }
        for (std::uint64_t at = 0; at <= records; at += batch_records) {
            const auto run = journal->read(1, at, {.records_max = batch_records}).value();
            made.batches.push_back(wire::seal_frame({.kind = wire::FrameKind::batch,
                                                     .records = run.count,
                                                     .agent = sync::padded("gna-tij1"),
                                                     .epoch = journal->head().epoch,
                                                     .first = run.first,
                                                     .before = run.before,
                                                     .after = run.last},
                                                    run.records, wire::Pack::when_smaller, key)
                                       .value());
        }
    }
    made.file = store::read_file(folder / "data.mdb", 64U << 20).value();
    made.rows = rows_found(folder, nullptr);
    REQUIRE(made.rows.size() == records + 1);
    return made;
}

/// One whole pass, and what was offered before it.
bool scrub_all(agent::Scrubber& scrubber, SteadyTime now) {
    const std::uint64_t passes = scrubber.status().passes;
    for (int turn = 0; turn < 10 && scrubber.status().passes == passes; ++turn) {
        if (!scrubber.turn(now)) return false;
    }
    return scrubber.status().passes > passes;
}

constexpr std::int64_t one_pass_ms = 3'600'000;

/// Scrubs, asks, fills from `batches`, scrubs again.
int scrub_and_refill(const std::filesystem::path& folder, const Journal& right,
                     const std::vector<Bytes>& batches, const PublicKey& key) {
    ::alarm(20);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);  // what the scrubber logs is not for this test's reader
    int seen = 0;
    const auto values_are_known = [&] {
        std::map<Bytes, int> known;
        for (const auto& [k, value] : right.rows) known.emplace(value, 0);
        const Rows all = rows_found(folder, nullptr);
        return all.size() == right.rows.size() && std::ranges::all_of(all, [&](const auto& row) {
                   return known.contains(row.second);
               });
    };
    if (rows_found(folder, &right.rows) != right.rows) seen |= is_effective;
    if (values_are_known()) seen |= values_are_right;
    {
        const auto journal = agent::LmdbJournal::open_existing(folder, test::small_journal());
        if (!journal) return seen | is_closed;
        agent::Scrubber scrubber{**journal, {.agent = "gna-tij1", .own_key = key, .hours = 1}};
        SteadyTime now{};
        if (!scrub_all(scrubber, now)) return seen | is_closed;
        if (scrubber.status().damaged > 0) seen |= is_named;
        for (int round = 0; round < 3 && scrubber.status().damaged > 0; ++round) {
            for (const auto& request : scrubber.wanted(100)) {
                for (std::uint64_t at = request.first / batch_records;
                     at <= (request.first + request.count - 1) / batch_records; ++at) {
                    scrubber.offer(batches[at]);
                }
            }
            now = now.plus_ms(one_pass_ms);
            if (!scrub_all(scrubber, now)) return seen;
        }
        if (scrubber.status().damaged > 0) return seen;
        const auto audit = (*journal)->verify();
        if (!audit || audit->first_fault) return seen;
    }
    if (rows_found(folder, &right.rows) == right.rows) seen |= is_mended;
    return seen;
}

}  // namespace

TEST_CASE("the scrubber names every damaged record, and a refill makes it what it was",
          "[crash][rot][refill]") {
    const test::TempFolder folder = test::TempFolder::in_memory();
    const SigningKey key = test::fixed_key(7);
    const Journal right = make_journal(folder.path(), key);
    const std::uint64_t rounds = test::rounds_from("SALDO_ROT_ROUNDS", 200, 10'000);
    int missed_by_values = 0;
    for (const test::Rot rot : {test::Rot::flip, test::Rot::zero, test::Rot::swap}) {
        int effective = 0, missed = 0, mended = 0, closed = 0, died = 0;
        std::mt19937_64 random{static_cast<std::uint64_t>(rot) + 11};
        const std::uint64_t count = rot == test::Rot::flip ? rounds : rounds / 4;
        for (std::uint64_t round = 0; round < count; ++round) {
            Bytes bad = right.file;
            test::damage(bad, rot, random);
            test::write_over(folder / "data.mdb", bad);
            const int seen = test::run_in_child([&] {
                return scrub_and_refill(folder.path(), right, right.batches, key.public_key());
            });
            if (seen >= 128) {
                ++died;
                continue;
            }
            if ((seen & is_effective) == 0) continue;
            ++effective;
            if ((seen & is_closed) != 0) ++closed;
            if ((seen & (is_named | is_closed)) == 0) ++missed;
            if ((seen & is_mended) != 0) ++mended;
            if ((seen & values_are_right) != 0) ++missed_by_values;
        }
        std::printf(
            "refill of a journal, %s: %llu rounds, %d effective, %d missed, %d mended to the byte, "
            "%d did not open, the child died in %d\n",
            test::name_of(rot), static_cast<unsigned long long>(count), effective, missed, mended,
            closed, died);
        CHECK(missed == 0);
        CHECK(effective + died > 0);
        // Nearly all of a flip's targets are values; what leads to them cannot be filled again.
        if (rot == test::Rot::flip) CHECK(mended * 10 >= effective * 9);
    }
    std::printf("control: a scrub over values alone missed %d\n", missed_by_values);
    CHECK(missed_by_values > 0);
}

TEST_CASE("a refill that does not prove itself changes nothing", "[crash][rot][refill]") {
    const test::TempFolder folder = test::TempFolder::in_memory();
    const SigningKey key = test::fixed_key(7);
    const Journal right = make_journal(folder.path(), key);
    // One flipped bit inside the body of record 500.
    const std::string words = "record 499.";
    Bytes bad = right.file;
    const auto at = std::string_view{as_text(bad)}.find(words);
    REQUIRE(at != std::string_view::npos);
    bad[at] ^= std::byte{1};

    std::vector<Bytes> other = right.batches;
    SECTION("another agent's key") {
        const test::TempFolder twin = test::TempFolder::in_memory();
        other = make_journal(twin.path(), test::fixed_key(8)).batches;
    }
    SECTION("our key, another journal") {
        const test::TempFolder twin = test::TempFolder::in_memory();
        other = make_journal(twin.path(), key).batches;
    }
    SECTION("an altered byte") {
        for (Bytes& batch : other) batch[200] ^= std::byte{4};
    }
    SECTION("our key and epoch, other records") {
        for (Bytes& batch : other) {
            const auto frame = wire::stored_frame(batch).value();
            Bytes scratch;
            const ByteView body = wire::unpack(frame, scratch).value();
            Bytes changed{body.begin(), body.end()};
            changed.back() ^= std::byte{1};
            Digest hash = frame.head.before;
            ByteView left = changed;
            for (std::uint64_t n = frame.head.first; !left.empty(); ++n) {
                const auto record = sync::read_record(left).value();
                hash = sync::chain_hash(hash, frame.head.agent, frame.head.epoch, n, record.whole);
                left = left.subspan(record.whole.size());
            }
            wire::FrameHead head = frame.head;
            head.after = hash;
            batch = wire::seal_frame(head, changed, wire::Pack::no, key).value();
        }
    }
    test::write_over(folder / "data.mdb", bad);
    const int seen = test::run_in_child(
        [&] { return scrub_and_refill(folder.path(), right, other, key.public_key()); });
    CHECK((seen & is_named) != 0);
    CHECK((seen & is_mended) == 0);
    CHECK(seen < 128);
    test::write_over(folder / "data.mdb", bad);
    const int mended = test::run_in_child(
        [&] { return scrub_and_refill(folder.path(), right, right.batches, key.public_key()); });
    CHECK((mended & is_mended) != 0);
}

namespace {

/// One bit in the length of a value, in a leaf of LMDB: a gigabyte, of which nothing is there.
bool lengthen_a_value(Bytes& file, std::mt19937_64& random) {
    constexpr std::size_t page_bytes = 4096;
    constexpr std::size_t flags_at = 10;
    constexpr std::size_t lower_at = 12;
    constexpr std::size_t pointers_at = 16;
    constexpr std::uint16_t leaf = 2;
    const std::size_t page = (2 + random() % (file.size() / page_bytes - 2)) * page_bytes;
    const ByteView bytes = ByteView{file}.subspan(page, page_bytes);
    const auto lower = get_le<std::uint16_t>(bytes.subspan(lower_at));
    if (get_le<std::uint16_t>(bytes.subspan(flags_at)) != leaf || lower <= pointers_at + 2) {
        return false;
    }
    const std::size_t nodes = (lower - pointers_at) / 2;
    const auto node = get_le<std::uint16_t>(bytes.subspan(pointers_at + 2 * (random() % nodes)));
    if (node + 3U >= page_bytes) return false;
    file[page + node + 3] ^= std::byte{0x40};
    return true;
}

}  // namespace

TEST_CASE("a page that ends its reader ends it twice, and is left alone then",
          "[crash][rot][refill]") {
    const test::TempFolder folder = test::TempFolder::in_memory();
    const SigningKey key = test::fixed_key(7);
    const Journal right = make_journal(folder.path(), key);
    const auto scrub = [&](const std::filesystem::path& mark) {
        return test::run_in_child([&] {
            ::alarm(20);
            ::dup2(STDERR_FILENO, STDOUT_FILENO);
            const auto journal =
                agent::LmdbJournal::open_existing(folder.path(), test::small_journal());
            if (!journal) return 1;
            agent::Scrubber scrubber{
                **journal,
                {.agent = "gna-tij1", .own_key = key.public_key(), .hours = 1, .mark_file = mark}};
            if (!scrub_all(scrubber, SteadyTime{})) return 2;
            return scrubber.status().unread > 0 ? 3 : 0;
        });
    };
    std::mt19937_64 random{31};
    int deadly = 0, left_alone = 0, without_mark = 0;
    for (int round = 0; round < 40; ++round) {
        Bytes bad = right.file;
        if (!lengthen_a_value(bad, random)) continue;
        test::write_over(folder / "data.mdb", bad);
        const auto mark = folder / ("mark-" + std::to_string(round));
        // Opening reads the last record: whoever dies of that never comes to scrub.
        const int opened = test::run_in_child([&] {
            return agent::LmdbJournal::open_existing(folder.path(), test::small_journal()) ? 0 : 1;
        });
        if (opened >= 128 || scrub(mark) < 128) continue;
        ++deadly;
        if (scrub(mark) >= 128 && scrub(mark) == 3) ++left_alone;
        if (scrub({}) >= 128) ++without_mark;
    }
    std::printf(
        "pages that end the scrubber: %d; left alone at the third start: %d; without a mark "
        "it dies again: %d\n",
        deadly, left_alone, without_mark);
    CHECK(deadly > 0);
    CHECK(left_alone == deadly);
    CHECK(without_mark == deadly);  // the control
}
