#pragma once

#include <optional>

#include "hub/book/book.hpp"
#include "hub/log/log_store.hpp"
#include "hub/prove/answer.hpp"
#include "hub/prove/catalog_places.hpp"

namespace saldo::hub {

/// One fact by its place: `@POSITION` of the log, `AGENT/EPOCH/SEQUENCE` of a journal, or the id of
/// a movement, for which the log is walked. Nothing where the reference is none of these.
///
/// Errors:  not_found for a place that the log has not; storage.
Result<std::optional<ProofAnswer>> answer_movement(const book::Book& book, const LogStore& log,
                                                   const CatalogPlaces& places,
                                                   const ProofQuestion& question);

}  // namespace saldo::hub
