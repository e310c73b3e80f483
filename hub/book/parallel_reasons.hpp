#pragma once

#include <string>
#include <vector>

#include "hub/book/parallel_run.hpp"
#include "hub/book/parallel_state.hpp"
#include "hub/book/parallel_versions.hpp"

namespace saldo::book {

/// A cause as it is found at one line; `key` is the same wherever it is the same one.
struct FoundCause {
    std::string key;
    DifferenceReason reason = DifferenceReason::other;
    std::string lot;
    std::string instead;
    std::optional<LocalDate> version;
};

/// Asks one line that differs which rules were broken there.
class ParallelReasons {
public:
    ParallelReasons(const Derived& derived, const ParallelState& state,
                    const ParallelVersions& versions)
        : derived_{derived}, state_{state}, versions_{versions} {}

    /// Did they take just what the rules take, given what they had taken before?
    bool follows_rules(const ParallelLine& line) const;
    /// The causes of a line that does not: of its quantity, of its lots, or both. At least one.
    std::vector<FoundCause> causes_of(const ParallelLine& line) const;

private:
    FoundCause cause_of_quantity(const ParallelLine& line, Quantity told) const;
    FoundCause cause_of_lots(const ParallelLine& line, const LotQuantities& by_rule,
                             Quantity asked) const;
    FoundCause at_lot(DifferenceReason reason, std::uint32_t lot, std::string instead = {}) const;
    FoundCause at_line(DifferenceReason reason, const ParallelLine& line) const;
    bool is_forbidden(const ParallelLine& line, std::uint32_t lot) const;
    std::string lot_name(std::uint32_t lot) const { return name_of(derived_.lots[lot]); }

    const Derived& derived_;
    const ParallelState& state_;
    const ParallelVersions& versions_;
};

}  // namespace saldo::book
