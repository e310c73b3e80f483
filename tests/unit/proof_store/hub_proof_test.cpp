#include "common/store/env.hpp"
#include "common/tlog/checkpoint.hpp"
#include "hub/commands/command.hpp"
#include "tests/unit/proof_store/log_with_trees.hpp"

// The trees of a whole hub: made with it, shown by its commands.

using namespace saldo;
using namespace saldo::hub;
using namespace saldo::test;

namespace {

std::unique_ptr<HubStore> open(const TempFolder& folder, const std::string& origin = {}) {
    return HubStore::open(folder.path() / "hub",
                          {.map_bytes = 64U << 20, .reserve_bytes = 1U << 20}, origin)
        .value();
}

CommandResult run(HubStore& hub, const std::string& command, const std::string& company = {},
                  config::Format format = config::Format::csv) {
    config::CommandLine line;
    line.command = command;
    line.language = Language::en;
    line.format = format;
    if (!company.empty()) line.flags["company"] = company;
    return run_store_command(line, hub, {ms_of_2026}, [](auto, auto, auto) {});
}

}  // namespace

TEST_CASE("facts of commands are in a signed tree when the command is done", "[proof_store][hub]") {
    const TempFolder folder;
    std::string key;
    std::string checkpoint;
    {
        const auto hub = open(folder);
        key = run(*hub, "log-key").out;
        const auto vkey = tlog::parse_vkey(key.substr(0, key.size() - 1));
        REQUIRE(vkey);
        CHECK(vkey->name == hub->hub_id());
        CHECK(vkey->key != hub->signing_key().public_key());  // never the key of receipts
        REQUIRE(hub->append({part_of(gna, 1), part_of(otr, 2)}, {ms_of_2026}));
        checkpoint = hub->proofs()->checkpoint({gna, 2026}).value();
        const std::string origin = hub->hub_id() + "/GNA150301A00/2026";
        REQUIRE(tlog::open_checkpoint(checkpoint, origin, *vkey, saldo::verify));
        const auto shown = run(*hub, "checkpoint", gna);
        CHECK(shown.exit == 0);
        CHECK(shown.out.find(checkpoint) != std::string::npos);
        CHECK(shown.out.find(otr) == std::string::npos);
        CHECK(run(*hub, "checkpoint").out.find(otr) != std::string::npos);
        CHECK(run(*hub, "checkpoint", {}, config::Format::table).out.find("—") ==
              std::string::npos);
    }
    const auto again = open(folder);
    CHECK(run(*again, "log-key").out == key);
    CHECK(*again->proofs()->checkpoint({gna, 2026}) == checkpoint);
}

TEST_CASE("a hub may prove under a name of its own", "[proof_store][hub]") {
    const TempFolder folder;
    const auto hub = open(folder, "hub.example/saldo");
    REQUIRE(hub->append({part_of(gna, 1)}, {ms_of_2026}));
    CHECK(run(*hub, "log-key").out.starts_with("hub.example/saldo+"));
    CHECK(hub->proofs()
              ->checkpoint({gna, 2026})
              ->starts_with("hub.example/saldo/GNA150301A00/2026\n"));
}

TEST_CASE("a hub that cannot prove goes on, and says so", "[proof_store][hub]") {
    const TempFolder folder;
    {
        REQUIRE(open(folder)->append({part_of(gna, 1)}, {ms_of_2026}));
    }
    const auto other = store::Env::open(folder.path() / "hub" / "proof", {}).value();
    const auto hub = open(folder);
    CHECK(hub->proofs() == nullptr);
    CHECK(hub->append({part_of(gna, 2)}, {ms_of_2026})->fresh == 1);
    CHECK(run(*hub, "checkpoint").exit == 1);
    CHECK(run(*hub, "checkpoint").err.find("NOTHING IS SIGNED") != std::string::npos);
    CHECK(run(*hub, "status", {}, config::Format::table).out.find("NO CHECKPOINT") !=
          std::string::npos);
    CHECK(run(*hub, "log-key").exit == 0);
}
