#include "hub/api/enrol_routes.hpp"

#include <utility>

namespace saldo::api {
namespace {

http::Response refused(const hub::EnrolRefusal& refusal) {
    http::Response response = http::problem(refusal.status, refusal.code, refusal.what);
    if (refusal.status == 429) response.fields.emplace_back("Retry-After", "60");
    return response;
}

http::Response answered(const hub::EnrolOutcome& outcome) {
    if (const auto* refusal = std::get_if<hub::EnrolRefusal>(&outcome)) return refused(*refusal);
    return http::json(config::to_json(std::get<config::EnrolAnswer>(outcome)));
}

}  // namespace

void add_enrol_routes(http::Router& router, hub::Enrolment& enrolment, std::function<UtcTime()> now,
                      std::function<void()> on_enrolled) {
    router.add(
        "POST", config::enroll_route,
        [&enrolment, now,
         on_enrolled = std::move(on_enrolled)](const http::Request& request) -> http::Response {
            const auto asked = config::parse_enrol_request(request.body);
            if (!asked) {
                return refused(enrolment.unreadable(asked.error().what, request.peer, now()));
            }
            const auto outcome = enrolment.enrol(*asked, request.peer, now());
            if (std::holds_alternative<config::EnrolAnswer>(outcome)) on_enrolled();
            return answered(outcome);
        });
    router.add(
        "POST", config::renew_route,
        [&enrolment, now](const http::Request& request) -> http::Response {
            const auto asked = config::parse_renew_request(request.body);
            if (!asked) {
                return refused(enrolment.unreadable(asked.error().what, request.peer, now()));
            }
            return answered(enrolment.renew(*asked, request.peer, now()));
        });
}

}  // namespace saldo::api
