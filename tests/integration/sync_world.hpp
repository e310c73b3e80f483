#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/integration/sync_rig.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mosquitto.hpp"

namespace saldo::test {

constexpr std::chrono::seconds drain_max{20};

/// A hub, a broker and some agents, all enrolled.
struct World {
    explicit World(std::size_t agent_count = 3)
        : broker{folder.path()}, hub{io, folder / "hub", broker.uri()} {
        for (std::size_t i = 0; i < agent_count; ++i) {
            const std::string name = "gna-" + std::to_string(i);
            agents.push_back(std::make_unique<Agent>(io, folder / name, name, broker.uri(),
                                                     hub.key(), static_cast<unsigned char>(i + 1)));
            enrol(*agents.back());
        }
    }
    void enrol(const Agent& agent) {
        hub.directory.entries[agent.name()] = {
            .rfc = rig_rfc, .plant = "P01", .key = agent.key().public_key()};
    }
    void start() {
        hub.start();
        for (auto& agent : agents) agent->start();
    }
    void capture(std::size_t count) {
        for (auto& agent : agents) agent->capture(count);
    }
    bool drained() {
        return run_until(io, drain_max, [this] {
            return std::ranges::all_of(agents, [](const auto& a) { return a->is_held_whole(); });
        });
    }
    /// How far each agent is, for a reader of a test that failed.
    std::string standing() {
        std::string text = hub.server_is_up() ? "hub up" : "hub down";
        for (const auto& agent : agents) {
            const auto status = agent->uplink().status();
            text += fmt::format(
                "; {} {} state {} held {} of {} (journal {}), {} resends, {} batches, {} receipts, "
                "alarm '{}'",
                agent->name(), status.is_up ? "up" : "down", static_cast<int>(status.state),
                status.held, status.recorded, agent->journal().head().last_sequence + 1,
                status.resends, status.batches_sent, status.receipts, status.alarm);
        }
        for (const auto& [name, live] : hub.ingest().agents()) {
            text +=
                fmt::format("; hub heard {} at {}, session {}, held {}", name, live.heard.ms,
                            live.hello ? live.hello->session : 0, live.held ? live.held->next : 0);
        }
        const auto& c = hub.ingest().counters();
        text += fmt::format("; hub {} receipts, {} refused, {} dropped", c.receipts, c.refused,
                            c.stopped);
        return text;
    }
    std::string fault() {
        std::vector<const Agent*> all;
        for (const auto& agent : agents) all.push_back(agent.get());
        return compare(hub.log(), all);
    }

    TempFolder folder;
    boost::asio::io_context io;
    Mosquitto broker;
    Hub hub;
    std::vector<std::unique_ptr<Agent>> agents;
};

inline bool has_no_broker() {
    if (!Mosquitto::program().empty()) return false;
    WARN("skipped, because no mosquitto is installed");
    return true;
}

}  // namespace saldo::test
