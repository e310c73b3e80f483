#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/http/metrics.hpp"
#include "common/http/router.hpp"

namespace saldo::http {

/// One thing that must hold for a program to do its work.
struct Readiness {
    std::string name;  ///< "broker", "journal"
    bool is_ready = false;
    std::string what = {};  ///< for people, when it is not
};

/// Adds the routes that both programs have: GET /livez (the process answers), GET /readyz (all of
/// `checks` hold: 200, else 503 with the ones that do not), GET /metrics.
/// The functions are called on the server's executor and must not wait. `metrics` outlives the
/// router.
void add_health_routes(Router& router, std::function<std::vector<Readiness>()> checks,
                       const Metrics& metrics);

}  // namespace saldo::http
