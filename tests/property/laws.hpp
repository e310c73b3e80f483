#pragma once

#include <string>

#include "hub/book/derived.hpp"

namespace saldo::test {

/// What every derivation must hold, whatever was told: nothing is made or lost, nobody takes what
/// the rules keep from him, an exhausted lot has given its whole UMT, value and IVA.
///
/// Gives: the first law that is broken, in words; empty when all hold.
std::string broken_law(const book::Derived& derived);

}  // namespace saldo::test
