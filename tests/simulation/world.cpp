#include "tests/simulation/world.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/messages.hpp"
#include "common/wire/topics.hpp"
#include "tests/simulation/stand_in/log.hpp"

namespace saldo::sim {
namespace {

constexpr std::int64_t settle_ns_max = 10 * minute_ns;
constexpr std::uint64_t steps_max = 3'000'000;

}  // namespace

World::World(std::uint64_t seed, Broken broken, Counters& counters, bool is_printed)
    : stage_{seed, broken, counters, is_printed}, hub_{stage_} {
    log_sink() = [this](std::string_view line) {
        stage_.say("  " + std::string{line});
        if (line.find("ingest.checkpoint_contradicted") == std::string_view::npos) return;
        stage_.oracle.checkpoint_contradicted(line);
    };
    stage_.broker.faults = stage_.plan.wire;
    for (std::size_t i = 0; i < stage_.plan.agents; ++i) {
        const std::string name = "agent-" + std::to_string(i);
        SigningKey key = key_of(stage_.chance);
        hub_.directory.entries[name] = {
            .rfc = company, .plant = "P01", .key = key.public_key(), .is_revoked = false};
        add_agent(name, name, std::move(key));
    }
    stage_.broker.on_said_by_hub = [this](const std::string& topic, const Bytes& payload) {
        const auto parsed = wire::parse_topic(topic);
        if (!parsed || parsed->channel != wire::Channel::receipt) return;
        const auto body =
            wire::open_message(payload, wire::FrameKind::receipt, parsed->agent, hub_.key());
        if (!body) return;
        const auto receipt = wire::decode_receipt(*body);
        if (!receipt) return;
        stage_.oracle.hub_told_time(receipt->hub_time.ms, stage_.clock.now_ns());
        hub_.show_disk();
        stage_.say("receipt for " + receipt->agent + ": " +
                   std::string{sync::to_string(receipt->verdict)} + ", holds " +
                   std::to_string(receipt->held.epoch.ordinal) + "/" +
                   std::to_string(receipt->held.next) + ", window " +
                   std::to_string(receipt->window) + ", incarnation " +
                   std::to_string(receipt->incarnation));
        stage_.oracle.receipted(
            {receipt->agent, receipt->held.epoch.ordinal, receipt->held.epoch.nonce},
            receipt->held.next, receipt->held.hash);
    };
}

World::~World() {
    log_sink() = nullptr;
    for (auto& agent : agents_) agent->die("the end", false);
    hub_.die("the end", false);
}

void World::add_agent(const std::string& name, const std::string& place, SigningKey key) {
    agents_.push_back(std::make_unique<AgentNode>(stage_, name, place, std::move(key), hub_.key()));
}

AgentNode& World::any_agent() { return *agents_[stage_.chance.below(agents_.size())]; }

void World::scan(AgentNode& agent) {
    const std::uint64_t number = ++scans_made_;
    std::string body = agent.name() + " scan " + std::to_string(number) + " ";
    body.append(stage_.chance.below(stage_.chance.hits(50) ? 1'500 : 120), '.');
    Scan scan{.body = std::move(body), .event_id = {}};
    if (stage_.chance.hits(700)) scan.event_id = "event " + std::to_string(number);
    agent.scan(scan);
    if (!scan.event_id.empty() && stage_.chance.hits(50)) agent.scan(scan);  // a nervous device
}

void World::plan_scans(AgentNode& agent, std::size_t left) {
    if (left == 0) return;
    stage_.clock.in_ms(stage_.chance.between(1, stage_.plan.scan_gap_ms_max), [this, &agent, left] {
        if (!stage_.has_faults || agent.is_removed) return;
        scan(agent);
        plan_scans(agent, left - 1);
    });
}

void World::keep_house() {
    stage_.clock.in_ms(stage_.chance.between(5'000, 60'000), [this] {
        if (!stage_.has_faults) return;
        for (auto& agent : agents_) {
            agent->prune();
            if (stage_.chance.hits(200)) spares_.push_back({agent.get(), agent->disk.image});
        }
        keep_house();
    });
}

Outcome World::run() {
    hub_.start();
    for (auto& agent : agents_) {
        AgentNode& node = *agent;
        stage_.clock.in_ms(stage_.chance.between(0, 5'000), [&node] { node.start(); });
        plan_scans(node, stage_.plan.scans_max);
    }
    keep_house();
    for (const Due& due : stage_.plan.mishaps) {
        stage_.clock.at(due.at_ns, [this, mishap = due.mishap] { befall(mishap); });
    }
    const auto is_over = [this] {
        if (stage_.clock.steps() > steps_max) fault_ = "it does not come to rest";
        return this->is_over();
    };
    stage_.clock.run_until(stage_.plan.length_ns, is_over);
    std::int64_t settled_ns = 0;
    if (!is_over()) {
        stop_faults();
        stopped_ns_ = stage_.clock.now_ns();
        // Looks fall between the whole seconds, at which much begins.
        stage_.clock.run_until(stopped_ns_ + 370 * ms_ns, is_over);
        bool is_done = false;
        while (!is_over() && !is_done &&
               stage_.clock.now_ns() < stopped_ns_ + settle_ns_max + 150 * second_ns) {
            stage_.clock.run_until(stage_.clock.now_ns() + second_ns, is_over);
            person_looks();
            if (!is_settled()) {
                if (settled_ns != 0) stage_.say("not settled any more: " + what_hangs());
                settled_ns = 0;
            } else if (settled_ns == 0) {
                settled_ns = stage_.clock.now_ns() - stopped_ns_;
            }
            // The hub's word comes each minute: what is settled must stay so for two of them.
            is_done = settled_ns != 0 &&
                      stage_.clock.now_ns() >= stopped_ns_ + settled_ns + 150 * second_ns;
        }
        if (!is_over() && !is_done) fault_ = "it did not settle in 10 minutes: " + what_hangs();
    }
    if (!is_over()) {
        hub_.show_disk();
        stage_.oracle.check_whole();
    }
    return {.trace_hash = stage_.trace.hash(),
            .fault = fault_.empty() ? stage_.oracle.fault() : fault_,
            .steps = stage_.clock.steps(),
            .settled_in_ms = settled_ns / ms_ns,
            .accepted = stage_.oracle.accepted_count(),
            .lost = stage_.oracle.lost_count()};
}

void World::stop_faults() {
    stage_.say("the faults stop");
    stage_.has_faults = false;
    stage_.broker.faults = {};
    stage_.broker.heal();
    hub_.disk.faults = {};
    hub_.disk.is_full = false;
    hub_.clock.go_on();
    for (auto& agent : agents_) {
        agent->disk.faults = {};
        agent->disk.is_full = false;
        agent->clock.go_on();
    }
    repair();
}

bool World::is_settled() {
    hub_.show_disk();
    if (!hub_.is_settled()) return false;
    return std::ranges::all_of(agents_, [this](const auto& agent) {
        if (agent->is_removed) return true;
        if (!agent->is_settled()) return false;
        const auto head = agent->journal()->head();
        return stage_.oracle.held_of({agent->name(), head.epoch.ordinal, head.epoch.nonce}) ==
               head.last_sequence + 1;
    });
}

void World::excuse(const std::string& name) {
    std::set<std::string> kept;
    for (const auto& agent : agents_) {
        if (agent->name() == name && !agent->is_removed) kept.merge(agent->kept());
    }
    hub_.show_disk();
    stage_.oracle.may_lose(name, kept);
}

std::string World::what_hangs() {
    std::string text = hub_.is_settled() ? "hub is settled" : "hub is not settled";
    for (auto& agent : agents_) {
        if (agent->is_removed || agent->is_settled()) continue;
        text += "; " + agent->state() + hub_.state_of(agent->name());
    }
    return text;
}

}  // namespace saldo::sim
