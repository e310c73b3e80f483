// How long a proof of one lot takes on a hub that holds many facts: the answer, its facts with
// their proofs, the words, the seal. Of a hub as it runs: book current, trees written.
//
//   saldo_bench_prove [--dir DIR] [--facts N] [--parts N] [--lots N]

#include <cstdio>

#include "bench/measure.hpp"
#include "common/base/check.hpp"
#include "common/wire/fact_codec.hpp"
#include "hub/commands/command.hpp"
#include "hub/log/fact_batch.hpp"
#include "hub/log/lmdb_log.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;

namespace {

constexpr std::size_t facts_of_entry = 10'000;
constexpr std::size_t proofs_timed = 300;
constexpr std::size_t days = 700;
const std::string rfc = "GNA150301A00";

std::string part(std::size_t number) { return "RM-" + std::to_string(10'000 + number); }
std::string lot(std::size_t number) { return "L" + std::to_string(number); }

/// The facts of a company: a lot, an exit that takes a little more than half of one, and movements
/// up to the number asked for, all mixed as they come in.
class History {
public:
    History(std::uint64_t facts, std::size_t parts, std::size_t lots)
        : facts_{facts}, parts_{parts}, lots_{lots} {}

    void write(LmdbLog& log) {
        const Company company{.rfc = rfc, .name = "GNA"};
        add(log, company);
        for (std::size_t i = 0; i < parts_; ++i) {
            add(log, Part{.rfc = rfc, .part_number = part(i), .fraccion = 85'444'299, .umc = 6});
        }
        const std::uint64_t movements_of_lot = (facts_ - parts_) / lots_ - 3;
        for (std::size_t i = 0; i < lots_; ++i) {
            const LocalDate day = first_.plus_days(static_cast<std::int32_t>(i * days / lots_));
            const std::string name = "R" + std::to_string(i);
            EntryDeclaration entry{.name = lot(i), .rfc = rfc, .part_number = part(i % parts_)};
            entry.quantity = Quantity::from_units(100);
            entry.unit = 6;
            entry.clave = "IN";
            entry.entry_date = day;
            entry.value = Money::from_ticks(10'000'000);
            add(log, entry);
            OutcomeDeclaration outcome{.name = name, .rfc = rfc, .clave = "RT"};
            outcome.operation_date = day.plus_days(30);
            add(log, outcome);
            UseLine use{.outcome = name, .part_number = part(i % parts_)};
            use.incorporated = Quantity::from_units(60);
            add(log, use);
            for (std::uint64_t m = 0; m < movements_of_lot; ++m) add(log, movement(i, m));
        }
        flush(log);
    }

private:
    ImportedMovement movement(std::size_t at, std::uint64_t number) {
        Movement m;
        m.event_id = "E" + std::to_string(at) + "-" + std::to_string(number);
        m.at = {{1'750'000'000'000}, -360};
        m.plant = "P01";
        m.part_number = part(at % parts_);
        m.quantity = Quantity::from_units(1);
        m.umc = 6;
        return {rfc, m};
    }
    void add(LmdbLog& log, const Fact& fact) {
        append_fact(payload_, wire::encode_fact(fact).value());
        if (++count_ == facts_of_entry) flush(log);
    }
    void flush(LmdbLog& log) {
        if (count_ == 0) return;
        const NewEntry entry{.kind = EntryKind::facts,
                             .count = count_,
                             .received = {1'780'000'000'000},
                             .payload = payload_};
        SALDO_CHECK(log.append(log.end().value(), {&entry, 1}, {}).has_value());
        payload_.clear();
        count_ = 0;
    }

    std::uint64_t facts_;
    std::size_t parts_;
    std::size_t lots_;
    LocalDate first_ = LocalDate::from_days(19'800);
    Bytes payload_;
    std::uint32_t count_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    const std::string dir = bench::text_option(argc, argv, "dir", "/tmp");
    const auto facts = bench::number_option(argc, argv, "facts", 10'000'000);
    const auto parts = bench::number_option(argc, argv, "parts", 500);
    const auto lots = bench::number_option(argc, argv, "lots", 400'000);
    bench::print_machine(dir);
    const test::TempFolder folder{dir};
    const LogOptions options{.map_bytes = 64ULL << 30};
    History{facts, parts, lots}.write(*LmdbLog::open(folder.path(), options).value());
    const auto hub = HubStore::open(folder.path(), options).value();
    hub->prove();
    std::printf("%-52s %12llu\n", "facts",
                static_cast<unsigned long long>(hub->book().known().value()));
    bench::Samples deriving;
    deriving.time([&] { (void)hub->book().derived(rfc); });
    bench::print_rate("the book, current once for all that ask, lots", lots, deriving);
    bench::Samples proving;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < proofs_timed; ++i) {
        config::CommandLine line;
        line.command = "prove";
        line.positionals = {lot((i * 7'919'993 + 12'345) % lots)};
        proving.time([&] {
            const auto said = run_store_command(line, *hub, {}, [](auto, auto, auto) {});
            SALDO_CHECK(said.exit == 0);
            bytes += said.out.size();
        });
    }
    bench::print_rate("PROOF of one lot, as the command answers it", proofs_timed, proving);
    std::printf("%-52s %12zu\n", "bytes of one", bytes / proofs_timed);
    return 0;
}
