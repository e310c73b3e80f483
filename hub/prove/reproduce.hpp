#pragma once

#include "hub/book/book.hpp"
#include "hub/book/table.hpp"
#include "hub/proof_store/proof_store.hpp"

namespace saldo::hub {

/// A sealed report held against what follows from the facts now, by this program.
struct Reproduction {
    std::string bytes;        ///< of the report as derived now
    book::Table differences;  ///< what, sealed, derived; empty: byte for byte the same
};

/// `then`: the book of all facts up to the filing and with it, made anew from the log.
/// Errors: not_found where the trees have not the sizes of the seal; storage.
Result<Reproduction> reproduce(const ReportSeal& seal, const book::Book& then,
                               const ProofStore& proofs);

}  // namespace saldo::hub
