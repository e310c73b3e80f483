#include "hub/admin.hpp"

#include <chrono>
#include <filesystem>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include "common/config/clock.hpp"
#include "common/config/log.hpp"
#include "common/http/client.hpp"

namespace saldo::hub {
namespace {

namespace json = boost::json;
namespace net = boost::asio;

constexpr std::string_view route = "/admin/v1/command";
constexpr auto look_again = std::chrono::milliseconds{50};
constexpr auto answer_max = std::chrono::minutes{60};  // an import of years may take a while
constexpr std::size_t answer_bytes_max = std::size_t{2} << 30U;

/// Names of files are the caller's: the hub has another working directory.
bool positionals_are_files(std::string_view command) {
    return command.starts_with("import ") || command == "export" || command == "plan" ||
           command == "record" || command == "backup" || command.starts_with("broker-config ");
}

std::string absolute(const std::string& path) {
    std::error_code ignored;
    const auto found = std::filesystem::absolute(path, ignored);
    return ignored ? path : found.string();
}

std::string to_json(const config::CommandLine& line) {
    json::array positionals;
    for (const std::string& p : line.positionals) {
        positionals.push_back(json::string{positionals_are_files(line.command) ? absolute(p) : p});
    }
    json::object flags;
    for (const auto& [name, value] : line.flags) {
        flags[name] = name == "out" || name == "sqlite" || name == "qr" ? absolute(value) : value;
    }
    return json::serialize(json::object{{"command", line.command},
                                        {"positionals", std::move(positionals)},
                                        {"flags", std::move(flags)},
                                        {"language", line.language == Language::es ? "es" : "en"},
                                        {"format", static_cast<int>(line.format)}});
}

Result<config::CommandLine> from_json(std::string_view text) {
    try {
        const json::object root =
            json::parse(json::string_view{text.data(), text.size()}).as_object();
        config::CommandLine line;
        line.command = std::string{root.at("command").as_string()};
        for (const json::value& p : root.at("positionals").as_array()) {
            line.positionals.emplace_back(p.as_string());
        }
        for (const auto& [name, value] : root.at("flags").as_object()) {
            line.flags[std::string{name}] = std::string{value.as_string()};
        }
        line.language = root.at("language").as_string() == "es" ? Language::es : Language::en;
        const auto format = root.at("format").as_int64();
        if (format < 0 || format > static_cast<int>(config::Format::json)) {
            return malformed("no such format");
        }
        line.format = static_cast<config::Format>(format);
        return line;
    } catch (const std::exception& error) {
        return malformed(std::string{"not a command: "} + error.what());
    }
}

http::Response answer_of(const CommandResult& result) {
    return http::json(json::serialize(
        json::object{{"exit", result.exit}, {"out", result.out}, {"err", result.err}}));
}

net::awaitable<CommandResult> wait_for(PendingResult pending) {
    net::steady_timer timer{co_await net::this_coro::executor};
    while (!*pending) {
        timer.expires_after(look_again);
        const auto [error] = co_await timer.async_wait(net::as_tuple(net::use_awaitable));
        if (error) co_return failed({Errc::unavailable, "the hub is stopping"});
    }
    co_return **pending;
}

}  // namespace

void add_admin_routes(http::Router& router, HubStore& hub, BeginLong begin_long) {
    router.add(
        "POST", route,
        [&hub, begin_long = std::move(begin_long)](
            const http::Request& request) -> net::awaitable<http::Response> {
            if (!request.is_local) {
                co_return http::problem(403, "forbidden", "only over the hub's socket");
            }
            const auto line = from_json(request.body);
            if (!line) {
                co_return http::problem(400, "command.malformed", line.error().what);
            }
            config::log_event(config::LogLevel::info, "hub.command", {{"command", line->command}});
            if (const auto pending = begin_long(*line)) {
                co_return answer_of(co_await wait_for(*pending));
            }
            if (!is_store_command(line->command)) {
                co_return http::problem(404, "command.unknown",
                                        "no such command: " + line->command);
            }
            co_return answer_of(run_store_command(*line, hub, now_utc(), [](auto, auto, auto) {}));
        });
}

Result<CommandResult> run_in_daemon(const std::string& socket, const config::CommandLine& line) {
    const http::ClientLimits limits{.answer_max = answer_max, .body_bytes_max = answer_bytes_max};
    const auto answer = http::request({.unix_path = socket}, "POST", route, to_json(line), limits,
                                      {{"Content-Type", "application/json"}});
    if (!answer) return answer.error();
    if (answer->status != 200) {
        return Error{Errc::unavailable, "the running hub answered " +
                                            std::to_string(answer->status) + ": " + answer->body};
    }
    try {
        const json::object root = json::parse(answer->body).as_object();
        return CommandResult{static_cast<int>(root.at("exit").as_int64()),
                             std::string{root.at("out").as_string()},
                             std::string{root.at("err").as_string()}};
    } catch (const std::exception& error) {
        return Error{Errc::unavailable, std::string{"the running hub's answer: "} + error.what()};
    }
}

}  // namespace saldo::hub
