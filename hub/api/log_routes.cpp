#include "hub/api/log_routes.hpp"

#include <string>
#include <utility>

#include "hub/api/api.hpp"

namespace saldo::api {
namespace {

constexpr std::string_view root = "/log/";
/// "x123" seven times, the last three digits, and the width of a partial tile.
constexpr int tile_segments_max = 9;

http::Response answer(const std::optional<hub::StaticFiles>& files, const http::Request& request) {
    if (!files) {
        return failure({Errc::unavailable, "the trees over the log cannot be opened"});
    }
    if (!request.query.empty()) {
        return http::problem(400, "parameter.unknown", "A static file has no parameters.");
    }
    std::string_view path = request.path;
    path.remove_prefix(path.starts_with(root) ? root.size() : 0);
    auto file = hub::static_file(*files, path);
    if (!file) return failure(file.error());
    http::Response response;
    response.body = std::string{as_text(file->bytes)};
    if (file->is_note) {
        response.content_type = "text/plain; charset=utf-8";
        response.fields.emplace_back("Cache-Control", "no-store");
    } else {
        response.content_type = "application/octet-stream";
        response.fields.emplace_back("Cache-Control", "private, max-age=31536000, immutable");
    }
    return response;
}

}  // namespace

void add_log_routes(http::Router& router, std::function<std::optional<hub::StaticFiles>()> files) {
    const auto handler = [files = std::move(files)](const http::Request& request) {
        return answer(files(), request);
    };
    router.add("GET", "/log/{company}/{year}/checkpoint", handler);
    router.add("GET", "/log/{company}/{year}/cosigned/{size}", handler);
    std::string tiles = "/log/{company}/{year}/tile/{level}";
    for (int n = 1; n <= tile_segments_max; ++n) {
        tiles += "/{n" + std::to_string(n) + "}";
        router.add("GET", tiles, handler);
    }
}

}  // namespace saldo::api
