#pragma once

#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "common/http/message.hpp"

namespace saldo::http {

/// A handler answers at once, on the server's own executor, …
using Handler = std::function<Response(const Request&)>;
/// … or later: it may hop onto another executor and come back. The request outlives it.
using AsyncHandler = std::function<boost::asio::awaitable<Response>(const Request&)>;

/// Which handler answers which method and path.
///
/// Patterns are literal segments and {names}: "/api/v1/lots/{key}". A literal segment wins over a
/// name. HEAD is answered by GET. Filled before the server starts, then only read.
class Router {
public:
    struct Route {
        std::string method;
        std::string pattern;
        std::variant<Handler, AsyncHandler> handler;
    };

    /// Needs: no route of this method and pattern yet.
    template <class F>
    void add(std::string_view method, std::string_view pattern, F handler) {
        if constexpr (std::convertible_to<std::invoke_result_t<F&, const Request&>, Response>) {
            insert(method, pattern, Handler{std::move(handler)});
        } else {
            insert(method, pattern, AsyncHandler{std::move(handler)});
        }
    }

    /// Fills request.path, query and params and answers. 404 for an unknown path, 405 with Allow
    /// for a known path and another method, 400 for a broken escape; 500 when a handler throws.
    boost::asio::awaitable<Response> handle(Request& request) const;

    const std::vector<Route>& routes() const { return routes_; }

private:
    void insert(std::string_view method, std::string_view pattern,
                std::variant<Handler, AsyncHandler> handler);
    std::vector<Route> routes_;
};

}  // namespace saldo::http
