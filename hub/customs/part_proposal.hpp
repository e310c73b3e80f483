#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/pedimento.hpp"

namespace saldo::customs {

/// A part number that a remark line seems to name.
struct PartCandidate {
    std::string part_number;
    std::uint16_t sequence = 0;  ///< of the remark that holds the value
    bool is_labelled = false;    ///< stood behind "No. de parte" or the like
    bool is_doubtful = false;    ///< cut, split over lines, or a label without a readable value
    friend bool operator==(const PartCandidate&, const PartCandidate&) = default;
};

/// Every candidate of the 558 remarks of one partida, in their order.
/// Needs:   remarks sorted by sequence, as Partida::remarks are.
std::vector<PartCandidate> part_candidates(std::span<const Remark> remarks);

/// The one part that the remarks name without doubt, or nothing.
///
/// Gives:   the value that all labels agree on; without labels, the only bare token that is a known
///          part; without labels and with a single remark line, that line when it is one token that
///          looks like a part number. A value that may be cut or split over lines is never guessed.
std::optional<std::string> propose_part(
    std::span<const Remark> remarks,
    const std::function<bool(std::string_view part_number)>& is_known_part);

}  // namespace saldo::customs
