#include "hub/log/lmdb_log.hpp"

#include "hub/log/log_entry.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;

namespace {

constexpr LogOptions small{.map_bytes = 64U << 20, .reserve_bytes = 1U << 20};

struct Entry {
    std::uint32_t count;
    std::string payload;
};

Result<LogPosition> append(LmdbLog& log, std::uint64_t expected, std::vector<Entry> entries,
                           std::vector<StreamHead> heads = {}) {
    std::vector<NewEntry> news;
    for (const Entry& entry : entries) {
        news.push_back({.count = entry.count, .payload = as_bytes(entry.payload)});
    }
    return log.append(LogPosition{expected}, news, heads);
}

/// "first:count:payload" of each entry from a position on.
std::vector<std::string> shown(const LmdbLog& log, std::uint64_t from,
                               std::size_t entries_max = 99) {
    std::vector<std::string> seen;
    const auto read = log.read(LogPosition{from}, [&](const EntryView& entry) {
        seen.push_back(std::to_string(entry.first.value()) + ":" + std::to_string(entry.count) +
                       ":" + std::string{as_text(entry.payload)});
        return seen.size() < entries_max;
    });
    REQUIRE(read);
    return seen;
}

StreamHead head_of(const char* agent, std::uint64_t sequence) {
    return {.agent = AgentId{agent}, .epoch = {1, 9}, .last_sequence = sequence};
}

using Seen = std::vector<std::string>;

}  // namespace

TEST_CASE("the log gives back its entries in order, from the one that contains a position",
          "[log]") {
    const test::TempFolder folder;
    const auto log = LmdbLog::open(folder.path(), small).value();
    CHECK(log->end()->value() == 0);
    CHECK(*log->head_hash() == Digest{});
    CHECK(shown(*log, 0).empty());
    CHECK(append(*log, 0, {{2, "a"}, {1, "b"}})->value() == 3);
    CHECK(append(*log, 3, {{5, "c"}})->value() == 8);
    CHECK(shown(*log, 0) == Seen{"0:2:a", "2:1:b", "3:5:c"});
    CHECK(shown(*log, 1) == Seen{"0:2:a", "2:1:b", "3:5:c"});
    CHECK(shown(*log, 2) == Seen{"2:1:b", "3:5:c"});
    CHECK(shown(*log, 7) == Seen{"3:5:c"});
    CHECK(shown(*log, 8).empty());
    CHECK(shown(*log, 1000).empty());
    CHECK(shown(*log, 0, 2) == Seen{"0:2:a", "2:1:b"});
}

TEST_CASE("an append elsewhere than at the end is a conflict and changes nothing", "[log]") {
    const test::TempFolder folder;
    const auto log = LmdbLog::open(folder.path(), small).value();
    REQUIRE(append(*log, 0, {{1, "a"}}, {head_of("x", 5)}));
    const Digest before = *log->head_hash();
    for (std::uint64_t wrong : {0U, 2U, 99U}) {
        CHECK(append(*log, wrong, {{1, "b"}}, {head_of("x", 6)}).error().code == Errc::conflict);
    }
    // A stream that would go back takes its entries down with it: all or nothing.
    CHECK(append(*log, 1, {{1, "b"}}, {head_of("y", 1), head_of("x", 5)}).error().code ==
          Errc::conflict);
    CHECK(*log->head_hash() == before);
    CHECK(shown(*log, 0) == Seen{"0:1:a"});
    CHECK(*log->heads() == std::vector<StreamHead>{head_of("x", 5)});
    REQUIRE(append(*log, 1, {{1, "b"}}, {head_of("y", 1), head_of("x", 6)}));
    CHECK(*log->heads() == std::vector<StreamHead>{head_of("x", 6), head_of("y", 1)});
}

TEST_CASE("a log reopened goes on where it ended, on the same chain", "[log]") {
    const test::TempFolder folder;
    const test::TempFolder twin_folder;
    const auto twin = LmdbLog::open(twin_folder.path(), small).value();
    for (std::uint64_t n = 0; n < 5; ++n) {
        const auto log = LmdbLog::open(folder.path(), small).value();
        CHECK(log->end()->value() == n);
        REQUIRE(append(*log, n, {{1, std::to_string(n)}}, {head_of("x", n)}));
        REQUIRE(append(*twin, n, {{1, std::to_string(n)}}, {head_of("x", n)}));
        CHECK(LmdbLog::open(folder.path(), small).error().code == Errc::unavailable);
    }
    const auto log = LmdbLog::open(folder.path(), small).value();
    CHECK(*log->head_hash() == *twin->head_hash());
    const auto audit = log->verify().value();
    CHECK_FALSE(audit.first_fault);
    CHECK(audit.facts == 5);
    CHECK(audit.entries == 5);
    CHECK(audit.payload_bytes == 5);
    CHECK(audit.head == *log->head_hash());
    CHECK(std::filesystem::exists(folder / "lock"));
    CHECK(std::filesystem::exists(folder / "log/data.mdb"));
}

TEST_CASE("reading spans more entries than one snapshot, and sees those added meanwhile", "[log]") {
    const test::TempFolder folder;
    const auto log = LmdbLog::open(folder.path(), small).value();
    std::vector<Entry> many(10'000, Entry{3, "payload"});
    REQUIRE(append(*log, 0, many));
    std::uint64_t facts = 0;
    bool has_added = false;
    const auto read = log->read(LogPosition{1}, [&](const EntryView& entry) {
        CHECK(entry.first.value() == facts);
        facts += entry.count;
        if (!has_added) has_added = append(*log, 30'000, {{2, "late"}}).has_value();
        return true;
    });
    CHECK(read);
    CHECK(facts == 30'002);
    CHECK_FALSE(log->verify()->first_fault);
}

TEST_CASE("named values are kept, replaced, and bounded", "[log]") {
    const test::TempFolder folder;
    {
        const auto log = LmdbLog::open(folder.path(), small).value();
        CHECK_FALSE(log->named_value("hub_id")->has_value());
        REQUIRE(log->set_named_value("hub_id", as_bytes("one")));
        REQUIRE(log->set_named_value("hub_id", as_bytes("two")));
        REQUIRE(log->set_named_value("empty", {}));
        const Bytes large(LogStore::named_value_bytes_max + 1);
        CHECK(log->set_named_value("x", large).error().code == Errc::malformed);
        CHECK(log->set_named_value("x", ByteView{large}.subspan(1)));
    }
    const auto log = LmdbLog::open(folder.path(), small).value();
    CHECK(as_text(**log->named_value("hub_id")) == "two");
    CHECK((*log->named_value("empty"))->empty());
    CHECK(log->end()->value() == 0);
}

TEST_CASE("a full log refuses before it breaks, and what is there stays readable", "[log]") {
    const test::TempFolder folder;
    const LogOptions tiny{.map_bytes = 4U << 20, .reserve_bytes = 1U << 20};
    const auto log = LmdbLog::open(folder.path(), tiny).value();
    const std::string payload(50'000, 'x');
    std::uint64_t count = 0;
    for (;; ++count) {
        REQUIRE(count < 100);
        const auto appended = append(*log, count, {{1, payload}});
        if (!appended) {
            CHECK(appended.error().code == Errc::unavailable);
            break;
        }
    }
    CHECK(count > 40);
    CHECK(log->end()->value() == count);
    CHECK(log->verify()->facts == count);
    CHECK(log->set_named_value("still", as_bytes("works")));
    CHECK(
        append(*log, count, std::vector<Entry>(1, {1, std::string(5U << 20, 'x')})).error().code ==
        Errc::unavailable);
}

TEST_CASE("a copy of the log is the log", "[log]") {
    const test::TempFolder folder;
    const auto log = LmdbLog::open(folder / "live", small).value();
    REQUIRE(append(*log, 0, {{4, "a"}, {1, "b"}}, {head_of("x", 3)}));
    REQUIRE(log->copy_to(folder / "copy/log"));
    REQUIRE(append(*log, 5, {{1, "later"}}));
    const auto copy = LmdbLog::open(folder / "copy", small).value();
    CHECK(shown(*copy, 0) == Seen{"0:4:a", "4:1:b"});
    CHECK(*copy->heads() == std::vector<StreamHead>{head_of("x", 3)});
    CHECK(log->hash_at(LogPosition{5}).value() == copy->head_hash().value());
    CHECK(log->hash_at(LogPosition{6}).value() == log->head_hash().value());
    CHECK(log->hash_at(LogPosition{0}).value() == Digest{});
    CHECK_FALSE(log->hash_at(LogPosition{2}).value());  // within an entry
    CHECK_FALSE(log->hash_at(LogPosition{7}).value());  // past the end
}

TEST_CASE("a gap or a broken chain is named, never served", "[log]") {
    const test::TempFolder folder;
    {
        const auto log = LmdbLog::open(folder.path(), small).value();
        REQUIRE(append(*log, 0, {{1, "a"}, {1, "b"}, {1, "c"}, {1, "d"}}));
    }
    const auto change = [&](const std::function<void(store::WriteTxn&, store::Table)>& how) {
        auto env = store::Env::open(folder / "log", {.lock_file = folder / "lock"}).value();
        const auto table = env.table("entries").value();
        auto txn = env.begin_write().value();
        how(txn, table);
        REQUIRE(txn.commit());
    };
    SECTION("an entry is taken out") {
        change([](store::WriteTxn& txn, store::Table table) {
            REQUIRE(*txn.erase(table, entry_key(LogPosition{1})));
        });
        const auto log = LmdbLog::open(folder.path(), small).value();
        std::vector<std::string> seen;
        const auto read = log->read(LogPosition{0}, [&](const EntryView& entry) {
            seen.emplace_back(as_text(entry.payload));
            return true;
        });
        CHECK(read.error().code == Errc::storage);
        CHECK(seen == Seen{"a"});
        CHECK_FALSE(log->read(LogPosition{1}, [](const EntryView&) { return true; }));
        CHECK(log->verify()->first_fault->find("position 1") != std::string::npos);
    }
    SECTION("an entry is forged, with a checksum that fits") {
        change([](store::WriteTxn& txn, store::Table table) {
            Digest hash{};
            const NewEntry forged{.count = 1, .payload = as_bytes("B")};
            const Bytes value = encode_entry(LogPosition{1}, forged, Digest{}, hash);
            REQUIRE(txn.put(table, entry_key(LogPosition{1}), value));
        });
        const auto log = LmdbLog::open(folder.path(), small).value();
        CHECK(log->verify()->first_fault->find("position 1") != std::string::npos);
    }
    SECTION("the last entry is forged: the log does not open") {
        change([](store::WriteTxn& txn, store::Table table) {
            Digest hash{};
            const NewEntry forged{.count = 1, .payload = as_bytes("D")};
            const Bytes value = encode_entry(LogPosition{3}, forged, Digest{}, hash);
            REQUIRE(txn.put(table, entry_key(LogPosition{3}), value));
        });
        CHECK(LmdbLog::open(folder.path(), small).error().code == Errc::storage);
    }
}
