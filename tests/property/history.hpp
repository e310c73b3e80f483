#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/domain/fact.hpp"
#include "tests/property/random.hpp"

namespace saldo::test {

/// What a random history may hold. Each kind holds less than the one before it.
enum class Story : std::uint8_t {
    any,      ///< every kind of fact, also refused, repeated and contradicting ones
    orderly,  ///< only facts whose order of arrival may not matter (house.md decision 7)
    plain,    ///< declared lots and outcomes only: what the naive model knows
};

/// A fact, and what it speaks of: facts of one subject keep their order when others change places
/// (the lines of a document are numbered as they are told; a line follows its document).
struct Told {
    Fact fact;
    std::string subject;  ///< empty: stands alone
};

/// Told first, in any order of arrival: companies (their mode decides what their documents may
/// hold) and conversions of units (an import in another unit is refused without one).
extern const std::string first_subject;

/// A company or two, 10 to 40 facts, in the order in which they became known. Numbers are small and
/// days are few, so that lots run out, expire and tie. The same seed gives the same bytes
/// everywhere.
std::vector<Told> random_history(std::uint64_t seed, Story story);

/// The facts alone.
std::vector<Fact> facts_of(const std::vector<Told>& history);

/// Another order in which the same facts may arrive: indices into the history.
std::vector<std::size_t> another_arrival(const std::vector<Told>& history, Random& random);

}  // namespace saldo::test
