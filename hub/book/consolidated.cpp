#include "hub/book/consolidated.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

#include "common/base/text.hpp"

namespace saldo::book {
namespace {

constexpr std::string_view remesas_clave = "RC";
constexpr std::uint64_t number_max = std::numeric_limits<std::uint16_t>::max();

/// Has every remesa of "38-89", or of "7", its selection? Not where nobody can read the range.
bool are_told(std::string_view range, const std::vector<Remesa>& remesas) {
    const std::size_t dash = range.find('-');
    const auto first = parse_unsigned(range.substr(0, dash));
    const auto last =
        dash == std::string_view::npos ? first : parse_unsigned(range.substr(dash + 1));
    if (!first || !last || *first > *last || *last > number_max) return false;
    const auto told = std::ranges::count_if(remesas, [&](const Remesa& remesa) {
        return *first <= remesa.number && remesa.number <= *last;
    });
    return static_cast<std::uint64_t>(told) == *last - *first + 1;
}

}  // namespace

std::optional<Crossings> crossings_of(const Pedimento& pedimento) {
    bool is_consolidated = false;
    Crossings found{.first = {}, .are_all_told = true};
    for (const PedimentoIdentifier& identifier : pedimento.identifiers) {
        if (identifier.clave != remesas_clave) continue;
        is_consolidated = true;
        const bool told = are_told(identifier.complement1, pedimento.remesas);
        found.are_all_told = found.are_all_told && told;
    }
    if (!is_consolidated) return std::nullopt;
    for (const Remesa& remesa : pedimento.remesas) {
        const LocalDate day = remesa.crossed_at.date;
        found.first = std::min(found.first.value_or(day), day);
    }
    return found;
}

}  // namespace saldo::book
