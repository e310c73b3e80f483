#pragma once

#include <functional>

#include "common/http/router.hpp"
#include "hub/access/enrolment.hpp"

namespace saldo::api {

/// Adds POST /api/v1/enroll and /api/v1/renew (docs/protocol.md#enrolment): the only routes of the
/// door that the network of the plants reaches, so far.
///
/// `enrolment` outlives the router; `on_enrolled` is called after each answer that changed who may
/// speak.
void add_enrol_routes(http::Router& router, hub::Enrolment& enrolment, std::function<UtcTime()> now,
                      std::function<void()> on_enrolled);

}  // namespace saldo::api
