#include "hub/drill/drill_fleet.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/wire/topics.hpp"
#include "hub/scenario/told.hpp"

namespace saldo::hub {
namespace {

constexpr std::int64_t wait_ms = 1'000;
/// Turns without a message, and a second of their time each, after which nothing comes any more.
constexpr int idle_turns_max = 900;
constexpr std::size_t group_frames = 256;

/// Lots, bills and discharges: so that there are tables to compare. The same text each time.
std::string statements() {
    constexpr int lots = 200;
    std::string text = "company DRI rfc=" + std::string{drill_rfc} + "\n";
    for (int part = 0; part < 50; ++part) {
        text += fmt::format("part DRILL-{} tariff=85444299 umc=6\n", part);
    }
    for (int n = 0; n < lots; ++n) {
        text += fmt::format("import LOT-{} DRILL-{} {} IN 2025-0{}-1{} company=DRI\n", n, n % 50,
                            100 + n, 1 + n % 9, n % 10);
    }
    for (int n = 0; n < lots / 2; ++n) {
        text +=
            fmt::format("outcome OUT-{0} RT 2025-11-{1} company=DRI\nuse OUT-{0} DRILL-{2} {3}\n",
                        n, 10 + n % 20, n % 50, 60 + 3 * n);
    }
    return text;
}

}  // namespace

std::optional<AgentEntry> DrillDirectory::find(std::string_view agent) const {
    const auto entry = entries_.find(agent);
    if (entry == entries_.end()) return std::nullopt;
    return entry->second;
}

void DrillDirectory::add(const DrillPlant& plant, const std::string& code) {
    entries_[plant.agent()] = {.rfc = drill_rfc, .plant = code, .key = plant.key()};
}

Result<std::unique_ptr<DrillHub>> DrillHub::open(const std::filesystem::path& folder,
                                                 const AgentDirectory& agents) {
    auto key = HubStore::load_key(folder);
    if (!key) return key.error();
    std::unique_ptr<DrillHub> hub{new DrillHub{*key}};
    auto log = LmdbLog::open(folder, {});
    if (!log) return log.error();
    hub->log_ = std::move(*log);
    auto quarantine = Quarantine::open(folder / "quarantine", {});
    if (!quarantine) return quarantine.error();
    hub->quarantine_ = std::make_unique<Quarantine>(std::move(*quarantine));
    auto ingest = Ingest::open({.hub = HubStore::id_of(hub->key_), .key = hub->key_}, *hub->log_,
                               agents, *hub->quarantine_, sync::Limits{});
    if (!ingest) return ingest.error();
    hub->ingest_ = std::move(*ingest);
    return hub;
}

DrillFleet::DrillFleet(std::size_t plants, const PublicKey& hub_key) {
    for (std::size_t i = 0; i < plants; ++i) {
        codes_.push_back("P" + std::to_string(i));
        plants_.emplace_back("drill-" + std::to_string(i), drill_rfc, codes_.back(),
                             SigningKey::generate(), hub_key);
        directory_.add(plants_.back(), codes_.back());
    }
}

std::vector<Fact> DrillFleet::facts() const {
    book::Book book;
    std::vector<Fact> facts = scenario::tell(statements(), book).facts;
    for (std::size_t i = 0; i < plants_.size(); ++i) {
        facts.emplace_back(Plant{.rfc = drill_rfc, .plant = codes_[i], .registered = true});
        facts.emplace_back(AgentEnrolment{.agent = AgentId{plants_[i].agent()},
                                          .rfc = drill_rfc,
                                          .plant = codes_[i],
                                          .signing_key = plants_[i].key()});
    }
    return facts;
}

void DrillFleet::capture(std::uint64_t movements) {
    for (std::size_t i = 0; i < plants_.size(); ++i) {
        const std::uint64_t share = (movements + i) / plants_.size();
        if (share > 0) plants_[i].capture(share, now_);
    }
}

void DrillFleet::connect() {
    for (DrillPlant& plant : plants_) plant.connect(now_);
}

void DrillFleet::disconnect() {
    for (DrillPlant& plant : plants_) plant.disconnect(now_);
}

/// One group of what waits, and its receipts. Gives whether there was anything.
Result<bool> DrillFleet::carry(DrillHub& hub) {
    std::vector<Arrival> group;
    for (DrillPlant& plant : plants_) {
        for (Arrival& message : plant.take_messages()) group.push_back(std::move(message));
    }
    if (group.empty()) return false;
    for (std::size_t at = 0; at < group.size(); at += group_frames) {
        const std::size_t count = std::min(group_frames, group.size() - at);
        const auto taken = hub.ingest().take(std::span{group}.subspan(at, count), utc(), now_);
        if (!taken) return taken.error();
        for (const Outgoing& message : taken->outgoing) {
            const auto topic = wire::parse_topic(message.topic);
            if (!topic || topic->channel != wire::Channel::receipt) continue;
            for (DrillPlant& plant : plants_) {
                if (plant.agent() == topic->agent) plant.on_receipt(message.payload, now_);
            }
        }
    }
    return true;
}

Result<bool> DrillFleet::drain(DrillHub& hub, const std::function<Result<void>()>& between) {
    for (int idle = 0; idle < idle_turns_max;) {
        const auto carried = carry(hub);
        if (!carried) return carried.error();
        if (between) {
            if (auto done = between(); !done) return done.error();
        }
        if (std::ranges::any_of(plants_, [](const DrillPlant& p) { return !p.stuck().empty(); })) {
            return false;
        }
        const bool is_held = std::ranges::all_of(
            plants_, [](const DrillPlant& plant) { return plant.held() == plant.recorded(); });
        if (is_held) return true;
        if (*carried) {
            idle = 0;
            continue;
        }
        ++idle;
        now_ = now_.plus_ms(wait_ms);
        for (DrillPlant& plant : plants_) plant.tick(now_);
        const auto told = hub.ingest().tick(utc(), now_);
        if (!told) return told.error();
        for (const Outgoing& message : *told) {
            const auto topic = wire::parse_topic(message.topic);
            for (DrillPlant& plant : plants_) {
                if (topic && plant.agent() == topic->agent) plant.on_receipt(message.payload, now_);
            }
        }
    }
    return false;
}

Result<void> DrillFleet::tell_twin(DrillHub& twin) {
    for (const DrillPlant& plant : plants_) {
        const std::vector<Arrival> all = plant.everything();
        for (std::size_t at = 0; at < all.size(); at += group_frames) {
            const std::size_t count = std::min(group_frames, all.size() - at);
            const auto taken = twin.ingest().take(std::span{all}.subspan(at, count), utc(), now_);
            if (!taken) return taken.error();
        }
    }
    return {};
}

void DrillFleet::lose_a_record() {
    DrillPlant& plant = plants_.front();
    plant.lose(plant.receipted() - 1);
}

}  // namespace saldo::hub
