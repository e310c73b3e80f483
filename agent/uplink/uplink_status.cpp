#include <algorithm>

#include "agent/uplink/uplink_machine.hpp"
#include "common/base/check.hpp"
#include "common/config/log.hpp"
#include "common/wire/frame.hpp"
#include "common/wire/messages.hpp"

// How the uplink says how it is: to the hub each minute, and to whoever asks here.

namespace saldo::agent {

using config::LogLevel;

Bytes UplinkMachine::status_frame(bool online) const {
    std::string told = alarm();
    if (told.empty() && options_.log_alarm) told = options_.log_alarm();
    told.resize(std::min<std::size_t>(told.size(), 256));
    const sync::ClockReading clock = options_.clock ? options_.clock() : sync::ClockReading{};
    std::optional<std::uint32_t> uncertainty_ms;
    if (clock.offset) uncertainty_ms = sync::told_uncertainty_ms(*clock.offset);
    std::optional<sync::CatalogPlace> catalog;
    if (options_.catalog_place) catalog = options_.catalog_place();
    const auto body = wire::encode(
        sync::Status{.online = online,
                     .at = surroundings_.utc_now(),
                     .head = source_.head(),
                     .held = outbox_.held(),
                     .disk_free_bytes = options_.disk_free_bytes ? options_.disk_free_bytes() : 0,
                     .clock_quality = clock.quality,
                     .clock_offset_ms = clock.offset ? sync::told_offset_ms(*clock.offset) : 0,
                     .program = options_.program,
                     .alarm = std::move(told),
                     .clock_uncertainty_ms = uncertainty_ms,
                     .catalog = catalog});
    SALDO_CHECK(body);
    return wire::seal_message(wire::FrameKind::status, options_.agent, *body, key_).value();
}

void UplinkMachine::publish_status(bool online) {
    if (!link_ || !is_up_) return;
    const auto done = link_->publish(topic(wire::Channel::status), status_frame(online), true);
    if (!done) {
        config::log_event(LogLevel::warn, "uplink.status_refused",
                          {{"plant", options_.agent}, {"why", done.error().what}});
    }
}

std::string UplinkMachine::alarm() const {
    const std::string told{sync::sentence(outbox_.alarm()).en};
    return told.empty() ? unreadable_ : told;
}

UplinkStatus UplinkMachine::status() const {
    UplinkStatus status = figures_;
    status.is_up = is_up_;
    status.state = outbox_.state();
    status.recorded = outbox_.recorded();
    status.held = outbox_.held();
    status.resends = outbox_.resends();
    status.halt = outbox_.alarm();
    status.alarm = alarm();
    return status;
}

}  // namespace saldo::agent
