#include "agent/settings.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "hub/settings.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo {
namespace {

std::string file_text(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// The example with every key that it comments out written as if it were set.
std::string with_every_key(std::string text) {
    for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at)) {
        const bool is_line_start = at == 0 || text[at - 1] == '\n';
        const bool is_key = at + 1 < text.size() &&
                            (text[at + 1] == '[' || (text[at + 1] >= 'a' && text[at + 1] <= 'z'));
        if (is_line_start && is_key) {
            text.erase(at, 1);
        } else {
            ++at;
        }
    }
    return text;
}

std::string faults_of(const config::Loaded& loaded) {
    std::string out;
    for (const auto& fault : loaded.faults) out += to_text(fault, Language::en) + "\n";
    return out;
}

}  // namespace

TEST_CASE("the example configurations are what the option tables say", "[config][settings]") {
    const std::filesystem::path folder = test::source_folder() / "configs";
    CHECK(file_text(folder / "saldo-agent.example.toml") == agent::example_configuration());
    CHECK(file_text(folder / "saldo-hub.example.toml") == hub::example_configuration());
}

TEST_CASE("every key of the examples may be set to what stands there", "[config][settings]") {
    const test::TempFolder folder;
    const auto of_agent = agent::load_settings(
        {.file = folder.write("agent.toml", with_every_key(agent::example_configuration()))});
    CHECK(faults_of(of_agent.loaded) == "");
    REQUIRE(of_agent.settings.scanners.size() == 1);
    CHECK(of_agent.settings.scanners[0].heartbeat_text == "PING");
    const auto of_hub = hub::load_settings(
        {.file = folder.write("hub.toml", with_every_key(hub::example_configuration()))});
    CHECK(faults_of(of_hub.loaded) == "");
    CHECK(of_hub.settings.broker.user == "saldo-hub");
}

TEST_CASE("a data folder alone configures both programs", "[config][settings]") {
    const auto of_agent = agent::load_settings({.flags = {{"data", "D"}}});
    REQUIRE(faults_of(of_agent.loaded) == "");
    CHECK(of_agent.settings.socket == "D/agent.sock");
    CHECK(of_agent.settings.join_bundle == "D/join.json");
    CHECK(of_agent.settings.catalogs == "D/catalogs");
    CHECK(of_agent.settings.http_address == "127.0.0.1");
    CHECK(of_agent.settings.retention_days >= 14);
    const auto of_hub = hub::load_settings({.flags = {{"data", "D"}}});
    REQUIRE(faults_of(of_hub.loaded) == "");
    CHECK(of_hub.settings.socket == "D/hub.sock");
    CHECK(of_hub.settings.broker.is_on);
    CHECK(of_hub.settings.broker.port == 1883);
    CHECK(of_hub.settings.http_limits.head_bytes_max == 8192);
}

TEST_CASE("scanners and folders are read as written", "[config][settings]") {
    const test::TempFolder folder;
    const auto read = agent::load_settings({.file = folder.write("a.toml", R"(
[[scanner]]
name = "muelle-1"
role = "connect"
address = "10.0.0.7"
port = 9100
heartbeat_text = "PING"
heartbeat_seconds = 10
idle_seconds = 60
[[scanner]]
name = "muelle-2"
port = 0
[[folder]]
name = "erp"
path = "in"
)")});
    REQUIRE(faults_of(read.loaded) == "");
    REQUIRE(read.settings.scanners.size() == 2);
    const agent::ScannerSettings& first = read.settings.scanners[0];
    CHECK(first.role == agent::ScannerSettings::Role::connect);
    CHECK(first.address == "10.0.0.7");
    CHECK(first.port == 9100);
    CHECK(first.heartbeat_text == "PING");
    CHECK(first.heartbeat_seconds == 10);
    CHECK(first.idle_seconds == 60);
    CHECK(read.settings.scanners[1].role == agent::ScannerSettings::Role::listen);
    CHECK(read.settings.scanners[1].profile == "line");
    REQUIRE(read.settings.folders.size() == 1);
    CHECK(read.settings.folders[0].path == "in");
}

TEST_CASE("settings that do not go together are faults", "[config][settings]") {
    struct Case {
        std::string text;
        std::string says;
    };
    const test::TempFolder folder;
    const auto of_agent = GENERATE(values<Case>({
        {"[[scanner]]\nname='a'\nrole='connect'\nport=0\n", ":4:1: 'scanner.port': role connect"},
        {"[[scanner]]\nname='a'\nport=1\nheartbeat_text='P'\n", ":4:1: 'scanner.heartbeat_text'"},
        {"[journal]\nretention_days = 13\n",
         "'journal.retention_days' is 13; it must lie within 14"},
        {"[http]\nlisten = 'nowhere:99999'\n", "'http.listen': must be ADDRESS:PORT"},
        {"[broker]\naddress = 'b:0'\n", "'broker.address': must be ADDRESS:PORT"},
        {"data = '" + std::string(120, 'd') + "'\n", "at most 107 bytes"},
    }));
    INFO(of_agent.text);
    const auto read = agent::load_settings({.file = folder.write("a.toml", of_agent.text)});
    CHECK(read.loaded.faults.size() == 1);
    CHECK_THAT(faults_of(read.loaded), Catch::Contains(of_agent.says));
}

TEST_CASE("a hub's secrets and certificates come in pairs", "[config][settings]") {
    const test::TempFolder folder;
    const auto text = GENERATE(as<std::string>{}, "[broker]\npassword_file = 'p'\n",
                               "[broker]\nca_file='c'\ncertificate_file = 'p'\n",
                               "[broker]\ncertificate_file='c'\nkey_file = 'p'\n");
    INFO(text);
    CHECK(hub::load_settings({.file = folder.write("h.toml", text)}).loaded.faults.size() == 1);
    const auto off = hub::load_settings({.file = folder.write("h.toml", "broker.address = ''\n")});
    CHECK(faults_of(off.loaded) == "");
    CHECK_FALSE(off.settings.broker.is_on);
}

}  // namespace saldo
