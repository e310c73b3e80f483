// How fast the hub takes plants' frames: checks, one synced commit a group, the book applied; then
// how fast a restart replays the log into a fresh book.
//
//   saldo_bench_hub [--dir DIR] [--agents N] [--batches N] [--group N]

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

int main(int argc, char** argv) {
    const std::string dir = bench::text_option(argc, argv, "dir", "/tmp");
    const auto agents = bench::number_option(argc, argv, "agents", 20);
    const auto batches = bench::number_option(argc, argv, "batches", 100);
    const auto group = bench::number_option(argc, argv, "group", 20);
    bench::print_machine(dir);
    const test::TempFolder folder{dir};
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
        auto hub = HubStore::open(folder.path(), {.map_bytes = 16ULL << 30}).value();
        SALDO_CHECK(hub->append(std::move(enrolments), {}).has_value());
        auto quarantine = Quarantine::open(folder.path() / "quarantine", {}).value();
        auto ingest = Ingest::open({hub->hub_id(), hub->signing_key()}, hub->log(), *hub,
                                   quarantine, sync::Limits{})
                          .value();
        bench::Samples taking;
        bench::Samples applying;
        for (std::size_t at = 0; at < arrivals.size(); at += group) {
            const auto part =
                std::span{arrivals}.subspan(at, std::min<std::size_t>(group, arrivals.size() - at));
            std::optional<Taken> taken;
            taking.time([&] { taken = ingest->take(part, {}, {}).value(); });
            applying.time([&] { SALDO_CHECK(hub->apply(taken->appended).has_value()); });
        }
        SALDO_CHECK(hub->book().physical().count() == records - agents);  // all but record 0
        bench::print_rate("check signatures and chains, commit synced", records, taking);
        bench::print_rate("decode and apply to the book", records, applying);
        const double seconds = taking.total_s() + applying.total_s();
        std::printf("%-52s %12.0f /s\n", "HUB INGEST, frame to applied book, movements",
                    static_cast<double>(records) / seconds);
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
