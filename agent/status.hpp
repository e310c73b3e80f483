#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/catalog/catalog.hpp"
#include "agent/catalog/catalog_receiver.hpp"
#include "agent/commands/enroll_command.hpp"
#include "agent/journal/journal.hpp"
#include "agent/journal/scrubber.hpp"
#include "agent/sources/tcp_scanner.hpp"
#include "agent/sources/watched_folder.hpp"
#include "agent/uplink/uplink.hpp"

namespace saldo::agent {

/// All that a running agent says of itself.
struct AgentState {
    std::string agent;
    std::string rfc;
    std::string plant;
    std::int64_t uptime_seconds = 0;
    JournalHead head;
    JournalStats journal;
    std::uint64_t reserve_bytes = 0;  ///< of the journal: less room than this refuses captures
    UplinkStatus uplink;
    std::optional<std::int64_t> last_sync_seconds;  ///< since the newest receipt came
    std::uint64_t catalog_sequence = 0;             ///< 0: no catalog
    std::uint64_t catalog_parts = 0;
    std::optional<UtcTime> catalog_since;
    bool catalog_is_from_hub = false;
    std::optional<UtcTime> catalog_confirmed;  ///< when the hub last said that it is its newest
    DownlinkStatus downlink;
    ScrubStatus scrub;
    std::vector<FileFault> catalog_faults;
    std::optional<UtcTime> certificate_ends;  ///< nothing: a broker without TLS
    std::optional<NoCertificate> no_certificate;
    std::string log_alarm;           ///< what the hub's log is accused of: a code, or empty
    std::size_t trees_cosigned = 0;  ///< of the hub's log, by this agent as a witness
    sync::ClockReading clock;
    std::vector<ScannerStatus> scanners;
    std::vector<FolderStatus> folders;
};

/// Whether the clock is surely off by more than sync::clock_skew_ms_max.
bool is_clock_wrong(const AgentState& state);

/// Something that is not well, in both languages.
struct Reason {
    std::string code;  ///< "scanner.lost": stable
    std::string es;
    std::string en;
};
/// Empty for an agent that is well.
std::vector<Reason> reasons_of(const AgentState& state, UtcTime now);

/// The state as JSON: `state` is "ok" or "degraded", and `reasons` says why. Members are only
/// added.
std::string to_json(const AgentState& state, UtcTime now);

}  // namespace saldo::agent
