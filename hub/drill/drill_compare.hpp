#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "hub/drill/drill_plant.hpp"
#include "hub/log/lmdb_log.hpp"

namespace saldo::hub {

/// How the records of the plants stand in a log, counted by walking over all of it.
struct RecordCount {
    std::uint64_t lost = 0;     ///< receipted at some time, and not there
    std::uint64_t doubled = 0;  ///< there more than once
    std::string first_fault;    ///< empty: each is there once, in order, the plants' own
};
Result<RecordCount> count_records(const LmdbLog& log, const std::vector<DrillPlant>& plants);

/// Every table of the book of a closed store, as CSV: lots --all, discharges, balances, stock,
/// alerts; and how long the book took to be there, as at the start of a hub.
struct BookTables {
    std::string text;
    std::int64_t open_ms = 0;
};
Result<BookTables> tables_of(const std::filesystem::path& folder);

/// The first line in which two texts differ, from both; empty when they do not.
std::string first_difference(const std::string& expected, const std::string& got);

}  // namespace saldo::hub
