#pragma once

#include <functional>
#include <optional>

#include "common/http/router.hpp"
#include "hub/proof_store/static_files.hpp"

namespace saldo::api {

/// Adds GET /log/COMPANY/YEAR/…: the static files of the trees, as C2SP tlog-tiles has them
/// (docs/proof.md). `files` gives nothing where there are no trees; what it names outlives the
/// router.
void add_log_routes(http::Router& router, std::function<std::optional<hub::StaticFiles>()> files);

}  // namespace saldo::api
