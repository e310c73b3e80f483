#pragma once

#include <memory>
#include <string>

#include "agent/journal/lmdb_journal.hpp"

namespace saldo::test {

inline agent::JournalIdentity journal_identity() {
    return {.agent = "gna-tij1", .rfc = "GNA010101AAA", .plant = "P01", .machine = "machine-1"};
}

/// A journal that opens quickly: small, and not extended beforehand.
inline agent::JournalLimits small_journal() {
    return {.map_bytes = 64U << 20,
            .preextend_bytes = 0,
            .reserve_bytes = 1U << 20,
            .pressure_bytes = 2U << 20};
}

inline std::unique_ptr<agent::LmdbJournal> open_journal(
    const std::filesystem::path& folder, const agent::JournalLimits& limits = small_journal()) {
    return agent::LmdbJournal::open(folder, journal_identity(), limits, {}).value();
}

/// A record that says `text`, as the event `id`; no id, no event.
inline agent::Pending pending(const std::string& text, const std::string& id = {}) {
    agent::Pending record{.head = {.device_utc = {1'000}}};
    append(record.body, as_bytes(text));
    if (!id.empty()) record.event = agent::EventKey{.event_id = id, .line = sha256(record.body)};
    return record;
}

}  // namespace saldo::test
