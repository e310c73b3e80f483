#include "hub/admin.hpp"

#include <chrono>
#include <filesystem>

#include <boost/json.hpp>

#include "common/config/clock.hpp"
#include "common/config/log.hpp"
#include "common/http/client.hpp"

namespace saldo::hub {
namespace {

namespace json = boost::json;

constexpr std::string_view route = "/admin/v1/command";
constexpr auto answer_max = std::chrono::minutes{60};  // an import of years may take a while
constexpr std::size_t answer_bytes_max = std::size_t{2} << 30U;

/// Names of files are the caller's: the hub has another working directory.
bool positionals_are_files(std::string_view command) {
    return command.starts_with("import ") || command == "export" || command == "plan" ||
           command == "record" || command.starts_with("broker-config ");
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
        flags[name] = name == "out" || name == "sqlite" ? absolute(value) : value;
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

}  // namespace

void add_admin_routes(http::Router& router, HubStore& hub) {
    router.add("POST", route, [&hub](const http::Request& request) -> http::Response {
        if (!request.is_local) return http::problem(403, "forbidden", "only over the hub's socket");
        const auto line = from_json(request.body);
        if (!line) return http::problem(400, "command.malformed", line.error().what);
        if (!is_store_command(line->command)) {
            return http::problem(404, "command.unknown", "no such command: " + line->command);
        }
        config::log_event(config::LogLevel::info, "hub.command", {{"command", line->command}});
        const auto result = run_store_command(*line, hub, now_utc(), [](auto, auto, auto) {});
        return http::json(json::serialize(
            json::object{{"exit", result.exit}, {"out", result.out}, {"err", result.err}}));
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
