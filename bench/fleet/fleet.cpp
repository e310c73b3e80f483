#include "bench/fleet/fleet.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "common/config/clock.hpp"
#include "common/wire/catalog_messages.hpp"
#include "common/wire/epoch_codec.hpp"
#include "common/wire/fact_codec.hpp"
#include "common/wire/messages.hpp"

namespace saldo::bench {
namespace {

namespace fs = std::filesystem;

constexpr auto turn_every = std::chrono::milliseconds{10};
constexpr std::size_t waits_ms_max = 600'000;
/// Agents follow one another in an order without neighbours, as plants do.
constexpr std::size_t stride = 2'741;

std::size_t percentile_ms(const std::vector<std::uint32_t>& waits, double share) {
    std::uint64_t total = 0;
    for (const std::uint32_t count : waits) total += count;
    const auto wanted = static_cast<std::uint64_t>(static_cast<double>(total) * share);
    std::uint64_t seen = 0;
    for (std::size_t ms = 0; ms < waits.size(); ++ms) {
        seen += waits[ms];
        if (seen > wanted) return ms;
    }
    return waits.empty() ? 0 : waits.size() - 1;
}

}  // namespace

Fleet::Fleet(boost::asio::io_context& io) : io_{io}, timer_{io} {}

Result<std::unique_ptr<Fleet>> Fleet::open(boost::asio::io_context& io, const fs::path& bundles) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator{bundles}) paths.push_back(entry.path());
    std::ranges::sort(paths);
    if (paths.empty()) return Error{Errc::not_found, bundles.string() + " holds no join bundle"};
    std::unique_ptr<Fleet> fleet{new Fleet{io}};
    fleet->agents_.reserve(paths.size());
    for (const fs::path& path : paths) {
        auto bundle = config::read_join_bundle(path);
        if (!bundle) return bundle.error();
        if (!bundle->tls) return malformed(path.string() + " has no certificate");
        fleet->add(std::move(*bundle));
    }
    return fleet;
}

void Fleet::add(config::JoinBundle bundle) {
    if (!context_) context_ = fleet_context(bundle.tls->ca);
    const std::string name = bundle.agent.value();
    auto journal =
        std::make_unique<MemoryJournal>(name, sync::Epoch{.ordinal = 1, .nonce = random_u64()},
                                        [this](SteadyTime recorded) { on_held(recorded); });
    const auto opening =
        wire::encode_epoch_open(
            {.rfc = bundle.rfc, .plant = bundle.plant, .signing_key = bundle.signing_key.key_id()})
            .value();
    journal->add(sync::RecordType::epoch_open, opening, now_utc(), now_steady());

    agent::UplinkOptions options{.agent = name,
                                 .rfc = bundle.rfc,
                                 .program = "saldo-fleet",
                                 .token = {},
                                 .hub_key = bundle.hub_key,
                                 .link = {},
                                 .limits = {},
                                 .disk_free_bytes = {}};
    auto catalog = std::make_unique<sync::CatalogPlace>();
    options.catalog_place = [held = catalog.get()] { return *held; };
    options.on_catalog = [held = catalog.get(), name, key = bundle.hub_key](ByteView payload) {
        const auto body = wire::open_message(payload, wire::FrameKind::catalog, name, key);
        const auto news = body ? wire::decode_catalog_news(*body) : body.error();
        if (news) *held = news->head;  // rows are not kept: no scan of a fleet is checked
    };
    options.link.uri = fmt::format("ssl://{}:{}", bundle.broker_host, bundle.broker_port);
    auto factory = [this, credentials = Credentials{bundle.tls->certificate, bundle.tls->key}](
                       const mqtt::LinkOptions& link,
                       mqtt::EventHandler handler) -> Result<std::unique_ptr<mqtt::MqttLink>> {
        return make_tls_link(io_, *context_, credentials, links_, link, std::move(handler));
    };
    auto uplink = std::make_unique<agent::Uplink>(
        io_, std::move(options), bundle.signing_key, *journal, std::move(factory),
        [this, name](const Error& error) { failure_ = name + ": " + error.what; });
    agents_.push_back({.bundle = std::move(bundle),
                       .journal = std::move(journal),
                       .uplink = std::move(uplink),
                       .catalog = std::move(catalog)});
}

void Fleet::start(double over_seconds) {
    const double turns =
        std::max(1.0, over_seconds * 1000 / static_cast<double>(turn_every.count()));
    start_per_turn_ = static_cast<double>(agents_.size()) / turns;
    turned_ = now_steady();
    turn();
}

void Fleet::record_one(Agent& agent) {
    const std::string& name = agent.bundle.agent.value();
    const UtcTime now = now_utc();
    const std::uint64_t number = ++agent.movements;
    const Movement movement{.event_id = fmt::format("{}-{:08}", name, number),
                            .at = {now, -360},
                            .plant = agent.bundle.plant,
                            .type = number % 2 == 0 ? MovementType::issue : MovementType::receipt,
                            .part_number = "RM-10001",
                            .quantity = Quantity::from_units(35),
                            .umc = 6,
                            .ref_type = "PED",
                            .ref = "25-190-8005-5000001",
                            .counter_plant = "",
                            .device = "SC01"};
    const std::string line =
        fmt::format("{},{},P01,{},RM-10001,35.000,6,PED,25-190-8005-5000001,,SC01",
                    movement.event_id, format_utc(now), to_string(movement.type));
    agent.journal->add(sync::RecordType::movement,
                       wire::encode_movement_body(movement, line).value(), now, now_steady());
    ++recorded_;
    agent.uplink->on_recorded();
}

void Fleet::turn() {
    to_start_ += start_per_turn_;
    for (; started_ < agents_.size() && to_start_ >= 1; --to_start_) {
        agents_[started_++].uplink->start();
    }
    const SteadyTime now = now_steady();
    owed_ += rate_ * static_cast<double>(now.ns - turned_.ns) / 1e9;
    turned_ = now;
    for (; owed_ >= 1; --owed_) {
        record_one(agents_[next_agent_]);
        next_agent_ = (next_agent_ + stride) % agents_.size();
    }
    timer_.expires_after(turn_every);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) turn();
    });
}

void Fleet::on_held(SteadyTime recorded) {
    ++held_;
    const auto ms = static_cast<std::size_t>((now_steady().ns - recorded.ns) / 1'000'000);
    const std::size_t slot = std::min(ms, waits_ms_max);
    if (slot >= waits_.size()) waits_.resize(slot + 1);
    ++waits_[slot];
}

std::string Fleet::report() {
    std::size_t streaming = 0;
    std::size_t halted = 0;
    std::uint64_t waiting = 0;
    std::uint64_t resends = 0;
    std::int64_t oldest_ms = 0;
    const SteadyTime now = now_steady();
    for (const Agent& agent : agents_) {
        const agent::UplinkStatus status = agent.uplink->status();
        if (status.state == sync::Outbox::State::streaming) ++streaming;
        if (status.state == sync::Outbox::State::halted) ++halted;
        resends += status.resends;
        if (agent.journal->waiting() == 0) continue;
        waiting += agent.journal->waiting();
        oldest_ms = std::max(oldest_ms, (now.ns - agent.journal->oldest().ns) / 1'000'000);
    }
    std::string text = fmt::format(
        R"({{"agents":{},"connected":{},"streaming":{},"halted":{},"recorded":{},"held":{},)"
        R"("waiting":{},"oldest_ms":{},"p50_ms":{},"p99_ms":{},"max_ms":{},"resends":{},)"
        R"("refused":{},"lost":{},"packets_out":{},"packets_in":{},"failure":"{}"}})",
        agents_.size(), links_.connected, streaming, halted, recorded_, held_, waiting, oldest_ms,
        percentile_ms(waits_, 0.5), percentile_ms(waits_, 0.99), percentile_ms(waits_, 1.0),
        resends, links_.refused, links_.lost, links_.packets_out, links_.packets_in, failure_);
    waits_.clear();
    return text;
}

}  // namespace saldo::bench
