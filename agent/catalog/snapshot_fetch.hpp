#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/base/result.hpp"
#include "common/config/join_bundle.hpp"
#include "common/sync/catalog.hpp"

namespace saldo::agent {

/// Gets bytes [from, from + most) of an offered snapshot; fewer at its end, at least one.
///
/// Errors: unavailable: try again later; not_found: the hub has that file no more; forbidden: the
/// hub does not give it to us; malformed: what answers there is not the hub of the protocol.
using FetchPiece = std::function<Result<std::string>(const sync::SnapshotOffer& offer,
                                                     std::uint64_t from, std::uint64_t most)>;

/// The same from the HTTPS door of the hub that this identity names; signs each question.
FetchPiece fetch_over_https(config::JoinBundle bundle);

}  // namespace saldo::agent
