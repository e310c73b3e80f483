#include "common/http/health.hpp"

#include <utility>

#include "common/base/json.hpp"

namespace saldo::http {
namespace {

Response readiness(const std::vector<Readiness>& checks) {
    bool is_ready = true;
    std::string body = R"({"checks":[)";
    bool is_first = true;
    for (const Readiness& check : checks) {
        is_ready = is_ready && check.is_ready;
        body += is_first ? R"({"name":)" : R"(,{"name":)";
        is_first = false;
        append_json_text(body, check.name);
        body += check.is_ready ? R"(,"ready":true)" : R"(,"ready":false)";
        if (!check.what.empty()) {
            body += R"(,"what":)";
            append_json_text(body, check.what);
        }
        body += '}';
    }
    body += is_ready ? "],\"ready\":true}\n" : "],\"ready\":false}\n";
    Response response = json(std::move(body));
    response.status = is_ready ? 200 : 503;
    response.fields.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace

void add_health_routes(Router& router, std::function<std::vector<Readiness>()> checks,
                       const Metrics& metrics) {
    router.add("GET", "/livez", [](const Request&) {
        Response response = text("ok\n");
        response.fields.emplace_back("Cache-Control", "no-store");
        return response;
    });
    router.add("GET", "/readyz",
               [checks = std::move(checks)](const Request&) { return readiness(checks()); });
    router.add("GET", "/metrics", [&metrics](const Request&) {
        Response response{.status = 200,
                          .content_type = "text/plain; version=0.0.4; charset=utf-8",
                          .body = metrics.text()};
        response.fields.emplace_back("Cache-Control", "no-store");
        return response;
    });
}

}  // namespace saldo::http
