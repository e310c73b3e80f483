#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/agent_node.hpp"
#include "tests/simulation/hub_node.hpp"
#include "tests/simulation/stage.hpp"

namespace saldo::sim {

/// What became of a seed.
struct Outcome {
    std::uint64_t trace_hash = 0;
    std::string fault;  ///< empty: every promise held
    std::uint64_t steps = 0;
    std::int64_t settled_in_ms = 0;
    std::size_t accepted = 0;
    std::size_t lost = 0;  ///< by declared faults
};

/// One hub, its agents, the broker between them and all that befalls them, for one seed.
class World {
public:
    World(std::uint64_t seed, Broken broken, Counters& counters, bool is_printed);
    ~World();
    Outcome run();

private:
    struct Spare {  // an earlier day of an agent's disk
        AgentNode* agent;
        Image image;
    };
    AgentNode& any_agent();
    void add_agent(const std::string& name, const std::string& place, SigningKey key);
    void plan_scans(AgentNode& agent, std::size_t left);
    void scan(AgentNode& agent);
    void keep_house();
    void befall(Mishap mishap);
    void befall_clock(Mishap mishap);
    void clone(AgentNode& agent);
    void restore_agent(AgentNode& agent);
    void restore_hub();
    void full(Disk& disk, const char* what);
    void stranger();

    void stop_faults();
    void repair();
    void person_looks();
    void judge(const std::string& name);
    void give_new_disk(AgentNode& agent);
    bool is_settled();
    /// What a declared fault took from all disks of this agent and from the hub's may be lost.
    void excuse(const std::string& name);
    std::string what_hangs();
    bool is_over() { return !fault_.empty() || !stage_.oracle.fault().empty(); }

    Stage stage_;
    HubNode hub_;
    std::vector<std::unique_ptr<AgentNode>> agents_;
    std::vector<Spare> spares_;
    std::vector<std::pair<AgentNode*, Damage>> damages_;  // nullptr: the hub's disk
    std::uint64_t scans_made_ = 0;
    std::int64_t stopped_ns_ = 0;  // when the faults stopped
    std::string fault_;
};

}  // namespace saldo::sim
