#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace saldo::bench {

/// A row of lots.csv or late.csv: `lot` counts from 1, the last day of the term is in it.
struct SetLot {
    std::uint32_t lot;
    std::uint32_t part;
    std::int32_t entry_day;
    std::int32_t quantity;
    std::int32_t term_end_day;
};

/// A row of uses.csv; expiry 0 may use expired lots, 1 skips them, 2 uses only them.
struct SetUse {
    std::uint32_t use;
    std::uint32_t part;
    std::int32_t day;
    std::int32_t quantity;
    std::int32_t expiry;
};

/// The set that all peers discharge (bench/peers/discharge/generate.py), in order of arrival.
/// Inside a part lots stand by (entry day, lot) and uses by (day, use); on one day imports come
/// before uses.
struct LedgerSet {
    std::vector<SetLot> lots;
    std::vector<SetUse> uses;
    std::vector<SetLot> late;
};

/// Stops the program when a file is missing or has other columns.
LedgerSet read_ledger_set(const std::filesystem::path& folder);

}  // namespace saldo::bench
