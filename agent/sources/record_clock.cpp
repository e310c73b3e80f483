#include "agent/sources/record_clock.hpp"

#include <fstream>
#include <string>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/config/clock.hpp"
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

Result<RecordClock> RecordClock::open(const std::filesystem::path& file) {
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
    RecordClock clock{static_cast<std::uint32_t>(number)};
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
    quality_ = is_synchronised ? sync::ClockQuality::synchronised : sync::ClockQuality::set_by_hand;
}

sync::RecordHead RecordClock::head(sync::RecordType type, std::uint64_t catalog_sequence) const {
    // Offset and uncertainty against the hub's clock are for the time when receipts are measured;
    // until then the uncertainty says "as good as the machine's own clock".
    const sync::ClockQuality quality = quality_.load();
    return {.type = type,
            .schema = 1,
            .device_utc = now_utc(),
            .monotonic_ns = static_cast<std::uint64_t>(now_steady().ns),
            .boot_number = boot_number_,
            .clock_quality = quality,
            .clock_offset_ms = 0,
            .clock_uncertainty_ms = quality == sync::ClockQuality::synchronised ? 100U : 60'000U,
            .catalog_sequence = catalog_sequence};
}

}  // namespace saldo::agent
