#include <algorithm>
#include <utility>

#include "common/wire/topics.hpp"
#include "tests/simulation/world.hpp"

// What befalls the world, and what people do about it.

namespace saldo::sim {

void World::befall(Mishap mishap) {
    Chance& chance = stage_.chance;
    const auto until = [&](std::int64_t least_ms, std::int64_t most_ms) {
        return stage_.clock.now_ns() + chance.between(least_ms, most_ms) * ms_ns;
    };
    switch (mishap) {
        case Mishap::agent_killed: stage_.tally("kill: agent"); return any_agent().die("killed");
        case Mishap::hub_killed: stage_.tally("kill: hub"); return hub_.die("killed");
        case Mishap::agent_cut_off:
            return stage_.broker.partition(any_agent().disk.name(), until(500, 200'000));
        case Mishap::hub_cut_off: return stage_.broker.partition("hub", until(500, 90'000));
        case Mishap::agent_half_open:
            return stage_.broker.half_open(any_agent().disk.name(), chance.hits(500));
        case Mishap::hub_half_open: return stage_.broker.half_open("hub", chance.hits(500));
        case Mishap::broker_restarted: return stage_.broker.restart(false, until(1, 60'000));
        case Mishap::broker_wiped: return stage_.broker.restart(true, until(1, 60'000));
        case Mishap::agent_full: return full(any_agent().disk, "disk full: agent");
        case Mishap::hub_full: return full(hub_.disk, "disk full: hub");
        case Mishap::agent_rot: {
            AgentNode& agent = any_agent();
            const auto damage = agent.disk.damage();
            if (damage) damages_.emplace_back(&agent, *damage);
            return;
        }
        case Mishap::hub_rot: {
            const auto damage = hub_.disk.damage();
            if (damage) damages_.emplace_back(nullptr, *damage);
            return;
        }
        case Mishap::agent_restored: return restore_agent(any_agent());
        case Mishap::hub_restored: return restore_hub();
        case Mishap::cloned: return clone(any_agent());
        case Mishap::clock_jumps:
        case Mishap::clock_freezes:
        case Mishap::clock_1970:
        case Mishap::clock_decade_off: return befall_clock(mishap);
        case Mishap::newer_agent: {
            AgentNode& agent = any_agent();
            stage_.tally("version: newer agent");
            agent.schema = static_cast<std::uint16_t>(2 + chance.below(5));
            return agent.die("is updated");
        }
        case Mishap::older_hub: stage_.tally("version: hub"); return hub_.die("is put back");
        case Mishap::replays: return stage_.broker.replay();
        case Mishap::stranger: return stranger();
        case Mishap::burst: {
            AgentNode& agent = any_agent();
            stage_.tally("load: burst");
            const std::uint64_t count = 20 + chance.below(150);
            for (std::uint64_t i = 0; i < count && !agent.is_removed; ++i) scan(agent);
            return;
        }
        case Mishap::backup: return hub_.back_up();
    }
}

void World::befall_clock(Mishap mishap) {
    constexpr std::int64_t year_ms = 31'557'600'000;
    Chance& chance = stage_.chance;
    MachineClock& clock = chance.hits(300) ? hub_.clock : any_agent().clock;
    if (mishap == Mishap::clock_jumps) {
        stage_.tally("clock: jumped");
        clock.jump(chance.between(-7'200'000, 7'200'000));
    } else if (mishap == Mishap::clock_freezes) {
        stage_.tally("clock: frozen");
        clock.freeze();
    } else if (mishap == Mishap::clock_1970) {
        stage_.tally("clock: 1970");
        clock.set_to({0});
    } else {
        stage_.tally("clock: ten years off");
        clock.jump(chance.hits(500) ? 10 * year_ms : -10 * year_ms);
    }
}

void World::full(Disk& disk, const char* what) {
    stage_.tally(what);
    disk.is_full = true;
    stage_.clock.in_ms(stage_.chance.between(500, 60'000), [&disk] { disk.is_full = false; });
}

/// A copy of the disk wakes up in another machine, beside the original.
void World::clone(AgentNode& agent) {
    if (agent.is_removed || agent.is_parted || !agent.is_running()) return;
    stage_.tally("twin: cloned");
    add_agent(agent.name(), agent.disk.name() + "-twin", agent.key());
    // Some brokers let two clients of one name in.
    stage_.broker.knows_names_by_place = stage_.chance.hits(500);
    AgentNode& twin = *agents_.back();
    twin.replace_disk(agent.disk.image);
    twin.is_parted = agent.is_parted = true;
    stage_.oracle.parted(agent.name());
    stage_.say(twin.disk.name() + " is a copy of " + agent.disk.name());
    twin.start();
    plan_scans(twin, stage_.plan.scans_max / 4);
}

void World::restore_agent(AgentNode& agent) {
    std::vector<const Image*> days;
    for (const Spare& spare : spares_) {
        if (spare.agent == &agent) days.push_back(&spare.image);
    }
    if (days.empty() || agent.is_removed) return;
    stage_.tally("restore: agent");
    agent.die("its disk is put back", false);
    agent.replace_disk(*days[stage_.chance.below(days.size())]);
    agent.is_parted = true;
    stage_.oracle.parted(agent.name());
    stage_.oracle.may_lose_unheld_of(agent.name());
    agent.start();
}

void World::restore_hub() {
    hub_.die("its disk is put back", false);
    if (hub_.restore()) {
        stage_.tally("restore: hub");
        for (auto& agent : agents_) {
            if (agent->is_parted) stage_.oracle.may_lose_unheld_of(agent->name());
        }
    }
    hub_.start();
}

/// Somebody speaks who should not: garbage, or an agent's own bytes under another's name.
void World::stranger() {
    Chance& chance = stage_.chance;
    stage_.tally("stranger: spoke");
    Bytes noise(chance.below(400));
    for (std::byte& b : noise) b = static_cast<std::byte>(chance.below(256));
    const std::string to = chance.hits(300) ? "agent-99" : any_agent().name();
    const auto channel = static_cast<wire::Channel>(chance.below(6));
    stage_.broker.speak(
        wire::topic_of({.shard = wire::shard_of(company), .agent = to, .channel = channel}),
        chance.hits(500) ? std::optional<Bytes>{noise} : std::nullopt);
}

/// The faults are over: what is broken is looked at, and put right as a person would.
void World::repair() {
    for (const auto& [agent, damage] : damages_) {
        Disk& disk = agent != nullptr ? agent->disk : hub_.disk;
        if (!disk.has(damage)) continue;  // it was written anew
        const auto found = agent != nullptr ? agent->scrub() : hub_.scrub();
        if (!found) {
            fault_ = "rot that nobody sees: " + disk.name() + ", table " + damage.table;
            return;
        }
        stage_.tally("rot: found");
        stage_.say(disk.name() + ": " + *found);
    }
}

/// Two of one name throw each other out of the broker until a person takes the copy away. Those
/// that went different ways were found out by the hub or by themselves before.
void World::part_twins() {
    for (auto& twin : agents_) {
        if (twin->is_removed || !twin->disk.name().ends_with("-twin")) continue;
        stage_.tally("twin: taken away");
        twin->die("a person takes the copy away", false);
        twin->is_removed = true;
    }
}

/// Once a second a person looks at what stands still.
void World::person_looks() {
    if (stage_.clock.now_ns() > stopped_ns_ + 2 * minute_ns) part_twins();
    const auto is_rotten = [this](AgentNode* whose) {
        return std::ranges::any_of(damages_, [&](const auto& damage) {
            return damage.first == whose &&
                   (whose != nullptr ? whose->disk : hub_.disk).has(damage.second);
        });
    };
    if (is_rotten(nullptr)) {
        hub_.back_up_blank_if_none();
        restore_hub();
    }
    for (std::size_t i = 0; i < agents_.size(); ++i) {
        AgentNode& agent = *agents_[i];
        if (agent.is_removed || !is_rotten(&agent)) continue;
        stage_.oracle.may_lose_unheld_of(agent.name());
        agent.is_parted = true;
        agent.die("its disk is rotten", false);
        agent.is_removed = true;
    }
}

}  // namespace saldo::sim
