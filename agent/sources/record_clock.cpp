#include "agent/sources/record_clock.hpp"

#include <fstream>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/store/file.hpp"

namespace saldo::agent {
namespace {

constexpr std::size_t note_bytes_max = 256;

/// The kernel's name for this start of the machine; empty where there is none.
std::string boot_id() {
    std::ifstream file{"/proc/sys/kernel/random/boot_id"};
    std::string id;
    std::getline(file, id);
    return id;
}

}  // namespace

Result<RecordClock> RecordClock::open(const std::filesystem::path& file,
                                      Surroundings surroundings) {
    std::uint64_t number = 0;
    std::string noted;
    const auto note = store::read_file(file, note_bytes_max);
    if (note) {
        const auto words = split(trim(as_text(*note)), ' ');
        if (words.size() == 2) {
            number = parse_unsigned(words[0]).value_or(0);
            noted = words[1];
        }
    } else if (note.error().code != Errc::not_found) {
        return note.error();
    }
    const std::string id = boot_id();
    if (number == 0 || number >= UINT32_MAX || id != noted) {
        number = number >= UINT32_MAX ? 1 : number + 1;
        const std::string text = fmt::format("{} {}\n", number, id);
        if (auto written = store::write_file_durably(file, as_bytes(text)); !written) {
            return written.error();
        }
    }
    auto state = std::make_unique<State>();
    state->surroundings = std::move(surroundings);
    state->boot_number = static_cast<std::uint32_t>(number);
    RecordClock clock{std::move(state)};
    clock.look();
    return clock;
}

void RecordClock::look() {
    // Both ways in which a Debian machine says that its clock follows a server, without a system
    // call that a hardened unit may not make.
    std::error_code ignored;
    const bool is_synchronised =
        std::filesystem::exists("/run/systemd/timesync/synchronized", ignored) ||
        std::filesystem::exists("/run/chrony/chronyd.pid", ignored);
    state_->quality =
        is_synchronised ? sync::ClockQuality::synchronised : sync::ClockQuality::set_by_hand;
}

void RecordClock::go_on_from(const sync::RecordHead& newest) {
    const UtcTime now = state_->surroundings.utc_now();
    const SteadyTime then{static_cast<std::int64_t>(newest.monotonic_ns)};
    const bool is_same_boot =
        newest.boot_number == state_->boot_number && then <= state_->surroundings.steady_now();
    const std::lock_guard lock{state_->mutex};
    if (is_same_boot) {  // the monotonic clock went on meanwhile: it tells of any step
        state_->found = std::nullopt;
        (void)state_->watch.look(then, newest.device_utc);
        return;
    }
    const std::int64_t back_ms = newest.device_utc.ms - now.ms;
    if (back_ms <= sync::ClockWatch::step_ms_min) return;  // nobody knows how long it was off
    state_->found = sync::ClockStep{.back_ms = back_ms,
                                    .boot_number = state_->boot_number,
                                    .seen_by = sync::ClockStep::SeenBy::journal};
}

void RecordClock::take(const sync::ClockSample& sample) {
    const std::lock_guard lock{state_->mutex};
    state_->estimate.take(sample);
}

std::optional<sync::ClockStep> RecordClock::watch() {
    const std::lock_guard lock{state_->mutex};
    const auto back_ms =
        state_->watch.look(state_->surroundings.steady_now(), state_->surroundings.utc_now());
    if (state_->found) return std::exchange(state_->found, std::nullopt);
    if (!back_ms) return std::nullopt;
    return sync::ClockStep{.back_ms = *back_ms, .boot_number = state_->boot_number};
}

sync::ClockReading RecordClock::reading() const {
    const std::lock_guard lock{state_->mutex};
    return {.quality = state_->quality.load(),
            .offset = state_->estimate.at(state_->surroundings.steady_now(),
                                          state_->surroundings.utc_now())};
}

UtcTime RecordClock::hub_time() const {
    const std::lock_guard lock{state_->mutex};
    const UtcTime device = state_->surroundings.utc_now();
    const auto offset = state_->estimate.at(state_->surroundings.steady_now(), device);
    return {device.ms - (offset ? offset->offset_ms : 0)};
}

sync::RecordHead RecordClock::head(sync::RecordType type, std::uint64_t catalog_sequence) const {
    const SteadyTime steady = state_->surroundings.steady_now();
    const UtcTime device = state_->surroundings.utc_now();
    sync::RecordHead head{.type = type,
                          .schema = 1,
                          .device_utc = device,
                          .monotonic_ns = static_cast<std::uint64_t>(steady.ns),
                          .boot_number = state_->boot_number,
                          .clock_quality = state_->quality.load(),
                          .clock_offset_ms = 0,
                          .clock_uncertainty_ms = sync::uncertainty_unknown,
                          .catalog_sequence = catalog_sequence};
    const std::lock_guard lock{state_->mutex};
    if (const auto offset = state_->estimate.at(steady, device)) {
        head.clock_offset_ms = sync::told_offset_ms(*offset);
        head.clock_uncertainty_ms = sync::told_uncertainty_ms(*offset);
    }
    return head;
}

}  // namespace saldo::agent
