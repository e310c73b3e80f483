#pragma once

#include <string>
#include <vector>

#include "hub/prove/answer.hpp"

namespace saldo::hub {

/// What the QR code on a printed answer says (docs/proof.md, "On paper"): the address of the proof,
/// then the text of the newest checkpoint of the company's tree: origin, size and root, a line
/// each.
///
/// `url`: where proofs are found; empty: the address begins with "saldo:".
std::string paper_text(const std::string& url, const ProofAnswer& answer, const std::string& ref,
                       const std::vector<ProvedTree>& trees);

}  // namespace saldo::hub
