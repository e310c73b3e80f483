// The way down: from `import catalogs` at a real hub to a scanner at a dock, over mosquitto and the
// HTTPS door; and what must not get there.

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/config/join_bundle.hpp"
#include "common/http/client.hpp"
#include "common/wire/catalog_snapshot.hpp"
#include "tests/integration/enrolment_rig.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

bool has_broker() {
    if (!Mosquitto::program().empty()) return true;
    WARN("skipped, because mosquitto is not installed");
    return false;
}

bool says(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

/// Imports parts NAME-first … NAME-last, measured in `umc`, at the hub.
void import_parts(const EnrolmentRig& rig, const std::string& name, int first, int last,
                  int umc = 6) {
    const fs::path folder = rig.folder() / fmt::format("import-{}-{}", name, first);
    fs::create_directories(folder);
    std::ofstream parts{folder / "parts.csv"};
    parts << "part_number,fraccion,nico,umc,umt,umt_per_umc,description\n";
    for (int i = first; i <= last; ++i) {
        parts << fmt::format("{}-{},85369099,99,{},{},1.00000,CONECTOR NUMERO {}\n", name, i, umc,
                             umc, i);
    }
    parts.close();
    const Ran ran = rig.hub({"import", "catalogs", folder.string()});
    CAPTURE(ran.out);
    REQUIRE(ran.code == 0);
}

std::string scan_part(const AgentProcess& agent, const std::string& event_id,
                      const std::string& part) {
    namespace net = boost::asio;
    net::io_context io;
    net::ip::tcp::socket socket{io};
    socket.connect({net::ip::make_address("127.0.0.1"), agent.port()});
    net::write(socket, net::buffer(event_id + ",2026-03-02T08:00:00-06:00,P01,RECEIPT," + part +
                                   ",1,6,PED,25-190-8005,,SC01\n"));
    std::string in;
    net::read_until(socket, net::dynamic_buffer(in), '\n');
    return std::string{trim(in)};
}

/// A member of the agent's catalog state, as `status --json` shows it.
std::string catalog_state(const AgentProcess& agent, const std::string& member) {
    const std::string out = agent.command({"status", "--json"}).out;
    const std::size_t begin = out.find("\"catalog\":{");
    if (begin == std::string::npos) return {};
    const std::size_t at = out.find("\"" + member + "\":", begin);
    if (at == std::string::npos) return {};
    const std::size_t value = at + member.size() + 3;
    return out.substr(value, out.find_first_of(",}", value) - value);
}

/// What `plant list` shows of an agent's catalog.
std::string catalog_at_hub(const EnrolmentRig& rig, const std::string& agent) {
    const Ran ran = rig.hub({"plant", "list", "--format", "csv"});
    for (const std::string_view line : split(ran.out, '\n')) {
        if (line.starts_with(agent + ",")) return std::string{line.substr(line.rfind(',') + 1)};
    }
    return {};
}

std::unique_ptr<AgentProcess> enrolled(EnrolmentRig& rig) {
    auto agent = rig.agent("a");
    const Ran ran = rig.enroll(*agent, rig.token("gna-tij1"));
    CAPTURE(ran.out);
    REQUIRE(ran.code == 0);
    return agent;
}

}  // namespace

TEST_CASE("a part that was imported at the hub is known at the dock", "[integration][catalogs]") {
    if (!has_broker()) return;
    EnrolmentRig rig;
    import_parts(rig, "NEW", 1, 3);
    const auto agent = enrolled(rig);
    agent->start();
    REQUIRE(wait_for(20s, [&] { return catalog_state(*agent, "source") == "\"hub\""; }));
    CHECK(catalog_state(*agent, "parts") == "3");
    CHECK(scan_part(*agent, "E-1", "NEW-1") == "OK 1");
    // The folder's catalog has RM-1; it is not asked any more.
    CHECK(says(scan_part(*agent, "E-2", "RM-1"), "UNKNOWN_PART"));
    CHECK(says(scan_part(*agent, "E-3", "NEW-9"), "UNKNOWN_PART"));
    CHECK(wait_for(20s, [&] { return says(catalog_at_hub(rig, "gna-tij1"), "current"); }));

    import_parts(rig, "NEW", 9, 9);
    CHECK(wait_for(10s, [&] { return catalog_state(*agent, "parts") == "4"; }));
    CHECK(scan_part(*agent, "E-4", "NEW-9") == "OK 2");
    const Ran status = agent->command({"status"});
    CHECK(says(status.out, "catalog: hub, sequence 4, 4 parts, confirmed"));
}
