#pragma once

#include <optional>

#include "hub/book/book.hpp"
#include "hub/prove/answer.hpp"
#include "hub/prove/catalog_places.hpp"

namespace saldo::hub {

/// Lots of that name with everything that was discharged from them, or an exit with everything that
/// it discharged. Nothing where no company has such a lot or exit.
///
/// Cost:    of a lot: its part's lots and the uses between its entry and its last discharge.
std::optional<ProofAnswer> answer_debt(book::Book& book, const CatalogPlaces& places,
                                       const ProofQuestion& question);

}  // namespace saldo::hub
