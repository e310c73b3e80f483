#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "hub/api/answers.hpp"

namespace saldo::api {
namespace {

/// The API's spelling of a command's flag; both are read.
std::string_view plain(std::string_view name) {
    if (name == "asOf") return "as-of";
    if (name == "asKnownAt") return "as-known";
    return name;
}

Result<KnownAt> parse_known_at(std::string_view text) {
    if (const auto position = parse_unsigned(text)) return KnownAt{*position};
    const auto time = parse_offset_time(text);
    if (time) return KnownAt{time->utc};
    return malformed(
        fmt::format("'{}' is neither a log position nor a time with its offset", text));
}

Result<void> read_one(Question& out, std::string_view name, const std::string& value,
                      std::size_t limit_max) {
    if (name == "company") {
        out.company = value;
    } else if (name == "part") {
        out.part = value;
    } else if (name == "ref") {
        out.ref = value;
    } else if (name == "cursor") {
        out.cursor = value;
    } else if (name == "as-of") {
        const auto date = parse_date(value);
        if (!date) return date.error();
        out.as_of = *date;
    } else if (name == "as-known") {
        const auto known = parse_known_at(value);
        if (!known) return known.error();
        out.as_known = *known;
    } else if (name == "all" || name == "national") {
        if (value != "" && value != "true" && value != "false") {
            return malformed(fmt::format("'{}' is neither true nor false", value));
        }
        (name == "all" ? out.all : out.national) = value != "false";
    } else if (name == "limit") {
        const auto rows = parse_unsigned(value);
        if (!rows || *rows == 0 || *rows > limit_max) {
            return malformed(fmt::format("'{}' is not within 1 and {}", value, limit_max));
        }
        out.limit = static_cast<std::size_t>(*rows);
    }
    return {};
}

constexpr std::string_view known_names[] = {"company", "part",     "ref",   "as-of", "as-known",
                                            "all",     "national", "limit", "cursor"};

}  // namespace

Result<Question> parse_question(std::span<const std::pair<std::string, std::string>> given,
                                std::size_t limit_max) {
    Question out;
    std::set<std::string_view> seen;
    for (const auto& [spelled, value] : given) {
        const std::string_view name = plain(spelled);
        if (std::ranges::find(known_names, name) == std::end(known_names)) {
            return malformed(fmt::format("unknown parameter '{}'", spelled));
        }
        if (!seen.insert(name).second) {
            return malformed(fmt::format("parameter '{}' stands twice", spelled));
        }
        if (auto read = read_one(out, name, value, limit_max); !read) {
            return malformed(fmt::format("parameter '{}': {}", spelled, read.error().what));
        }
    }
    return out;
}

}  // namespace saldo::api
