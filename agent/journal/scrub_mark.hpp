#pragma once

#include <filesystem>
#include <map>
#include <optional>

#include "agent/journal/journal_rows.hpp"

namespace saldo::agent {

/// Remembers, over the end of the program, which stretch was being read: a page that is damaged in
/// the wrong place ends whoever reads it (sync.md section 13, rule 6), and a program that dies of
/// its own scrubbing at each start captures nothing. What it died of twice is left alone.
///
/// Kept in a file that is never synced: what it guards against leaves the page cache alone.
class ScrubMark {
public:
    static constexpr int deaths_max = 2;

    /// No file: remembers nothing.
    explicit ScrubMark(std::filesystem::path file);

    bool is_deadly(Place place) const;
    void begin(Place place);  ///< reading begins there
    void end();               ///< and was survived

private:
    void write(std::optional<Place> reading) const;

    std::filesystem::path file_;
    std::map<Place, int> deaths_;
    std::optional<Place> reading_;
};

}  // namespace saldo::agent
