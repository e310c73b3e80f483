#pragma once

#include <optional>

#include "hub/book/book.hpp"
#include "hub/prove/answer.hpp"

namespace saldo::hub {

/// The company, of those in question, that filed the report; nothing where none did.
std::optional<std::string> filer_of(const book::Book& book, const ProofQuestion& question);

/// A filed report by its seal: "return/2026-02". Nothing where the reference names no filed report.
/// Errors: unavailable for one that is not sealed yet.
Result<std::optional<ProofAnswer>> answer_report(const book::Book& book,
                                                 const ProofQuestion& question);

}  // namespace saldo::hub
