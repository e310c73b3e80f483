#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/http/router.hpp"
#include "hub/api/answers.hpp"

namespace saldo::api {

inline constexpr std::size_t page_rows_max = 1'000;
inline constexpr std::size_t page_rows_standard = 100;

/// Adds the read-only routes: GET /api/v1/{balances,lots,discharges,stock,alerts,explain,version},
/// the chain of a journal, and /api/openapi.json. `answers` outlives the router.
///
/// An answer is {"asKnownAt":"position","columns":[…],"rows":[…],"next":"cursor or empty"}.
/// Parameters: company, part, asOf, asKnownAt, all, limit (1 to 1,000; over the socket file all
/// rows where it is not given), cursor, and ref for explain; any other is 400.
void add_api_routes(http::Router& router, const Answers& answers, std::string version);

/// Adds GET /api/v1/plants/{id}/chain, by agent: {"plant","epoch","from","to","rows":[[sequence,
/// hash]…],"next"}. Parameters: epoch, from, to (both count), limit (1 to 1,000).
/// add_api_routes() calls it.
void add_chain_route(http::Router& router, const Answers& answers);

/// The answer to a question that cannot be answered.
http::Response failure(const Error& error);

/// The OpenAPI 3.1 document of these routes.
std::string_view openapi_document();

}  // namespace saldo::api
