// The trees over a log of many facts: how fast they are made, how much memory and disk they take,
// how fast a start is, and how long a proof of one fact takes.
//
//   saldo_bench_proof [--dir DIR] [--facts N] [--companies N]

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "bench/measure.hpp"
#include "common/base/check.hpp"
#include "common/tlog/inclusion_proof.hpp"
#include "common/wire/fact_codec.hpp"
#include "common/wire/frame.hpp"
#include "hub/log/fact_batch.hpp"
#include "hub/log/lmdb_log.hpp"
#include "hub/proof_store/proof_store.hpp"
#include "hub/proof_store/tree_export.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;

namespace {

constexpr std::uint32_t records_of_batch = 500;
constexpr std::size_t entries_of_commit = 40;
constexpr std::size_t proofs_timed = 2'000;

std::string company(std::size_t number) { return "CO" + std::to_string(number) + "150301A00"; }
std::string agent(std::size_t number) { return "agent-" + std::to_string(number); }

/// Batches of one agent, one after the other.
class Plant {
public:
    explicit Plant(std::size_t number) : agent_{agent(number)} {}
    Bytes next_frame(const SigningKey& key) {
        Bytes body;
        wire::FrameHead head{.kind = wire::FrameKind::batch, .records = records_of_batch};
        head.agent = sync::padded(agent_);
        head.epoch = {1, 77};
        head.first = sequence_;
        head.before = hash_;
        for (std::uint32_t i = 0; i < records_of_batch; ++i) {
            const std::string told = agent_ +
                                     ",2026-01-02T11:23:00-06:00,P01,RECEIPT,RM-10012,"
                                     "35.000,6,PED,25-190-8005-5000001,,SC01," +
                                     std::to_string(sequence_);
            const Bytes record =
                sync::encode_record({.type = sync::RecordType::movement}, as_bytes(told)).value();
            hash_ = sync::chain_hash(hash_, head.agent, head.epoch, sequence_++, record);
            append(body, record);
        }
        head.after = hash_;
        return wire::seal_frame(head, body, wire::Pack::when_smaller, key).value();
    }

private:
    std::string agent_;
    std::uint64_t sequence_ = 0;
    Digest hash_{};
};

void fill(LmdbLog& log, std::uint64_t facts, std::size_t companies, const SigningKey& key) {
    Bytes payload;
    std::vector<Plant> plants;
    for (std::size_t i = 0; i < companies; ++i) {
        plants.emplace_back(i);
        append_fact(payload, wire::encode_fact(AgentEnrolment{AgentId{agent(i)}, company(i), "P01",
                                                              key.public_key()})
                                 .value());
    }
    const NewEntry enrolments{.kind = EntryKind::facts,
                              .count = static_cast<std::uint32_t>(companies),
                              .payload = payload};
    SALDO_CHECK(log.append(LogPosition{0}, {&enrolments, 1}, {}).has_value());
    for (std::uint64_t told = 0; told < facts;) {
        std::vector<Bytes> frames;
        std::vector<NewEntry> entries;
        for (std::size_t i = 0; i < entries_of_commit && told < facts; ++i) {
            frames.push_back(plants[told / records_of_batch % companies].next_frame(key));
            told += records_of_batch;
        }
        for (const Bytes& frame : frames) {
            entries.push_back({.kind = EntryKind::frame,
                               .count = records_of_batch,
                               .received = {1'780'000'000'000},
                               .payload = frame});
        }
        SALDO_CHECK(log.append(log.end().value(), entries, {}).has_value());
    }
}

std::uint64_t resident_kib() {
    std::ifstream status{"/proc/self/status"};
    for (std::string word; status >> word;) {
        std::uint64_t kib = 0;
        if (word == "RssAnon:" && status >> kib) return kib;
    }
    return 0;
}

/// The proof of a position, and the leaf that it is of: all that somebody who asks is given.
void prove_one(const ProofStore& proofs, const LogStore& log, LogPosition position) {
    const auto text = prove(proofs, position, proofs.known());
    SALDO_CHECK(text.has_value());
    bool holds = false;
    const auto read = log.read(position, [&](const EntryView& entry) {
        SALDO_CHECK(visit_leaves(entry, [&](const LeafItem& item) {
                        if (item.position != position) return;
                        const auto proof = tlog::parse_inclusion_proof(*text).value();
                        const auto note = tlog::parse_note(proof.checkpoint).value();
                        const auto said = tlog::parse_checkpoint(note.text).value();
                        holds = tlog::verify_inclusion(tlog::leaf_hash(item.leaf), proof.index,
                                                       said.size, proof.hashes, said.root);
                    }).has_value());
        return false;
    });
    SALDO_CHECK(read.has_value() && holds);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string dir = bench::text_option(argc, argv, "dir", "/tmp");
    const auto facts = bench::number_option(argc, argv, "facts", 10'000'000);
    const auto companies = bench::number_option(argc, argv, "companies", 10);
    bench::print_machine(dir);
    const test::TempFolder folder{dir};
    const SigningKey key = SigningKey::generate();
    const auto log = LmdbLog::open(folder.path(), {.map_bytes = 64ULL << 30}).value();
    fill(*log, facts, companies, key);
    const auto place = folder.path() / "proof";
    const auto open = [&] {
        return ProofStore::open(place, *log, key, {.hub = "bench", .map_bytes = 64ULL << 30})
            .value();
    };
    const std::uint64_t before_kib = resident_kib();
    bench::Samples making;
    std::unique_ptr<ProofStore> proofs;
    making.time([&] { proofs = open(); });
    SALDO_CHECK(proofs->known() == log->end().value() && !proofs->stopped());
    bench::print_rate("trees made anew from the log, facts", facts, making);
    std::printf("%-52s %12.1f MiB\n", "memory of them",
                static_cast<double>(resident_kib() - before_kib) / 1024.0);
    proofs.reset();
    std::printf("%-52s %12.1f MiB\n", "proof/ on disk",
                static_cast<double>(std::filesystem::file_size(place / "data.mdb")) / 1048576.0);
    bench::Samples starting;
    starting.time([&] { proofs = open(); });
    bench::print_rate("a start with all of them written, facts", facts, starting);

    const std::uint64_t end = proofs->known().value();
    bench::Samples proving;
    for (std::size_t i = 0; i < proofs_timed; ++i) {
        const LogPosition position{(i * 7'919'993 + 12'345) % end};
        proving.time([&] { prove_one(*proofs, *log, position); });
    }
    bench::print_rate("INCLUSION PROOF of one fact, with its leaf", proofs_timed, proving);
    bench::Samples growing;
    const auto trees = proofs->trees();
    const TreeHead tree = *std::ranges::max_element(trees, {}, &TreeHead::size);
    for (std::size_t i = 0; i < proofs_timed; ++i) {
        const std::uint64_t old_size = (i * 104'729 + 77) % tree.size;
        growing.time([&] {
            SALDO_CHECK(proof::prove_consistency(old_size, tree.size, proofs->nodes(tree.name))
                            .has_value());
        });
    }
    bench::print_rate("consistency proof of one tree", proofs_timed, growing);
    return 0;
}
