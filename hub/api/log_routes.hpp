#pragma once

#include <functional>

#include "common/http/router.hpp"
#include "hub/proof_store/proof_store.hpp"

namespace saldo::api {

/// Adds GET /log/COMPANY/YEAR/…: the static files of the trees, as C2SP tlog-tiles has them
/// (docs/proof.md). `proofs` gives nothing where there are none; both outlive the router.
void add_log_routes(http::Router& router, std::function<const hub::ProofStore*()> proofs,
                    const hub::LogStore& log);

}  // namespace saldo::api
