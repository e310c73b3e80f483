#include "common/http/router.hpp"

#include <exception>
#include <optional>

#include <fmt/format.h>

#include "common/base/check.hpp"
#include "common/base/text.hpp"

namespace saldo::http {
namespace {

bool is_name(std::string_view segment) {
    return segment.size() > 2 && segment.starts_with('{') && segment.ends_with('}');
}

/// The names of a pattern with what stands in their place, or nothing when it does not fit. A path
/// is split before it is decoded, so that an escaped slash stays inside its segment.
std::optional<std::map<std::string, std::string, std::less<>>> match(
    std::string_view pattern, const std::vector<std::string>& segments) {
    const auto wanted = split(pattern, '/');
    if (wanted.size() != segments.size()) return std::nullopt;
    std::map<std::string, std::string, std::less<>> params;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (is_name(wanted[i])) {
            if (segments[i].empty()) return std::nullopt;
            params[std::string{wanted[i].substr(1, wanted[i].size() - 2)}] = segments[i];
        } else if (wanted[i] != segments[i]) {
            return std::nullopt;
        }
    }
    return params;
}

/// Fills path and query; false for a broken escape. Gives the decoded segments of the path.
bool read_target(Request& request, std::vector<std::string>& segments) {
    const std::string_view target = request.target;
    const auto question = target.find('?');
    for (const std::string_view raw : split(target.substr(0, question), '/')) {
        auto segment = percent_decode(raw, false);
        if (!segment) return false;
        segments.push_back(std::move(*segment));
    }
    request.path = fmt::format("{}", fmt::join(segments, "/"));
    if (question == std::string_view::npos) return true;
    for (const std::string_view pair : split(target.substr(question + 1), '&')) {
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value = equals == std::string_view::npos
                         ? std::optional<std::string>{std::string{}}
                         : percent_decode(pair.substr(equals + 1), true);
        if (!name || !value) return false;
        request.query.emplace_back(std::move(*name), std::move(*value));
    }
    return true;
}

std::size_t names_in(std::string_view pattern) {
    std::size_t count = 0;
    for (const std::string_view segment : split(pattern, '/')) count += is_name(segment) ? 1 : 0;
    return count;
}

}  // namespace

void Router::insert(std::string_view method, std::string_view pattern,
                    std::variant<Handler, AsyncHandler> handler) {
    SALDO_CHECK(pattern.starts_with('/'));
    for (const Route& route : routes_) {
        SALDO_CHECK(route.method != method || route.pattern != pattern);
    }
    routes_.push_back({std::string{method}, std::string{pattern}, std::move(handler)});
}

boost::asio::awaitable<Response> Router::handle(Request& request) const {
    std::vector<std::string> segments;
    if (!read_target(request, segments)) {
        co_return problem(400, "target.malformed",
                          "The target has a broken escape, or one that is no UTF-8.");
    }
    std::string_view method = request.method;
    if (method == "HEAD") method = "GET";
    const Route* best = nullptr;
    std::string allowed;
    for (const Route& route : routes_) {
        auto params = match(route.pattern, segments);
        if (!params) continue;
        if (route.method == method) {
            if (best == nullptr || names_in(route.pattern) < names_in(best->pattern)) {
                best = &route;
                request.params = std::move(*params);
            }
        }
        allowed += (allowed.empty() ? "" : ", ") + route.method;
        if (route.method == "GET") allowed += ", HEAD";
    }
    if (best == nullptr && allowed.empty()) {
        co_return problem(404, "path.unknown", fmt::format("Nothing is at {}.", request.path));
    }
    if (best == nullptr) {
        Response response =
            problem(405, "method.not_allowed", fmt::format("{} takes {}.", request.path, allowed));
        response.fields.emplace_back("Allow", allowed);
        co_return response;
    }
    try {
        if (const auto* handler = std::get_if<Handler>(&best->handler)) {
            co_return (*handler)(request);
        }
        // Named, because the coroutine's frame must not own a temporary across the wait.
        auto waiting = std::get<AsyncHandler>(best->handler)(request);
        Response response = co_await std::move(waiting);
        co_return response;
    } catch (const std::exception& error) {
        Response response =
            problem(500, "server.bug", "This is our mistake; tell us the X-Request-Id.");
        response.note = error.what();
        co_return response;
    }
}

}  // namespace saldo::http
