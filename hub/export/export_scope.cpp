#include "hub/export/export_scope.hpp"

#include <exception>

#include <boost/json.hpp>

#include "common/base/json.hpp"

namespace saldo::hub {
namespace {

namespace json = boost::json;

constexpr std::string_view format = "saldo-export/1";

std::string quoted(std::string_view text) {
    std::string out;
    append_json_text(out, text);
    return out;
}

std::string text_of(const json::object& root, std::string_view name) {
    return std::string{root.at(json::string_view{name.data(), name.size()}).as_string()};
}

}  // namespace

std::string scope_members(const ExportScope& scope) {
    std::string companies;
    for (const std::string& rfc : scope.companies) {
        companies += (companies.empty() ? "" : ", ") + quoted(rfc);
    }
    return "\"format\": " + quoted(format) + ", \"hub\": " + quoted(scope.hub) +
           ", \"origin\": " + quoted(scope.origin) + ", \"log_key\": " + quoted(scope.log_key) +
           ",\n \"whole\": " + (scope.is_whole ? "true" : "false") + ", \"companies\": [" +
           companies + "], \"position\": " + std::to_string(scope.position) +
           ", \"as_of\": " + quoted(format_date(scope.as_of)) +
           ",\n \"language\": " + (scope.language == Language::es ? "\"es\"" : "\"en\"") +
           ", \"program\": " + quoted(scope.program) +
           ", \"blobs\": " + (scope.with_blobs ? "\"all\"" : "\"none\"");
}

Result<ExportScope> read_scope(std::string_view text) {
    try {
        const json::object root =
            json::parse(json::string_view{text.data(), text.size()}).as_object();
        if (text_of(root, "format") != format) {
            return Error{Errc::unsupported, "an export of the format " + text_of(root, "format")};
        }
        ExportScope scope;
        scope.hub = text_of(root, "hub");
        scope.origin = text_of(root, "origin");
        scope.log_key = text_of(root, "log_key");
        scope.is_whole = root.at("whole").as_bool();
        for (const json::value& rfc : root.at("companies").as_array()) {
            scope.companies.emplace_back(rfc.as_string());
        }
        scope.position = root.at("position").to_number<std::uint64_t>();
        const auto day = parse_date(text_of(root, "as_of"));
        if (!day) return day.error();
        scope.as_of = *day;
        scope.language = text_of(root, "language") == "es" ? Language::es : Language::en;
        scope.program = text_of(root, "program");
        scope.with_blobs = text_of(root, "blobs") == "all";
        return scope;
    } catch (const std::exception& error) {
        return malformed(std::string{"no scope of an export: "} + error.what());
    }
}

std::string_view difference_of(const ExportScope& a, const ExportScope& b) {
    if (a.hub != b.hub) return "hub";
    if (a.origin != b.origin) return "origin";
    if (a.log_key != b.log_key) return "log_key";
    if (a.is_whole != b.is_whole || (!a.is_whole && a.companies != b.companies)) {
        return "companies";
    }
    if (a.position != b.position) return "position";
    if (a.as_of != b.as_of) return "as_of";
    if (a.program != b.program) return "program";
    if (a.with_blobs != b.with_blobs) return "blobs";
    return a.language == b.language ? "" : "language";
}

}  // namespace saldo::hub
