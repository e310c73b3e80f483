#pragma once

#include <string>

#include "hub/book/book.hpp"
#include "hub/prove/answer.hpp"
#include "hub/prove/catalog_places.hpp"
#include "hub/prove/proof_json.hpp"

namespace saldo::hub {

/// What a proof is made from. References outlive it.
struct ProveSource {
    book::Book& book;
    const CatalogPlaces& places;
    EvidenceSource evidence;
};

/// Proves one thing: a lot, an exit, a movement, a filed report, a fact at a position
/// (docs/proof.md).
///
/// Gives:   the file, and what paper says of it. `head.ref` is what was asked for.
/// Errors:  not_found where nothing is called so; those of gather().
struct Proved {
    std::string file;
    std::string paper;  ///< text of the QR code (paper.hpp)
};
Result<Proved> prove_one(const ProveSource& source, const ProofQuestion& question,
                         const ProofHead& head, const SignText& sign, const std::string& url);

}  // namespace saldo::hub
