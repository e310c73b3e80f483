#include "common/http/file_answer.hpp"

#include <algorithm>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "common/base/text.hpp"

namespace saldo::http {

RangeAsked range_asked(std::string_view field, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!field.starts_with(unit)) return {};
    field.remove_prefix(unit.size());
    const std::size_t dash = field.find('-');
    if (dash == std::string_view::npos || field.find(',') != std::string_view::npos) return {};
    const std::string_view from = trim(field.substr(0, dash));
    const std::string_view to = trim(field.substr(dash + 1));
    const auto first = parse_unsigned(from);
    const auto last = parse_unsigned(to);
    if (from.empty()) {  // the last bytes
        if (!last) return {};
        if (*last == 0 || size == 0) return {.is_range = true, .range = std::nullopt};
        return {.is_range = true,
                .range = ByteRange{size - std::min<std::uint64_t>(*last, size), size - 1}};
    }
    if (!first || (!to.empty() && (!last || *last < *first))) return {};
    if (*first >= size) return {.is_range = true, .range = std::nullopt};
    const std::uint64_t end = to.empty() ? size - 1 : std::min<std::uint64_t>(*last, size - 1);
    return {.is_range = true, .range = ByteRange{*first, end}};
}

Response file_answer(const Request& request, const std::filesystem::path& path,
                     std::string_view content_type) {
    std::ifstream file{path, std::ios::binary | std::ios::ate};
    if (!file)
        return problem(404, "file.gone", "That file is not here any more; ask for a new one.");
    const auto size = static_cast<std::uint64_t>(file.tellg());
    RangeAsked asked;
    const auto field = request.field("Range");
    if (field && !request.field("If-Range")) asked = range_asked(*field, size);
    if (asked.is_range && !asked.range) {
        Response none = problem(416, "range.past_the_end", "The range begins past the end.");
        none.fields.emplace_back("Content-Range", fmt::format("bytes */{}", size));
        return none;
    }
    const ByteRange range = asked.range.value_or(ByteRange{0, size == 0 ? 0 : size - 1});
    const std::uint64_t length = size == 0 ? 0 : range.last - range.first + 1;
    Response response{.status = asked.is_range ? 206 : 200,
                      .content_type = std::string{content_type},
                      .body = std::string(length, '\0')};
    file.seekg(static_cast<std::streamoff>(range.first));
    file.read(response.body.data(), static_cast<std::streamsize>(length));
    if (static_cast<std::uint64_t>(file.gcount()) != length) {
        return problem(503, "file.unreadable", "The file cannot be read just now.");
    }
    response.fields.emplace_back("Accept-Ranges", "bytes");
    // It is named by its content, and is no use to anybody between us.
    response.fields.emplace_back("Cache-Control", "no-store");
    if (asked.is_range) {
        response.fields.emplace_back("Content-Range",
                                     fmt::format("bytes {}-{}/{}", range.first, range.last, size));
    }
    return response;
}

}  // namespace saldo::http
