// How fast a hub imports Data Stage: files to facts to a synced log to the book, and how fast it
// then answers what it has never been asked.
//
//   saldo_bench_import SET_FOLDER [--dir DIR]      (tools/gen_datastage.py --lean makes the set)

#include <cstdio>

#include "bench/measure.hpp"
#include "common/base/check.hpp"
#include "hub/commands/command.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: saldo_bench_import SET_FOLDER [--dir DIR]\n");
        return 2;
    }
    const std::string dir = bench::text_option(argc, argv, "dir", "/tmp");
    bench::print_machine(dir);
    const test::TempFolder folder{dir};
    auto hub = HubStore::open(folder.path(), {.map_bytes = 16ULL << 30}).value();

    config::CommandLine line;
    line.command = "import datastage";
    line.positionals = {argv[1]};
    bench::Samples importing;
    CommandResult result;
    importing.time([&] { result = run_store_command(line, *hub, {}, [](auto, auto, auto) {}); });
    SALDO_CHECK(result.exit == 0);
    std::uint64_t partidas = 0;
    for (const std::string& rfc : hub->book().companies()) {
        for (const PedimentoRef& root : hub->book().documents().roots_of(rfc)) {
            const auto chain = hub->book().documents().chain_of(rfc, root);
            for (const book::Document* version : chain->versions) {
                partidas += version->pedimento.partidas.size();
            }
        }
    }
    bench::print_rate("DATA STAGE IMPORT, files to applied book, partidas", partidas, importing);
    bench::Samples asking;
    asking.time([&] {
        for (const std::string& rfc : hub->book().companies()) (void)hub->book().derived(rfc);
    });
    bench::print_rate("first discharge of all companies, partidas", partidas, asking);
    bench::print_rate("limit: raw fdatasync of 4 KiB", 1000,
                      bench::raw_fdatasync(folder.path(), 1000));
    return 0;
}
