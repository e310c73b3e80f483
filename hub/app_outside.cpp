#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>

#include "common/config/clock.hpp"
#include "common/config/log.hpp"
#include "hub/app.hpp"

// Checkpoints of a running hub leave its hands. A hub without anybody outside has no desk for it.

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

constexpr auto outside_period = std::chrono::seconds{1};

}  // namespace

Result<void> App::open_outside() {
    if (!settings_.outside.is_on() || hub_->proofs() == nullptr) return {};
    auto desk = OutsideDesk::open(
        {.settings = settings_.outside,
         .proofs = *hub_->proofs(),
         .cosigned = *hub_->cosigned(),
         .folder = hub_->folder(),
         .on_news = [this] { boost::asio::post(io_, [this] { look_outside(); }); }});
    if (!desk) return desk.error();
    outside_ = std::move(*desk);
    outside_timer_ = std::make_unique<boost::asio::steady_timer>(io_);
    return {};
}

/// What goes wrong here never holds up the log: it is said, and tried again.
void App::look_outside() {
    if (!outside_) return;
    const auto done = outside_->turn(now_utc(), now_steady());
    if (!done && done.error().what != outside_trouble_) {
        log_event(LogLevel::error, "outside.storage", {{"why", done.error().what}});
    }
    outside_trouble_ = done ? std::string{} : done.error().what;
}

void App::turn_outside() {
    look_outside();
    refresh_outside_metrics();
    outside_timer_->expires_after(outside_period);
    outside_timer_->async_wait([this](boost::system::error_code error) {
        if (!error) turn_outside();
    });
}

void App::refresh_outside_metrics() {
    if (!outside_) return;
    const auto witnesses = outside_->witnesses();
    if (!witnesses) return;
    for (const OutsideWitnesses::State& state : *witnesses) {
        const http::Metrics::Labels labels = {{"witness", state.name}};
        metrics_
            .gauge("saldo_hub_witness_alarm", "1 when a witness says that the log is another one",
                   labels)
            .set(state.alarms.empty() ? 0 : 1);
        metrics_
            .gauge("saldo_hub_witness_trees_behind", "Trees that a witness has not cosigned yet",
                   labels)
            .set(static_cast<double>(state.behind));
    }
}

std::string App::outside_words(Language language) const {
    if (!outside_) return {};
    const auto words = outside_->words(language, now_utc());
    return words ? *words : words.error().what + "\n";
}

}  // namespace saldo::hub
