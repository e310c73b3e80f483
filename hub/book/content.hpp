#pragma once

#include <array>
#include <optional>

#include "common/crypto/hash.hpp"
#include "common/domain/fact.hpp"

namespace saldo::book {

/// The parts of a pedimento that a delivery may have or lack as a whole.
enum class Section : std::size_t { core, link, dates, identifiers, discharges, remarks };

/// Digest of what a pedimento says in each section; nothing where the section was not delivered.
/// Two deliveries contradict each other only in sections that both have.
using Told = std::array<std::optional<Digest>, 6>;
Told told_by(const Pedimento& pedimento);

/// One digest over all sections.
Digest digest_of(const Told& told);

/// Identity and content of a movement: the first 16 bytes name it, the second half is what it says.
Digest movement_name(std::string_view rfc, const Movement& movement);
Digest movement_content(const Movement& movement);

}  // namespace saldo::book
