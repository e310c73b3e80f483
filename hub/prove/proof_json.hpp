#pragma once

#include <functional>
#include <string>

#include "hub/prove/answer.hpp"

namespace saldo::hub {

/// Whose proof it is, and of when.
struct ProofHead {
    std::string ref;
    std::string hub;
    std::string origin;  ///< first part of the names of the trees
    std::string log_key;
    std::uint64_t position = 0;  ///< facts known
    std::string program;
};

/// Signs a text that is no checkpoint with the log key: a signed note.
using SignText = std::function<std::string(const std::string& text)>;

/// The file of a proof (docs/proof.md, "Proof of one thing"): JSON, whose last member is a seal
/// over every byte before it.
std::string proof_json(const ProofHead& head, const ProofAnswer& answer, const Evidence& evidence,
                       const SignText& sign);

}  // namespace saldo::hub
