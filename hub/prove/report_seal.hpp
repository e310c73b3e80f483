#pragma once

#include <vector>

#include "hub/book/book.hpp"
#include "hub/proof_store/proof_store.hpp"

namespace saldo::hub {

/// A seal for each filed report that has none: what it said, and the trees of its company and of
/// `common` with everything up to its filing.
///
/// Needs:   trees that reach the end of the log. Errors: not_found where they do not; storage.
Result<std::vector<Fact>> missing_seals(const book::Book& book, const ProofStore& proofs);

}  // namespace saldo::hub
