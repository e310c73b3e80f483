#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "hub/customs/datastage.hpp"
#include "hub/customs/finding_list.hpp"
#include "hub/customs/record_file.hpp"
#include "hub/customs/set_index.hpp"

namespace saldo::customs {

/// The rows of a set put together: which pedimento and which partida each belongs to, and which
/// pedimentos have errors. The builder makes facts out of it.
struct JoinedSet {
    const RecordFile* file(RecordKind kind) const { return files[static_cast<std::size_t>(kind)]; }
    const Grouped& rows(RecordKind kind) const { return grouped[static_cast<std::size_t>(kind)]; }
    Grouped& rows(RecordKind kind) { return grouped[static_cast<std::size_t>(kind)]; }

    std::array<const RecordFile*, record_kind_count> files{};  ///< none: missing or unreadable
    std::array<std::string_view, record_kind_count> paths{};
    std::vector<PedimentoKey> keys;       ///< the set's pedimentos, sorted
    std::vector<std::uint32_t> rows_501;  ///< by pedimento: its row of 501
    std::vector<PedimentoRef> refs;       ///< by pedimento
    std::vector<char> is_held;            ///< by pedimento: an error was found in it
    std::set<std::string> strays;         ///< bad pedimentos that 501 does not have
    std::array<Grouped, record_kind_count>
        grouped{};                         ///< 551, 5xx and Sel: by pedimento; 557, 558: by line
    std::vector<std::uint32_t> line_rows;  ///< row of 551 of each line, by pedimento and secuencia
    LocalDate last_day;                    ///< of the period, for keys without a date of their own
};

/// Puts the rows of a set together and checks them against each other.
///
/// Needs:   joined.files, paths and last_day filled; a file for 501 and 551.
/// Gives:   everything else of it, and what is wrong to `findings`.
void join_rows(JoinedSet& joined, FindingList& findings);

/// The facts of the pedimentos that are not held back, by ref. Needs: join_rows was done.
std::vector<Pedimento> build_pedimentos(JoinedSet& joined);

}  // namespace saldo::customs
