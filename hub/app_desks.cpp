#include <chrono>
#include <utility>

#include "common/config/clock.hpp"
#include "common/config/exit_code.hpp"
#include "common/config/log.hpp"
#include "hub/app.hpp"

// What a running hub says to its agents without being asked: catalogs, and checkpoints to cosign.

namespace saldo::hub {
namespace {

constexpr auto desks_period = std::chrono::milliseconds{100};
static_assert(std::chrono::hours{1} / desks_period == RefillDesk::turns_per_hour);
constexpr std::uint64_t proof_leaves_of_write = 1U << 14;

}  // namespace

Result<void> App::open_catalogs() {
    CatalogDesk::Options options;
    options.folder = hub_->folder() / "downlink";
    options.has_door = !settings_.https.address.empty();
    auto desk = CatalogDesk::open(hub_->signing_key(), hub_->catalog_rows(), std::move(options));
    if (!desk) return desk.error();
    catalogs_ = std::move(*desk);
    ingest_->set_on_status(
        [this](std::string_view agent, const AgentEntry& entry, const sync::Status& status) {
            catalogs_->on_status(agent, entry, status);
            if (witnesses_) witnesses_->on_status(agent, entry, status);
        });
    return {};
}

/// A hub whose proofs cannot be opened takes records all the same, and says so.
void App::open_witnesses() {
    if (hub_->proofs() == nullptr) return;
    witnesses_.emplace(hub_->signing_key(), *hub_->proofs(), *hub_->cosigned(),
                       WitnessDesk::Options{.ask_every_ms = settings_.cosign_seconds * 1'000});
    ingest_->set_on_witness(
        [this](std::string_view agent, const AgentEntry& entry, const sync::WitnessAnswer& answer) {
            witnesses_->on_answer(agent, entry, answer, now_utc());
        });
    ingest_->set_checkpoint_of([this](auto rfc) { return hub_->prove_for(std::string{rfc}); });
}

void App::turn_desks() {
    for (const auto& out :
         {refill_->turn(now_steady()), catalogs_->turn(now_utc(), now_steady()),
          witnesses_ ? witnesses_->turn(now_utc(), now_steady()) : std::vector<Outgoing>{}}) {
        if (!out) {
            config::log_event(config::LogLevel::error, "hub.storage", {{"what", out.error().what}});
            exit_ = config::number(config::ExitCode::try_again);
            io_.stop();
            return;
        }
        link_->publish(*out);
    }
    if (hub_->proofs() != nullptr) hub_->proofs()->write_waiting(proof_leaves_of_write);
    desks_timer_->expires_after(desks_period);
    desks_timer_->async_wait([this](boost::system::error_code error) {
        if (!error) turn_desks();
    });
}

}  // namespace saldo::hub
