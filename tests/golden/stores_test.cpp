#include <algorithm>

#include "common/config/command_line.hpp"
#include "hub/commands/command.hpp"
#include "hub/prove/reproduce.hpp"
#include "tests/golden/golden_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"
#include "tests/support/temp_folder.hpp"

// Stores as earlier releases wrote them: the program of today opens them, says again what was filed
// then, and proves it.

using namespace saldo;
using namespace saldo::hub;

namespace {

const std::filesystem::path stores = test::source_folder() / "tests/golden/stores";

CommandResult run(HubStore& hub, const std::string& command, const std::string& ref,
                  const std::map<std::string, std::string>& flags = {}) {
    config::CommandLine line;
    line.command = command;
    line.language = Language::en;
    line.positionals = {ref};
    for (const auto& [name, value] : flags) line.flags[name] = value;
    return run_store_command(line, hub, {1'790'000'000'000}, [](auto, auto, auto) {});
}

std::vector<std::filesystem::path> all_stores() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator{stores}) {
        if (entry.is_directory()) found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace

TEST_CASE("reports filed by every release are reproduced byte for byte", "[golden][stores]") {
    REQUIRE_FALSE(all_stores().empty());
    for (const auto& store : all_stores()) {
        CAPTURE(store.string());
        const test::TempFolder folder;
        std::filesystem::copy(store, folder / "hub", std::filesystem::copy_options::recursive);
        const auto hub = test::open_golden(folder / "hub").value();
        for (const char* report : {"return/2026-02", "return/2026-02#1", "return/2026-02#2"}) {
            const auto out = (folder / "report.csv").string();
            const auto said = run(*hub, "reproduce", report, {{"out", out}});
            CAPTURE(report, said.out, said.err);
            CHECK(said.exit == 0);
            CHECK(std::filesystem::file_size(out) > 60);
        }
    }
}

TEST_CASE("a lot, an exit, a scan and a report of every release are proved", "[golden][stores]") {
    for (const auto& store : all_stores()) {
        CAPTURE(store.string());
        const test::TempFolder folder;
        std::filesystem::copy(store, folder / "hub", std::filesystem::copy_options::recursive);
        const auto hub = test::open_golden(folder / "hub").value();
        for (const char* ref : {"L1", "R2", "alfa-p01/1/3", "scan-2", "m1", "return/2026-02"}) {
            const auto said = run(*hub, "prove", ref, {{"qr", (folder / "code.svg").string()}});
            CAPTURE(ref, said.err);
            CHECK(said.exit == 0);
            CHECK(said.out.starts_with("{\"format\": \"saldo-proof/1\""));
            CHECK(std::filesystem::file_size(folder / "code.svg") > 1000);
        }
        CHECK(run(*hub, "prove", "nothing").exit == 1);
    }
}

TEST_CASE("what a report no longer says is named", "[golden][stores]") {
    const test::TempFolder folder;
    REQUIRE(test::write_golden(folder / "hub"));
    const auto hub = test::open_golden(folder / "hub").value();
    const auto& filings = hub->book().filings();
    const auto* filed = filings.standing("AAA010101AAA", {2026, 2, ReportType::retorno});
    REQUIRE(filed != nullptr);
    CHECK(filed->version == 2);
    const ReportSeal seal = filings.sealed(filed->position)->seal;
    const auto differences_of = [&](const auto& change) {
        ReportSeal other = seal;
        change(other);
        const auto then = hub->book_as_known(api::KnownAt{seal.position + 1}).value();
        return book::to_csv(reproduce(other, *then, *hub->proofs())->differences);
    };
    CHECK(differences_of([](ReportSeal&) {}) == "what,sealed,derived\n");
    const auto value = differences_of([](ReportSeal& s) {
        s.values.front().amount = s.values.front().amount + Money::from_ticks(100);
    });
    CHECK(value.find("39269099,") != std::string::npos);
    CHECK(differences_of([](ReportSeal& s) { s.values.pop_back(); }).find("85444299,") !=
          std::string::npos);
    CHECK(differences_of([](ReportSeal& s) { s.sha256[3] ^= std::byte{1}; }).find("sha256,") !=
          std::string::npos);
    CHECK(differences_of([](ReportSeal& s) {
              s.trees.front().root[3] ^= std::byte{1};
          }).find("AAA010101AAA/2026,") != std::string::npos);
    CHECK(differences_of([](ReportSeal& s) { s.trees.front().size = 1'000; }).find(",1000,") !=
          std::string::npos);
    CHECK(differences_of([](ReportSeal& s) { s.version = 3; }).find("version,3,2") !=
          std::string::npos);
    CHECK(differences_of([](ReportSeal& s) { s.position -= 1; }).find("version,2,0") !=
          std::string::npos);
}
