#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "common/domain/fact.hpp"
#include "hub/scenario/statement.hpp"

namespace saldo::scenario {

// What a word of a statement means. The grammar lets only words of the language this far.

PartKind kind_of(const std::string& word);
MovementType type_of(const std::string& word);
StockStatus status_of(const std::string& word);
CertificatePart part_of_certificate(const std::string& word);
DischargeMode mode_of(const std::string& word);
Consolidation consolidation_of(const std::string& word);
ReportType report_type_of(const std::string& word);

/// The number that a field gives, cut to what T holds, or `otherwise`.
template <class T>
T number(const Statement& s, std::string_view field, T otherwise) {
    const auto given = s.get<std::int64_t>(field);
    if (!given) return otherwise;
    constexpr auto most = static_cast<std::int64_t>(std::numeric_limits<T>::max());
    return static_cast<T>(std::clamp<std::int64_t>(*given, 0, most));
}

}  // namespace saldo::scenario
