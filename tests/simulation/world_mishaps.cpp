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
            if (!damage) return;
            damages_.emplace_back(&agent, *damage);
            stage_.oracle.parted(agent.name());
            return excuse(agent.name());
        }
        case Mishap::hub_rot: {
            hub_.show_disk();  // what it held until now, it held
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
    if (agent.is_removed || agent.is_twin || !agent.is_running()) return;
    const std::string place = agent.disk.name() + "-twin";
    if (std::ranges::any_of(agents_, [&](const auto& a) { return a->disk.name() == place; }))
        return;
    stage_.tally("twin: cloned");
    add_agent(agent.name(), place, agent.key());
    // Some brokers let two clients of one name in.
    stage_.broker.knows_names_by_place = stage_.chance.hits(500);
    AgentNode& twin = *agents_.back();
    twin.is_twin = true;
    twin.replace_disk(agent.disk.image);
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
    stage_.oracle.parted(agent.name());
    excuse(agent.name());
    agent.start();
}

void World::restore_hub() {
    hub_.die("its disk is put back", false);
    if (hub_.restore()) {
        stage_.tally("restore: hub");
        for (auto& agent : agents_) excuse(agent->name());
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

/// A person decides which of the machines of one name goes on, and in its present epoch.
void World::judge(const std::string& name) {
    AgentNode* chosen = nullptr;
    for (auto& agent : agents_) {
        if (agent->name() != name || agent->is_removed) continue;
        if (agent->is_twin) {
            stage_.tally("twin: taken away");
            agent->die("a person takes the copy away", false);
            agent->is_removed = true;
            excuse(name);
        } else {
            chosen = agent.get();
        }
    }
    if (chosen == nullptr || !chosen->is_running() || !hub_.waits(name)) return;
    stage_.tally("person: admitted an epoch");
    hub_.admit(name, chosen->journal()->head().epoch);
}

/// A disk that gives wrong bytes is replaced: by an earlier day that is sound, if there is one.
void World::give_new_disk(AgentNode& agent) {
    Image image;
    for (const Spare& spare : spares_) {
        if (spare.agent == &agent) image = spare.image;
    }
    stage_.tally("rot: disk replaced");
    agent.die("its disk is replaced", false);
    agent.replace_disk(std::move(image));
    const bool is_rotten = std::ranges::any_of(damages_, [&](const auto& damage) {
        return damage.first == &agent && agent.disk.has(damage.second);
    });
    // With a blank disk it would be another agent under the same name: that is a new enrolment.
    agent.is_removed = is_rotten || agent.disk.image.tables.empty();
    agent.failed_starts = 0;
    excuse(agent.name());
    agent.start();
}

/// Once a second a person looks at what stands still.
void World::person_looks() {
    const bool is_hub_rotten = std::ranges::any_of(damages_, [this](const auto& damage) {
        return damage.first == nullptr && hub_.disk.has(damage.second);
    });
    if (is_hub_rotten) {
        hub_.back_up_blank_if_none();
        restore_hub();
    }
    std::set<std::string> names;
    for (const auto& agent : agents_) names.insert(agent->name());
    for (const std::string& name : names) judge(name);
    for (std::size_t i = 0; i < agents_.size(); ++i) {
        AgentNode& agent = *agents_[i];
        if (!agent.is_removed && agent.failed_starts >= 3) give_new_disk(agent);
    }
}

}  // namespace saldo::sim
