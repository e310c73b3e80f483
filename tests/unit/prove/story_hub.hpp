#pragma once

#include <memory>
#include <string>

#include "hub/commands/command.hpp"
#include "hub/scenario/told.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

// A hub that was told a story in the language of scenarios.

namespace saldo::test {

class StoryHub {
public:
    explicit StoryHub(std::string_view story) { tell(story); }

    void tell(std::string_view story) {
        auto copy = hub->book_as_known(api::KnownAt{hub->book().known().value()}).value();
        auto told = scenario::tell(story, *copy);
        CAPTURE(told.fault_line, told.fault);
        REQUIRE(told.fault_line == 0);
        REQUIRE(told.refusals.empty());
        REQUIRE(hub->append(std::move(told.facts), {1'780'000'000'000}));
    }
    hub::CommandResult run(const std::string& command, const std::string& ref,
                           const std::map<std::string, std::string>& flags = {}) const {
        config::CommandLine line;
        line.command = command;
        line.language = Language::en;
        line.positionals = {ref};
        for (const auto& [name, value] : flags) line.flags[name] = value;
        return hub::run_store_command(line, *hub, {1'780'000'000'000}, [](auto, auto, auto) {});
    }

    TempFolder folder;
    std::unique_ptr<hub::HubStore> hub =
        hub::HubStore::open(folder / "hub", {.map_bytes = 64U << 20, .reserve_bytes = 1U << 20})
            .value();
};

constexpr const char* two_parts = R"(
company ALFA rfc=AAA010101AAA program=1-2010
part X tariff=85444299 umc=6
part Y tariff=39269099 umc=6
product P
bom P X 2.0
bom P Y 1.0
import L1 X 100 IN 2026-01-05 value=1000 iva=160
import L2 X 80 IN 2026-01-20 value=900 iva=144
import L3 Y 400 IN 2026-01-22 value=400 iva=64
outcome R1 RT 2026-02-02
use R1 X 30
outcome R2 RT 2026-02-05
exit R2 P 60
)";

}  // namespace saldo::test
