// How fast the hub takes plants' frames: checks, one synced commit a group, the book applied, the
// trees signed; then how fast a restart replays the log into a fresh book. Two hubs take the same
// frames, group by group in turn, one of them without proofs: the ratio is of one run.
//
//   saldo_bench_hub [--dir DIR] [--agents N] [--batches N] [--group N] [--proofs 0]

#include <cstdio>

#include "bench/measure.hpp"
#include "bench/plant_box.hpp"
#include "common/wire/topics.hpp"
#include "hub/hub_store.hpp"
#include "hub/ingest/ingest.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;

using bench::PlantBox;
using bench::records_of_batch;
using bench::rfc;

namespace {

/// One hub, and how long each of its steps took.
struct Hub {
    Hub(const std::filesystem::path& folder, const std::vector<Fact>& enrolments)
        : store{HubStore::open(folder, {.map_bytes = 16ULL << 30}).value()},
          quarantine{Quarantine::open(folder / "quarantine", {}).value()},
          ingest{Ingest::open({store->hub_id(), store->signing_key()}, store->log(), *store,
                              quarantine, sync::Limits{})
                     .value()} {
        SALDO_CHECK(store->append(enrolments, {}).has_value());
    }
    void take(std::span<const Arrival> part, bool prove) {
        std::optional<Taken> taken;
        taking.time([&] { taken = ingest->take(part, {}, {}).value(); });
        applying.time([&] { SALDO_CHECK(store->apply(taken->appended).has_value()); });
        if (prove) proving.time([&] { store->prove(); });
    }
    double total_s() const { return taking.total_s() + applying.total_s() + proving.total_s(); }

    std::unique_ptr<HubStore> store;
    Quarantine quarantine;
    std::unique_ptr<Ingest> ingest;
    bench::Samples taking;
    bench::Samples applying;
    bench::Samples proving;
};

}  // namespace

int main(int argc, char** argv) {
    const std::string dir = bench::text_option(argc, argv, "dir", "/tmp");
    const auto agents = bench::number_option(argc, argv, "agents", 20);
    const auto batches = bench::number_option(argc, argv, "batches", 100);
    const auto group = bench::number_option(argc, argv, "group", 20);
    const bool has_proofs = bench::number_option(argc, argv, "proofs", 1) != 0;
    bench::print_machine(dir);
    const test::TempFolder folder{dir};
    const test::TempFolder plain{dir};
    const SigningKey key = SigningKey::generate();

    std::vector<Arrival> arrivals;
    std::vector<Fact> enrolments;
    {
        std::vector<PlantBox> plants;
        for (std::size_t i = 0; i < agents; ++i) plants.emplace_back(i, key);
        for (PlantBox& plant : plants) {
            enrolments.emplace_back(
                AgentEnrolment{AgentId{plant.name()}, rfc, "P01", key.public_key()});
        }
        for (std::size_t b = 0; b < batches; ++b) {
            for (PlantBox& plant : plants) {
                arrivals.push_back(
                    {wire::topic_of({wire::shard_of(rfc), plant.name(), wire::Channel::batch}),
                     plant.next_batch()});
            }
        }
    }
    const std::uint64_t records = arrivals.size() * records_of_batch;
    std::printf("%llu records in %zu frames of %u, %zu agents, groups of %llu frames\n",
                static_cast<unsigned long long>(records), arrivals.size(), records_of_batch,
                static_cast<std::size_t>(agents), static_cast<unsigned long long>(group));
    {
        Hub with{folder.path(), enrolments};
        Hub without{plain.path(), enrolments};
        for (std::size_t at = 0; at < arrivals.size(); at += group) {
            const auto part =
                std::span{arrivals}.subspan(at, std::min<std::size_t>(group, arrivals.size() - at));
            const bool is_first = at / group % 2 == 0;
            if (has_proofs && !is_first) without.take(part, false);
            with.take(part, has_proofs);
            if (has_proofs && is_first) without.take(part, false);
        }
        SALDO_CHECK(with.store->book().physical().count() == records - agents);  // but record 0
        bench::print_rate("check signatures and chains, commit synced", records, with.taking);
        bench::print_rate("decode and apply to the book", records, with.applying);
        if (has_proofs) {
            SALDO_CHECK(with.store->proof_alarm().empty());
            bench::print_rate("read back, trees, checkpoint signed", records, with.proving);
        }
        std::printf("%-52s %12.0f /s\n", "HUB INGEST, frame to applied book, movements",
                    static_cast<double>(records) / with.total_s());
        if (has_proofs) {
            std::printf("%-52s %12.1f %% (aim >= 80)\n", "  of what it is without proofs",
                        100 * without.total_s() / with.total_s());
        }
    }
    bench::Samples replay;
    replay.time([&] {
        const auto hub = HubStore::open(folder.path(), {.map_bytes = 16ULL << 30});
        SALDO_CHECK(hub.has_value());
    });
    bench::print_rate("LOG REPLAY, open to applied book, facts", records, replay);
    bench::print_rate("limit: raw fdatasync of 4 KiB", 1000,
                      bench::raw_fdatasync(folder.path(), 1000));
    bench::print_rate("limit: raw LMDB, 10,000 values of 64 B a commit, values", 500'000,
                      bench::raw_lmdb_append(folder.path(), 64, 10'000, 50));
    return 0;
}
