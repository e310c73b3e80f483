#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "hub/book/derived.hpp"
#include "hub/book/discharge_history.hpp"
#include "hub/book/pedimento_names.hpp"

namespace saldo::book {

/// What was taken of which lot; lots by their place in Derived::lots.
using LotQuantities = std::map<std::uint32_t, Quantity>;

/// Adds what another system claims. Claims may be anything: a sum past what any company could hold
/// stays there, far from where sums of ours would overflow.
inline void add_claim(Quantity& sum, Quantity more) {
    constexpr Quantity claims_max = Quantity::from_ticks(std::int64_t{1} << 60);
    sum = more > claims_max - sum ? claims_max : sum + more;
}

/// What one exit line takes of one part: theirs and ours side by side.
struct ParallelLine {
    LocalDate date;        ///< of the operation here; of theirs where the exit is unknown here
    LocalDate their_date;  ///< as they tell it, or `date`
    std::optional<std::uint32_t> outcome;
    std::uint32_t rank = UINT32_MAX;  ///< of the outcome; unknown ones come last on their day
    std::uint32_t line = 0;
    std::string exit_key;
    std::string exit_clave;
    std::string product;
    std::string part;
    std::optional<std::uint8_t> unit;  ///< of our pool; nothing where we take none of that part

    LotQuantities ours;
    Quantity our_shortage;
    LotQuantities own;  ///< of ours: lots that the goods are known to be of
    LotQuantities theirs;
    std::map<std::pair<std::string, std::uint32_t>, Quantity> unknown;  ///< lots that we have not
    Quantity their_shortage;
    bool names_shortage = false;
    bool is_claimed = false;       ///< they have any row of it
    bool is_exit_claimed = false;  ///< they have any row of its exit line, of whatever part
};

/// Both discharges of one company, line by line: by part, then date, document and line.
struct ParallelLines {
    std::vector<ParallelLine> lines;
    std::optional<LocalDate> first;  ///< of what they tell
    std::optional<LocalDate> last;
};

/// Lays what `system` says it discharged beside our discharge. What is of the opening day or before
/// is history on both sides and left out.
ParallelLines parallel_lines(const Derived& derived, const PedimentoNames& names,
                             const std::set<ForeignDischarge>& claims, const std::string& system,
                             std::optional<LocalDate> opening_day);

}  // namespace saldo::book
