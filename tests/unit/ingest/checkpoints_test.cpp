#include "common/sync/checkpoint.hpp"
#include "common/sync/clock_step.hpp"
#include "common/wire/messages.hpp"
#include "hub/commands/answers.hpp"
#include "hub/commands/command.hpp"
#include "hub/ingest/ingest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;

namespace {

constexpr std::int32_t some_day = 20'485;

/// A journal whose records may be of any type, chained by hand.
class Journal {
public:
    explicit Journal(sync::Epoch epoch = {.ordinal = 1, .nonce = 0xC0FFEE}) : epoch_{epoch} {}
    void add(sync::RecordType type, ByteView body) {
        Bytes record = sync::encode_record({.type = type, .device_utc = {5'000}}, body).value();
        hashes_.push_back(sync::chain_hash(hashes_.back(), sync::padded("gna-tij1"), epoch_,
                                           records_.size(), record));
        records_.push_back(std::move(record));
    }
    void add_many(std::size_t count, std::string_view stem) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::string body = std::string{stem} + std::to_string(records_.size());
            add(records_.empty() ? sync::RecordType::epoch_open : sync::RecordType::clock_step,
                records_.empty() ? as_bytes(body)
                                 : ByteView{sync::encode_clock_step(
                                       {.back_ms = static_cast<std::int64_t>(
                                            std::hash<std::string>{}(body) % 99'991 + 1)})});
        }
    }
    sync::Place place() const { return {epoch_, records_.size(), hashes_.back()}; }
    Bytes frame(std::uint64_t first) const {
        Bytes body;
        for (std::uint64_t n = first; n < records_.size(); ++n) append(body, records_[n]);
        return wire::seal_frame({.kind = wire::FrameKind::batch,
                                 .records = static_cast<std::uint32_t>(records_.size() - first),
                                 .agent = sync::padded("gna-tij1"),
                                 .epoch = epoch_,
                                 .first = first,
                                 .before = hashes_.at(first),
                                 .after = hashes_.back()},
                                body, wire::Pack::no, test::fixed_key(1))
            .value();
    }
    const std::vector<Digest>& hashes() const { return hashes_; }

private:
    sync::Epoch epoch_;
    std::vector<Bytes> records_;
    std::vector<Digest> hashes_{Digest{}};
};

/// A hub that takes one agent's batches without a broker.
struct Office {
    explicit Office(const std::string& name = "hub") {
        hub = HubStore::open(folder.path() / name,
                             {.map_bytes = 64U << 20, .reserve_bytes = 1U << 20})
                  .value();
        REQUIRE(hub->append({AgentEnrolment{AgentId{"gna-tij1"}, "GNA010101AAA", "P01",
                                            test::fixed_key(1).public_key()}},
                            {1'000}));
        quarantine = Quarantine::open(hub->folder() / "quarantine", {}).value();
        ingest = Ingest::open({hub->hub_id(), hub->signing_key(), 7}, hub->log(), *hub, *quarantine,
                              sync::Limits{})
                     .value();
    }
    /// Gives the signed receipt.
    Bytes take(Bytes frame) {
        const Arrival arrival{.topic = wire::topic_of({.shard = wire::shard_of("GNA010101AAA"),
                                                       .agent = "gna-tij1",
                                                       .channel = wire::Channel::batch}),
                              .payload = std::move(frame)};
        const auto taken = ingest->take({&arrival, 1}, {2'000}, {3'000});
        REQUIRE(taken);
        REQUIRE(hub->apply(taken->appended));
        REQUIRE(taken->outgoing.size() == 1);
        return taken->outgoing[0].payload;
    }
    sync::Receipt read(const Bytes& receipt) {
        const auto body = wire::open_message(receipt, wire::FrameKind::receipt, "gna-tij1",
                                             hub->signing_key().public_key());
        return wire::decode_receipt(body.value()).value();
    }
    /// As if it had always been there: what whoever owns the disk can write.
    void slip_in(const Journal& journal, std::uint64_t first, std::uint64_t next) {
        const Bytes frame = journal.frame(first);
        const NewEntry entry{.kind = EntryKind::frame,
                             .count = static_cast<std::uint32_t>(next - first),
                             .payload = frame,
                             .stream = StreamPlace{AgentId{"gna-tij1"}, 1, first}};
        const StreamHead head{AgentId{"gna-tij1"}, journal.place().epoch, next - 1,
                              journal.place().hash};
        const LogPosition end = hub->log().end().value();
        REQUIRE(hub->log().append(end, {&entry, 1}, {&head, 1}));
        REQUIRE(hub->log().read(end, [&](const EntryView& view) {
            REQUIRE(hub->apply({&view, 1}));
            return true;
        }));
    }
    CommandResult run(const std::string& command, std::vector<std::string> positionals) {
        config::CommandLine line;
        line.command = command;
        line.positionals = std::move(positionals);
        line.language = Language::en;
        line.format = config::Format::csv;
        return run_store_command(line, *hub, {1'000}, [](auto, auto, auto) {});
    }
    CommandResult checkpoints() { return run("plant checkpoints", {"gna-tij1"}); }

    test::TempFolder folder;
    std::unique_ptr<HubStore> hub;
    std::optional<Quarantine> quarantine;
    std::unique_ptr<Ingest> ingest;
};

Bytes checkpoint_body(const sync::Place& head, const Bytes& receipt) {
    return sync::encode_checkpoint(
               {.day = some_day, .head = head, .receipt = std::string{as_text(receipt)}})
        .value();
}

}  // namespace

TEST_CASE("a checkpoint that both had signed agrees with the log", "[ingest][checkpoint]") {
    Office office;
    Journal journal;
    journal.add_many(10, "a");
    const Bytes receipt = office.take(journal.frame(0));
    journal.add_many(3, "b");
    const sync::Place head = journal.place();
    journal.add(sync::RecordType::checkpoint, checkpoint_body(head, receipt));
    CHECK(office.read(office.take(journal.frame(10))).verdict == sync::Verdict::accepted);

    const CommandResult listed = office.checkpoints();
    CHECK(listed.exit == 0);
    const std::string row = "2026-02-01,1,13,1,13," + to_hex(head.hash) + "," +
                            office.hub->hub_id() + ",1,10," + to_hex(journal.hashes()[10]) + ",11,";
    CHECK_THAT(listed.out, Catch::Contains(row));
    CHECK_THAT(listed.out, Catch::Contains(",agrees,"));
    CHECK(office.run("plant checkpoints", {"nobody"}).exit != 0);
    // The log goes on, and is the same below.
    journal.add_many(5, "c");
    office.take(journal.frame(14));
    CHECK(office.checkpoints().exit == 0);
}

TEST_CASE("records that were changed below a checkpoint are found", "[ingest][checkpoint]") {
    Office honest;
    Journal journal;
    journal.add_many(10, "a");
    const Bytes receipt = honest.take(journal.frame(0));
    const sync::Place head = journal.place();
    const Bytes checkpoint = checkpoint_body(head, receipt);
    // The hub's own key stays in the folder, so the office is told its past anew with another log.
    const std::filesystem::path data = honest.hub->folder();
    honest.ingest.reset();
    honest.hub.reset();
    std::filesystem::remove_all(data / "log");
    Office forged;
    forged.ingest.reset();
    forged.hub.reset();
    std::filesystem::remove_all(forged.folder.path() / "hub");
    std::filesystem::copy(data, forged.folder.path() / "hub",
                          std::filesystem::copy_options::recursive);
    forged.hub = HubStore::open(forged.folder.path() / "hub",
                                {.map_bytes = 64U << 20, .reserve_bytes = 1U << 20})
                     .value();
    REQUIRE(forged.hub->append({AgentEnrolment{AgentId{"gna-tij1"}, "GNA010101AAA", "P01",
                                               test::fixed_key(1).public_key()}},
                               {1'000}));
    Journal other;
    SECTION("the whole chain is made anew, the checkpoint stays as it was") {
        other.add_many(10, "changed");
        other.add(sync::RecordType::checkpoint, checkpoint);
        forged.slip_in(other, 0, 11);
        CHECK_THAT(forged.checkpoints().out, Catch::Contains(",held_differs,"));
    }
    SECTION("the agent's head is made to fit: the hub had signed for other records") {
        other.add_many(10, "changed");
        other.add(sync::RecordType::checkpoint, checkpoint_body(other.place(), receipt));
        forged.slip_in(other, 0, 11);
        CHECK_THAT(forged.checkpoints().out, Catch::Contains(",held_differs,"));
    }
    SECTION("only the records below are changed, and the rest does not follow from them") {
        other.add_many(10, "changed");
        forged.slip_in(other, 0, 10);
        Journal rest = journal;
        rest.add(sync::RecordType::checkpoint, checkpoint);
        forged.slip_in(rest, 10, 11);
        rest.add(sync::RecordType::checkpoint, checkpoint_body(rest.place(), receipt));
        forged.slip_in(rest, 11, 12);
        CHECK_THAT(forged.checkpoints().out,
                   Catch::Contains("chain_broken,record 10 does not follow"));
    }
    SECTION("the same records in another log") {
        REQUIRE(forged.hub->append({AgentRevocation{AgentId{"gna-tij1"}, "slipped in"}}, {1'500}));
        Journal same = journal;
        forged.slip_in(same, 0, 10);
        same.add(sync::RecordType::checkpoint, checkpoint);
        forged.slip_in(same, 10, 11);
        CHECK_THAT(forged.checkpoints().out, Catch::Contains(",log_differs,"));
    }
    CHECK(forged.checkpoints().exit == 1);
}

TEST_CASE("an agent that had signed another journal is held out, as a fork",
          "[ingest][checkpoint]") {
    Office office;
    Journal journal;
    journal.add_many(10, "a");
    const Bytes receipt = office.take(journal.frame(0));
    sync::Place head = journal.place();
    head.hash[0] ^= std::byte{1};
    journal.add(sync::RecordType::checkpoint, checkpoint_body(head, receipt));
    const sync::Receipt answer = office.read(office.take(journal.frame(10)));
    CHECK(answer.verdict == sync::Verdict::fork);
    CHECK(answer.held.next == 11);  // what came is kept all the same
    CHECK_THAT(office.quarantine->held_why("gna-tij1"), Catch::Contains("another journal"));
    const CommandResult listed = office.checkpoints();
    CHECK(listed.exit == 1);
    CHECK_THAT(listed.out, Catch::Contains(",head_differs,"));
}

TEST_CASE("a checkpoint of a closed epoch holds nobody out", "[ingest][checkpoint]") {
    Office office;
    Journal journal;
    journal.add_many(10, "a");
    const Bytes receipt = office.take(journal.frame(0));
    sync::Place head = journal.place();
    head.epoch = {.ordinal = 9, .nonce = 9};
    journal.add(sync::RecordType::checkpoint, checkpoint_body(head, receipt));
    CHECK(office.read(office.take(journal.frame(10))).verdict == sync::Verdict::accepted);
    CHECK_THAT(office.checkpoints().out, Catch::Contains(",not_held,"));
    CHECK(office.checkpoints().exit == 0);
}

TEST_CASE("steps of an agent's clock are kept and counted", "[ingest][clock]") {
    Office office;
    Journal journal;
    journal.add_many(4, "a");  // its opening, and three steps
    office.take(journal.frame(0));
    std::vector<ClockStepped> told;
    REQUIRE(office.hub->read_facts([&](Recorded&& recorded) {
        if (auto* step = std::get_if<ClockStepped>(&recorded.fact)) told.push_back(*step);
        return true;
    }));
    REQUIRE(told.size() == 3);
    CHECK(told[0].place.sequence == 1);
    CHECK(told[0].device == UtcTime{5'000});
    CHECK(told[0].seen_by == 1);
    CHECK(office.hub->book().agent_evidence().at("gna-tij1").clock_steps == 3);
    CHECK(office.hub->book().quarantined().empty());
}

TEST_CASE("the chain of a journal is read from the log, by epoch and page", "[ingest][chain]") {
    Office office;
    Journal journal;
    journal.add_many(10, "a");
    office.take(journal.frame(0));
    journal.add_many(10, "b");
    office.take(journal.frame(5));  // five of them are held
    const BookAnswers answers{*office.hub, Language::en};
    std::vector<Digest> hashes;
    std::optional<std::uint64_t> from = 0;
    while (from) {
        const auto page = answers.chain({.agent = "gna-tij1", .from = *from, .limit = 3});
        REQUIRE(page);
        CHECK(page->epoch == 1);
        for (const auto& row : page->rows) {
            CHECK(row.sequence == hashes.size());
            hashes.push_back(row.hash);
        }
        from = page->next;
    }
    hashes.insert(hashes.begin(), Digest{});
    CHECK(hashes == journal.hashes());
    CHECK(answers.chain({.agent = "gna-tij1", .from = 4, .to = 6, .limit = 9})->rows.size() == 3);
    CHECK(answers.chain({.agent = "gna-tij1", .epoch = 2, .limit = 9})->rows.empty());
    CHECK(answers.chain({.agent = "nobody", .limit = 9}).error().code == Errc::not_found);
}
