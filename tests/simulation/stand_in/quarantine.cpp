#include "hub/ingest/quarantine.hpp"

#include <utility>

#include "common/base/check.hpp"
#include "common/wire/topics.hpp"
#include "tests/simulation/stand_in/disk.hpp"

// The quarantine's folder on a Disk of the simulation. Frames are counted, not kept: nobody looks.

namespace saldo::hub {
namespace {

sim::Rows& files_of(const std::filesystem::path& folder) {
    return sim::disk_at(folder).image.tables[std::string{sim::files_table}];
}

Bytes name_of(std::string_view agent) {
    const ByteView bytes = as_bytes(agent);
    return {bytes.begin(), bytes.end()};
}

}  // namespace

Result<Quarantine> Quarantine::open(const std::filesystem::path& folder, Limits limits) {
    Quarantine quarantine{folder, limits};
    for (const auto& [agent, why] : files_of(folder)) {
        quarantine.held_[std::string{as_text(agent)}] = std::string{as_text(why)};
    }
    return quarantine;
}

void Quarantine::keep(std::string_view agent, std::string_view, ByteView, UtcTime) {
    SALDO_CHECK(wire::is_agent_name(agent));
    ++refused_;
    std::uint64_t& kept = kept_of_[std::string{agent}];
    if (kept >= limits_.frames_of_agent_max || kept_ >= limits_.frames_max) return;
    ++kept;
    ++kept_;
}

Result<void> Quarantine::hold(std::string_view agent, std::string_view why) {
    SALDO_CHECK(wire::is_agent_name(agent));
    held_[std::string{agent}] = std::string{why};
    files_of(folder_)[name_of(agent)] = name_of(why);
    return {};
}

Result<void> Quarantine::release(std::string_view agent) {
    files_of(folder_).erase(name_of(agent));
    if (const auto held = held_.find(agent); held != held_.end()) held_.erase(held);
    return {};
}

std::string Quarantine::held_why(std::string_view agent) const {
    const auto held = held_.find(agent);
    return held == held_.end() ? std::string{} : held->second;
}

}  // namespace saldo::hub
