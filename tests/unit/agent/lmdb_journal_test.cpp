#include "agent/journal/journal_rows.hpp"
#include "common/store/env.hpp"
#include "common/sync/rehomed.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal_fixture.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::agent;
using test::open_journal;
using test::pending;

namespace {

Result<Appended> append_one(Journal& journal, const Pending& record) {
    const auto results = journal.append({&record, 1}, nullptr);
    if (!results) return results.error();
    return results->front();
}

/// Bodies of the records of a run.
std::vector<std::string> bodies(const RecordRun& run) {
    std::vector<std::string> texts;
    for (ByteView left = run.records; !left.empty();) {
        const auto record = sync::read_record(left).value();
        texts.emplace_back(as_text(record.body));
        left = left.subspan(record.whole.size());
    }
    REQUIRE(texts.size() == run.count);
    return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a new journal opens epoch 1 with a record that says whose it is", "[journal]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    const JournalHead head = journal->head();
    CHECK(head.epoch.ordinal == 1);
    CHECK(head.epoch.nonce != 0);
    CHECK(head.last_sequence == 0);
    CHECK_FALSE(journal->held());
    const auto run = journal->read(1, 0, {}).value();
    CHECK(run.count == 1);
    CHECK(run.before == Digest{});
    CHECK(run.last == head.hash);
    const auto record = sync::read_record(run.records).value();
    CHECK(record.head.type == sync::RecordType::epoch_open);
    const auto epoch = wire::decode_epoch_open(record.body).value();
    CHECK(epoch.rfc == "GNA010101AAA");
    CHECK(epoch.plant == "P01");
    CHECK(epoch.parent_ordinal == 0);
    CHECK(epoch.reason == wire::EpochReason::first);
    // The chain is that of common/sync, computed here from its parts.
    CHECK(head.hash == sync::chain_hash({}, sync::padded("gna-tij1"), head.epoch, 0, run.records));

    const test::TempFolder other;
    CHECK(open_journal(other.path())->head().epoch.nonce != head.epoch.nonce);
}

TEST_CASE("records get sequences without gaps and are read back as they were written",
          "[journal]") {
    const test::TempFolder folder;
    JournalHead head;
    {
        const auto journal = open_journal(folder.path());
        const std::vector<Pending> group{pending("one"), pending("two"), pending("three")};
        const auto results = journal->append(group, nullptr).value();
        REQUIRE(results.size() == 3);
        for (std::uint64_t i = 0; i < 3; ++i) {
            CHECK(results[i] == Appended{.epoch = 1, .sequence = i + 1});
        }
        head = journal->head();
        CHECK(head.last_sequence == 3);
    }
    const auto journal = open_journal(folder.path());
    CHECK(journal->head() == head);
    CHECK(append_one(*journal, pending("four"))->sequence == 4);
    const auto run = journal->read(1, 2, {}).value();
    CHECK(bodies(run) == Texts{"two", "three", "four"});
    CHECK(run.before == *journal->hash_of(1, 1));
    CHECK(run.last == journal->head().hash);
    CHECK_FALSE(journal->verify()->first_fault);
    CHECK(journal->verify()->records == 5);
    CHECK(journal->verify()->head == journal->head());
}

TEST_CASE("reading keeps its limits, gives one record at least, and knows the ends", "[journal]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    for (int i = 1; i <= 5; ++i) REQUIRE(append_one(*journal, pending(std::to_string(i))));
    CHECK(bodies(*journal->read(1, 1, {.records_max = 2})) == Texts{"1", "2"});
    const std::size_t record_bytes = sync::record_head_bytes + 1;
    CHECK(bodies(*journal->read(1, 1, {.bytes_max = 3 * record_bytes})) == Texts{"1", "2", "3"});
    CHECK(bodies(*journal->read(1, 1, {.bytes_max = 3 * record_bytes - 1})) == Texts{"1", "2"});
    CHECK(bodies(*journal->read(1, 4, {.bytes_max = 1})) == Texts{"4"});
    const auto past = journal->read(1, 6, {}).value();
    CHECK(past.count == 0);
    CHECK(past.before == journal->head().hash);
    CHECK(past.last == journal->head().hash);
    CHECK(journal->read(1, 7, {}).error().code == Errc::not_found);
    CHECK(journal->read(2, 0, {}).error().code == Errc::not_found);
    CHECK(journal->hash_of(1, 6).error().code == Errc::not_found);
}

TEST_CASE("the same event with the same line is a duplicate, with another line a conflict",
          "[journal]") {
    const test::TempFolder folder;
    {
        const auto journal = open_journal(folder.path());
        CHECK(*append_one(*journal, pending("a", "id-1")) == Appended{.epoch = 1, .sequence = 1});
        const std::vector<Pending> group{pending("b", "id-2"), pending("b", "id-2"),
                                         pending("x", "id-1"), pending("c", "id-3")};
        const auto results = journal->append(group, nullptr).value();
        using State = Appended::State;
        CHECK(results[0] == Appended{State::recorded, 1, 2});
        CHECK(results[1] == Appended{State::duplicate, 1, 2});  // inside its own group
        CHECK(results[2] == Appended{State::conflict, 1, 1});
        CHECK(results[3] == Appended{State::recorded, 1, 3});
    }
    const auto journal = open_journal(folder.path());
    const JournalHead head = journal->head();
    CHECK(append_one(*journal, pending("a", "id-1"))->state == Appended::State::duplicate);
    CHECK(append_one(*journal, pending("A", "id-1"))->state == Appended::State::conflict);
    CHECK(journal->head() == head);
    // Without an id nothing is a duplicate.
    CHECK(append_one(*journal, pending("a"))->state == Appended::State::recorded);
    CHECK(append_one(*journal, pending("a"))->state == Appended::State::recorded);
    CHECK_FALSE(journal->verify()->first_fault);
}

TEST_CASE("one past each limit is refused, and the rest of the journal stays", "[journal]") {
    const test::TempFolder folder;
    const auto journal = open_journal(folder.path());
    const std::size_t body_max = sync::body_bytes_max;
    CHECK(append_one(*journal, pending(std::string(body_max, 'x'))));
    CHECK(append_one(*journal, pending(std::string(body_max + 1, 'x'))).error().code ==
          Errc::malformed);
    const std::string id(Journal::event_id_bytes_max, 'i');
    CHECK(append_one(*journal, pending("a", id)));
    CHECK(append_one(*journal, pending("a", id + "i")).error().code == Errc::malformed);
    Pending empty_id = pending("a");
    empty_id.event = EventKey{};
    CHECK(append_one(*journal, empty_id).error().code == Errc::malformed);

    Held held{.epoch = 1, .sequence = 2, .receipt = Bytes(Journal::receipt_bytes_max)};
    CHECK(journal->append({}, &held));
    held.receipt.push_back({});
    CHECK(journal->append({}, &held).error().code == Errc::malformed);
    CHECK(journal->head().last_sequence == 2);
    CHECK_FALSE(journal->verify()->first_fault);
}

TEST_CASE("a receipt is kept with its bytes, and never covers more than there is", "[journal]") {
    const test::TempFolder folder;
    Held held{.epoch = 1, .sequence = 1, .backed_up = 0, .hub_time = {50}};
    append(held.receipt, as_bytes("signed"));
    {
        const auto journal = open_journal(folder.path());
        const Pending record = pending("a");
        // The receipt is judged by what was there before the group that it rides with.
        CHECK(journal->append({&record, 1}, &held).error().code == Errc::malformed);
        CHECK(journal->head().last_sequence == 0);
        REQUIRE(journal->append({&record, 1}, nullptr));
        REQUIRE(journal->append({&record, 1}, &held));
        CHECK(journal->held() == held);
        CHECK(journal->stats()->unheld == 1);
        CHECK(journal->stats()->oldest_unheld == UtcTime{1'000});
        for (const Held& bad : {Held{.epoch = 1, .sequence = 3}, Held{.epoch = 2, .sequence = 0},
                                Held{.epoch = 1, .sequence = 1, .backed_up = 2}}) {
            CHECK(journal->append({}, &bad).error().code == Errc::malformed);
        }
    }
    const auto journal = open_journal(folder.path());
    CHECK(journal->held() == held);
    Held all = held;
    all.sequence = 2;
    REQUIRE(journal->append({}, &all));
    CHECK(journal->stats()->unheld == 0);
    CHECK_FALSE(journal->stats()->oldest_unheld);
    REQUIRE(journal->append({}, &held));  // a hub restored from its backup goes back, and says so
    CHECK(journal->held() == held);
}

TEST_CASE("a new epoch names its parent, and both can be read", "[journal]") {
    const test::TempFolder folder;
    JournalHead first;
    {
        const auto journal = open_journal(folder.path());
        REQUIRE(append_one(*journal, pending("old", "id-1")));
        first = journal->head();
        const auto second = journal->open_epoch(wire::EpochReason::hub_ahead, 0, {}).value();
        CHECK(second.epoch.ordinal == 2);
        CHECK(second.epoch.nonce != first.epoch.nonce);
        CHECK(second == journal->head());
        CHECK(append_one(*journal, pending("new"))->sequence == 1);
        // Events are remembered over epochs.
        CHECK(*append_one(*journal, pending("old", "id-1")) ==
              Appended{Appended::State::duplicate, 1, 1});
    }
    const auto journal = open_journal(folder.path());
    const auto opening = journal->read(2, 0, {}).value();
    const auto epoch = wire::decode_epoch_open(sync::read_record(opening.records)->body).value();
    CHECK(epoch.parent_ordinal == 1);
    CHECK(epoch.parent_sequence == 1);
    CHECK(epoch.parent_hash == first.hash);
    CHECK(epoch.reason == wire::EpochReason::hub_ahead);
    CHECK(opening.before == Digest{});
    CHECK(bodies(*journal->read(1, 1, {})) == Texts{"old"});
    CHECK(journal->read(1, 2, {})->count == 0);
    CHECK(bodies(*journal->read(2, 1, {})) == Texts{"new"});
    const auto kept = journal->epochs().value();
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].last == 1);
    CHECK(kept[1].last == 1);
    CHECK_FALSE(journal->verify()->first_fault);
}

TEST_CASE("another machine opens an epoch; another agent opens nothing", "[journal]") {
    const test::TempFolder folder;
    {
        REQUIRE(append_one(*open_journal(folder.path()), pending("a")));
    }
    auto identity = test::journal_identity();
    identity.machine = "machine-2";
    for (int round = 0; round < 2; ++round) {  // only the first time
        const auto moved =
            LmdbJournal::open(folder.path(), identity, test::small_journal(), {}).value();
        CHECK(moved->head().epoch.ordinal == 2);
        CHECK(moved->head().last_sequence == 0);
    }
    for (const auto change : {+[](JournalIdentity& i) { i.agent = "gna-tij2"; },
                              +[](JournalIdentity& i) { i.rfc = "XYZ010101AAA"; },
                              +[](JournalIdentity& i) { i.plant = "P02"; }}) {
        auto other = identity;
        change(other);
        CHECK(LmdbJournal::open(folder.path(), other, test::small_journal(), {}).error().code ==
              Errc::conflict);
    }
    const auto found = LmdbJournal::open_existing(folder.path(), test::small_journal()).value();
    CHECK(found->identity().agent == "gna-tij1");
    CHECK(found->identity().plant == "P01");
    CHECK(found->head().epoch.ordinal == 2);
    CHECK_FALSE(found->verify()->first_fault);
    CHECK(LmdbJournal::open_existing(folder / "none", {}).error().code == Errc::not_found);
    CHECK_FALSE(std::filesystem::exists(folder / "none"));
}

TEST_CASE("a full journal refuses captures loudly, and still takes receipts", "[journal]") {
    const test::TempFolder folder;
    auto limits = test::small_journal();
    limits.map_bytes = 4U << 20;
    const auto journal = open_journal(folder.path(), limits);
    std::uint64_t accepted = 0;
    for (;; ++accepted) {
        REQUIRE(accepted < 10'000);
        const auto result =
            append_one(*journal, pending(std::string(1500, 'x'), "id-" + std::to_string(accepted)));
        if (!result) {
            CHECK(result.error().code == Errc::unavailable);
            CHECK(result.error().what.find("the journal is full") != std::string::npos);
            break;
        }
    }
    CHECK(accepted > 500);
    CHECK(journal->stats()->room_bytes < 16'384);
    for (std::uint64_t i = 1; i <= accepted; ++i) {
        const Held held{.epoch = 1, .sequence = i, .receipt = Bytes(500)};
        REQUIRE(journal->append({}, &held));
    }
    CHECK(journal->verify()->records == accepted + 1);
    CHECK_FALSE(journal->verify()->first_fault);
}

TEST_CASE("a gap, a forged record and a lost event are named", "[journal]") {
    const test::TempFolder folder;
    {
        const auto journal = open_journal(folder.path());
        for (int i = 1; i <= 5; ++i) {
            REQUIRE(append_one(*journal, pending(std::to_string(i), "id-" + std::to_string(i))));
        }
    }
    const auto change = [&](const char* name, const auto& how) {
        auto env = store::Env::open(folder.path(), {}).value();
        const auto table = env.table(name).value();
        auto txn = env.begin_write().value();
        how(txn, table);
        REQUIRE(txn.commit());
    };
    const auto fault = [&] {
        const auto opened = LmdbJournal::open_existing(folder.path(), test::small_journal());
        if (!opened) return opened.error().what;
        const auto audit = (*opened)->verify().value();
        REQUIRE(audit.first_fault);
        return *audit.first_fault;
    };
    const auto erase = [](const Bytes& key) {
        return [key](store::WriteTxn& txn, store::Table table) { REQUIRE(*txn.erase(table, key)); };
    };
    SECTION("a record is taken out") {
        change("records", erase(place_key({1, 3})));
        CHECK(fault().find("epoch 1, sequence 3 is missing") != std::string::npos);
        const auto journal = open_journal(folder.path());
        CHECK(bodies(*journal->read(1, 1, {})) == Texts{"1", "2"});  // what is before it goes
        CHECK(journal->read(1, 3, {}).error().code == Errc::malformed);
    }
    SECTION("a record is forged, with a checksum that fits") {
        change("records", [](store::WriteTxn& txn, store::Table table) {
            const Bytes key = place_key({1, 3});
            const Bytes record = sync::encode_record({}, as_bytes("33")).value();
            REQUIRE(txn.put(table, key, encode_record_row(key, record, sha256(record))));
        });
        CHECK(fault().find("epoch 1, sequence 3 is not chained") != std::string::npos);
        const auto journal = open_journal(folder.path());
        CHECK(journal->read(1, 3, {}).error().code == Errc::malformed);
        CHECK(bodies(*journal->read(1, 1, {.records_max = 2})) == Texts{"1", "2"});
    }
    SECTION("the last record is damaged: the dock goes on in a new epoch") {
        enum class Damage : std::uint8_t { forged, value, key };
        const auto damage = GENERATE(Damage::forged, Damage::value, Damage::key);
        change("records", [damage](store::WriteTxn& txn, store::Table table) {
            const Bytes key = place_key({1, 5});
            const Bytes record = sync::encode_record({}, as_bytes("55")).value();
            Bytes row = encode_record_row(key, record, sha256(record));
            if (damage == Damage::value) row.back() ^= std::byte{1};
            const Bytes wrong = place_key({1, 1ULL << 40});
            if (damage == Damage::key) REQUIRE(*txn.erase(table, key));
            REQUIRE(txn.put(table, damage == Damage::key ? wrong : key, row));
        });
        CHECK_FALSE(fault().empty());
        const auto journal = open_journal(folder.path());
        CHECK(journal->head().epoch.ordinal == 2);
        CHECK(append_one(*journal, pending("6"))->epoch == 2);
        CHECK(bodies(*journal->read(1, 1, {.records_max = 4})) == Texts{"1", "2", "3", "4"});
        const auto open = journal->unsettled(1).value();
        REQUIRE(open.size() == 1);
        CHECK(open.front().high == 6);
    }
    SECTION("receipts and marks are damaged: they are told again") {
        const Held held_receipt{.epoch = 1, .sequence = 3, .backed_up = 3, .hub_time = {1'000}};
        REQUIRE(open_journal(folder.path())->append({}, &held_receipt));
        for (const char* table_name : {"held", "held_marks"}) {
            change(table_name, [](store::WriteTxn& txn, store::Table table) {
                auto cursor = txn.cursor(table).value();
                const auto row = cursor.first().value().value();
                const Bytes key{row.key.begin(), row.key.end()};
                Bytes value{row.value.begin(), row.value.end()};
                value.back() ^= std::byte{1};
                REQUIRE(txn.put(table, key, value));
            });
        }
        const auto journal = open_journal(folder.path());
        CHECK_FALSE(journal->held());
        CHECK(*journal->prune(1000) == 0);
        REQUIRE(journal->append({}, &held_receipt));
        CHECK(journal->held());
    }
    SECTION("an event is lost") {
        change("events", erase({as_bytes("id-2").begin(), as_bytes("id-2").end()}));
        CHECK(fault().find("id-2") != std::string::npos);
    }
}
