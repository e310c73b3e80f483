// The real saldo-agent, as a plant runs it: real ports, a real journal, and kill -9.

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>

#include "agent/dock/reply.hpp"
#include "common/base/text.hpp"
#include "tests/support/agent_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::test;
using namespace std::chrono_literals;

namespace {

namespace net = boost::asio;

/// Event id -> sequence: what devices were told, or what the journal holds.
using Events = std::multimap<std::string, std::uint64_t>;

/// A device that sends several lines at a time, until the agent is gone; gives what it heard OK
/// for.
Events scan_until_gone(std::uint16_t port, const std::string& stem) {
    constexpr int burst = 5;
    Events heard;
    try {
        net::io_context io;
        net::ip::tcp::socket socket{io};
        socket.connect({net::ip::make_address("127.0.0.1"), port});
        std::string in;
        for (int number = 0;; number += burst) {
            std::string out;
            for (int i = 0; i < burst; ++i) out += scan_line(stem + std::to_string(number + i));
            net::write(socket, net::buffer(out));
            for (int i = 0; i < burst; ++i) {
                const std::size_t bytes = net::read_until(socket, net::dynamic_buffer(in), '\n');
                const auto reply = agent::read_reply(trim(std::string_view{in}.substr(0, bytes)));
                if (reply && reply->kind == agent::Reply::Kind::ok) {
                    heard.emplace(stem + std::to_string(number + i), reply->sequence);
                }
                in.erase(0, bytes);
            }
        }
    } catch (const boost::system::system_error&) {
        // The agent was killed.
    }
    return heard;
}

/// What the journal holds, by its own export.
Events held(const AgentProcess& agent) {
    const Ran ran = agent.command({"journal", "export"});
    REQUIRE(ran.code == 0);
    Events events;
    for (const std::string_view line : split(ran.out, '\n')) {
        if (line.empty()) continue;
        const boost::json::value record = boost::json::parse({line.data(), line.size()});
        const auto* movement = record.as_object().if_contains("movement");
        if (movement == nullptr) continue;
        events.emplace(std::string{movement->at("event_id").as_string()},
                       record.at("sequence").to_number<std::uint64_t>());
    }
    return events;
}

/// What is wrong with the journal, seen by the devices; empty: all that was told OK is there, with
/// that sequence, and nothing is there twice.
std::string complaint(const Events& heard, const Events& journal) {
    for (const auto& [event, sequence] : heard) {
        const auto found = journal.find(event);
        if (found == journal.end()) return event + " was told OK and is lost";
        if (found->second != sequence) return event + " has another sequence than it was told";
    }
    std::set<std::uint64_t> sequences;
    for (const auto& [event, sequence] : journal) {
        if (journal.count(event) != 1) return event + " is there twice";
        if (!sequences.insert(sequence).second) return "a sequence was used twice";
    }
    return {};
}

int kills() {
    const char* text = std::getenv("SALDO_KILLS");
    return text == nullptr ? 12 : std::atoi(text);
}

Ran run_agent(const std::vector<std::string>& arguments) {
    return run_program(AgentProcess::program(), arguments);
}

void add_line(const std::filesystem::path& file, const std::string& text) {
    std::ofstream{file, std::ios::app} << text;
}

}  // namespace

TEST_CASE("kill -9 while scanning loses nothing that was told OK, and doubles nothing",
          "[integration][agent][crash]") {
    const TempFolder folder;
    AgentProcess agent{folder.path()};
    Events heard;
    std::srand(42);
    for (int round = 0; round < kills(); ++round) {
        agent.start();
        constexpr int devices = 4;
        std::vector<Events> told(devices);
        std::vector<std::thread> threads;
        for (int device = 0; device < devices; ++device) {
            const std::string stem =
                "K-" + std::to_string(round) + "-" + std::to_string(device) + "-";
            threads.emplace_back([&told, &agent, stem, device, port = agent.port()] {
                told[static_cast<std::size_t>(device)] = scan_until_gone(port, stem);
            });
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{40 + std::rand() % 160});
        agent.kill();
        for (std::thread& thread : threads) thread.join();
        for (const Events& events : told) heard.insert(events.begin(), events.end());
    }
    CHECK(heard.size() > static_cast<std::size_t>(kills()));
    const Ran verified = agent.command({"journal", "verify"});
    INFO(verified.out);
    CHECK(verified.code == 0);
    Events journal = held(agent);
    CHECK(complaint(heard, journal).empty());

    // The control: the same comparison sees one record that is lost, and one that is there twice.
    const std::string event = heard.begin()->first;
    Events doubled = journal;
    doubled.emplace(event, 1'000'000'000);
    CHECK(complaint(heard, doubled).find("twice") != std::string::npos);
    journal.erase(event);
    CHECK(complaint(heard, journal).find("lost") != std::string::npos);
}

TEST_CASE("a file fed again after a crash is all repeats", "[integration][agent]") {
    const TempFolder folder;
    AgentProcess agent{folder.path()};
    std::string text =
        "event_id,ts,plant,type,part_number,qty,umc,ref_type,ref,counter_plant,device\n";
    for (int i = 0; i < 300; ++i) text += scan_line("F-" + std::to_string(i));
    const std::string file = folder.write("feed.csv", text);
    agent.start();
    const Ran through_agent = agent.command({"feed", file});
    INFO(through_agent.out);
    CHECK(through_agent.code == 0);
    CHECK(through_agent.out.find("sent=300 ok=300 dup=0 refused=0") != std::string::npos);
    agent.kill();
    const Ran into_journal = agent.command({"feed", file});  // no agent runs: the journal itself
    INFO(into_journal.out);
    CHECK(into_journal.code == 0);
    CHECK(into_journal.out.find("sent=300 ok=0 dup=300 refused=0") != std::string::npos);
    CHECK(held(agent).size() == 300);
}

TEST_CASE("feed names refused lines and ends with 1; nobody at the port is 69",
          "[integration][agent]") {
    const TempFolder folder;
    AgentProcess agent{folder.path()};
    agent.start();
    const std::string file = folder.write(
        "feed.csv",
        "event_id,ts,plant,type,part_number,qty,umc,ref_type,ref,counter_plant,device\n" +
            scan_line("A-1") + "A-2,2026-03-02T08:00:00-06:00,P01,RECEIPT,RM-9,1,6,,,,\n");
    const std::string via = "127.0.0.1:" + std::to_string(agent.port());
    const Ran fed = agent.command({"feed", file, "--via", via});
    INFO(fed.out);
    CHECK(fed.code == 1);
    CHECK(fed.out.find("line 3: ERR UNKNOWN_PART") != std::string::npos);
    CHECK(fed.out.find("sent=2 ok=1 dup=0 refused=1") != std::string::npos);
    agent.stop();
    CHECK(agent.command({"feed", file, "--via", via}).code == 69);
    CHECK(agent.command({"feed", file, "--via", "nonsense"}).code == 2);
}

TEST_CASE("a dropped file is taken, and shown in the status", "[integration][agent]") {
    const TempFolder folder;
    AgentProcess agent{folder.path()};
    agent.start();
    std::ofstream{agent.drop() / "x.part"}
        << "event_id,ts,plant,type,part_number,qty,umc,ref_type,ref,counter_plant,device\n"
        << scan_line("D-1") << scan_line("D-2");
    std::filesystem::rename(agent.drop() / "x.part", agent.drop() / "x.csv");
    for (int i = 0; i < 100 && !std::filesystem::exists(agent.drop() / "done" / "x.csv"); ++i) {
        std::this_thread::sleep_for(100ms);
    }
    CHECK(std::filesystem::exists(agent.drop() / "done" / "x.csv.report.txt"));
    const Ran status = agent.command({"status", "--json"});
    INFO(status.out);
    CHECK(status.code == 0);
    const auto state = boost::json::parse(status.out);
    CHECK(state.at("journal").at("last_sequence").to_number<int>() == 2);
    CHECK(state.at("folders").at(0).at("accepted").to_number<int>() == 1);
    CHECK(agent.stop() == 0);
}

TEST_CASE("a stop answers what was read and ends with 0", "[integration][agent]") {
    const TempFolder folder;
    AgentProcess agent{folder.path()};
    agent.start();
    Events heard;
    std::thread device{[&heard, port = agent.port()] { heard = scan_until_gone(port, "S-"); }};
    std::this_thread::sleep_for(200ms);
    CHECK(agent.stop() == 0);
    device.join();
    CHECK_FALSE(heard.empty());
    CHECK(complaint(heard, held(agent)).empty());
    CHECK(agent.command({"status"}).code == 1);  // nobody runs there
}

TEST_CASE("an agent says by its exit code why it does not start", "[integration][agent]") {
    const TempFolder folder;
    AgentProcess agent{folder.path()};

    SECTION("an unknown key: 78, by file, line, column and the nearest key, check and run alike") {
        add_line(agent.config_file(), "pth = \"x\"\n");
        for (const char* command : {"check", "run"}) {
            const Ran ran = agent.command({command});
            INFO(ran.out);
            CHECK(ran.code == 78);
            CHECK(ran.out.find("agent.toml:13:1") != std::string::npos);
            CHECK(ran.out.find("pth") != std::string::npos);
            CHECK(ran.out.find("path") != std::string::npos);
        }
    }
    SECTION("a good one: 0") {
        const Ran ran = agent.command({"check"});
        INFO(ran.out);
        CHECK(ran.code == 0);
    }
    SECTION("no join bundle: 78") {
        std::filesystem::remove(folder / "join.json");
        for (const char* command : {"check", "run"}) CHECK(agent.command({command}).code == 78);
    }
    SECTION("a join bundle that others may read: 77") {
        std::filesystem::permissions(folder / "join.json", std::filesystem::perms{0644});
        for (const char* command : {"check", "run"}) CHECK(agent.command({command}).code == 77);
    }
    SECTION("a broken catalog at the first start: 78, by file, line and column") {
        folder.write("catalogs/parts.csv", "part_number,umc\nRM-1,99\n");
        for (const char* command : {"check", "run"}) {
            const Ran ran = agent.command({command});
            CHECK(ran.code == 78);
            CHECK(ran.out.find("parts.csv") != std::string::npos);
            CHECK(ran.out.find("umc: UNKNOWN_UNIT") != std::string::npos);
        }
    }
    SECTION("a journal that another agent has: 75") {
        agent.start();
        const Ran ran = agent.command({"run"});
        INFO(ran.out);
        CHECK(ran.code == 75);
        CHECK(ran.out.find("in use") != std::string::npos);
    }
    SECTION("a scanner port that somebody has: 75") {
        net::io_context io;
        const net::ip::tcp::acceptor other{io, {net::ip::make_address("127.0.0.1"), 0}};
        add_line(agent.config_file(), "[[scanner]]\nname = \"dock-2\"\nport = " +
                                          std::to_string(other.local_endpoint().port()) + "\n");
        const Ran ran = agent.command({"run"});
        INFO(ran.out);
        CHECK(ran.code == 75);
        CHECK(ran.out.find("dock-2") != std::string::npos);
    }
    SECTION("wrong use: 2") {
        CHECK(run_agent({"runn"}).code == 2);
        CHECK(run_agent({}).code == 2);
    }
    SECTION("version: 0") {
        const Ran ran = run_agent({"version"});
        CHECK(ran.code == 0);
        CHECK(ran.out.starts_with("saldo-agent "));
    }
}

TEST_CASE("doctor says what is wrong, why it matters and what to type", "[integration][agent]") {
    const TempFolder folder;
    AgentProcess agent{folder.path()};
    agent.start();
    const Ran running = agent.command({"doctor"});
    INFO(running.out);
    CHECK(running.code == 1);  // the broker of this agent is not there
    CHECK(running.out.find("BAD   127.0.0.1:1 (broker): Connection refused") != std::string::npos);
    CHECK(running.out.find("type: nc -vz 127.0.0.1 1") != std::string::npos);
    CHECK(running.out.find("ok    OK  plant=gna-tij1") != std::string::npos);
    agent.stop();
    const Ran stopped = agent.command({"doctor"});
    INFO(stopped.out);
    CHECK(stopped.out.find("no agent is running here") != std::string::npos);
    CHECK(stopped.out.find("all hashes hold") != std::string::npos);
}

TEST_CASE("a device that never reads its replies holds up nobody else", "[integration][agent]") {
    const TempFolder folder;
    AgentProcess agent{folder.path()};
    agent.start();
    net::io_context io;
    net::ip::tcp::socket deaf{io};
    deaf.connect({net::ip::make_address("127.0.0.1"), agent.port()});
    deaf.non_blocking(true);
    std::string lines;
    for (int i = 0; i < 50'000; ++i) lines += "no movement\n";  // 100 bytes of reply each
    boost::system::error_code full;
    std::size_t sent = 0;
    for (int i = 0; i < 200 && sent < lines.size(); ++i) {
        sent += deaf.write_some(net::buffer(lines) + sent, full);
        if (full) std::this_thread::sleep_for(5ms);
    }
    const std::string file = folder.write(
        "feed.csv",
        "event_id,ts,plant,type,part_number,qty,umc,ref_type,ref,counter_plant,device\n" +
            scan_line("A-1"));
    const auto began = std::chrono::steady_clock::now();
    CHECK(agent.command({"feed", file}).code == 0);
    CHECK(std::chrono::steady_clock::now() - began < 2s);
    CHECK(agent.rss_anon_bytes() < 24U << 20U);
    CHECK(agent.stop() == 0);
}

TEST_CASE("journal verify names the record that was changed on the disk", "[integration][agent]") {
    const TempFolder folder;
    AgentProcess agent{folder.path()};
    agent.start();
    std::string text =
        "event_id,ts,plant,type,part_number,qty,umc,ref_type,ref,counter_plant,device\n";
    for (int i = 0; i < 5; ++i) text += scan_line("V-" + std::to_string(i));
    CHECK(agent.command({"feed", folder.write("v.csv", text)}).code == 0);
    agent.stop();
    CHECK(agent.command({"journal", "verify"}).code == 0);

    // Turn the 1 of a quantity into a 7, in every copy that the file holds of the third scan.
    const auto path = agent.data() / "journal" / "data.mdb";
    std::string bytes;
    {
        std::ifstream file{path, std::ios::binary};
        bytes.assign(std::istreambuf_iterator<char>{file}, {});
    }
    const std::string raw = scan_line("V-2").substr(0, scan_line("V-2").size() - 1);
    int changed = 0;
    for (std::size_t at = bytes.find(raw); at != std::string::npos; at = bytes.find(raw, at + 1)) {
        bytes[at + raw.find(",1,6,") + 1] = '7';
        ++changed;
    }
    REQUIRE(changed > 0);
    std::ofstream{path, std::ios::binary} << bytes;
    const Ran ran = agent.command({"journal", "verify"});
    INFO(ran.out);
    CHECK(ran.code == 1);
    CHECK(ran.out.find("sequence 3") != std::string::npos);
}
