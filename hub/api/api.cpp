#include "hub/api/api.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "common/base/json.hpp"

namespace saldo::api {
namespace {

constexpr std::size_t local_rows_max = 100'000'000;

using Ask = Result<book::Page> (Answers::*)(const Question&) const;

struct Resource {
    std::string_view path;
    Ask ask;
    std::vector<std::string_view> parameters;  ///< of the API's spelling
};

const std::vector<Resource>& resources() {
    static const std::vector<Resource> list = {
        {"/api/v1/balances",
         &Answers::balances,
         {"company", "part", "asOf", "asKnownAt", "all", "limit", "cursor"}},
        {"/api/v1/lots",
         &Answers::lots,
         {"company", "part", "asOf", "asKnownAt", "all", "national", "limit", "cursor"}},
        {"/api/v1/discharges",
         &Answers::discharges,
         {"company", "part", "asOf", "asKnownAt", "national", "limit", "cursor"}},
        {"/api/v1/stock",
         &Answers::stock,
         {"company", "part", "asOf", "asKnownAt", "limit", "cursor"}},
        {"/api/v1/alerts",
         &Answers::alerts,
         {"company", "part", "asOf", "asKnownAt", "all", "limit", "cursor"}},
        {"/api/v1/explain",
         &Answers::explain,
         {"ref", "company", "asOf", "asKnownAt", "limit", "cursor"}},
    };
    return list;
}

/// What the answer knew: as asked, or all there is.
std::string known_at(const Question& question, const Answers& answers) {
    if (!question.as_known) return std::to_string(answers.known_up_to());
    if (const auto* position = std::get_if<std::uint64_t>(&*question.as_known)) {
        return std::to_string(*position);
    }
    return format_utc(std::get<UtcTime>(*question.as_known));
}

/// What the rows consist of, also where there is none.
void append_columns(std::string& out, const book::Table& table) {
    out += R"("columns":[)";
    for (const book::Column& column : table.columns) {
        if (&column != &table.columns.front()) out += ',';
        out += R"({"id":)";
        append_json_text(out, column.id);
        if (column.is_number) out += R"(,"number":true)";
        if (column.is_key) out += R"(,"key":true)";
        out += '}';
    }
    out += ']';
}

http::Response answer(const Answers& answers, const Resource& resource,
                      const http::Request& request) {
    for (const auto& [name, value] : request.query) {
        if (std::ranges::find(resource.parameters, name) == resource.parameters.end()) {
            return http::problem(400, "parameter.unknown",
                                 fmt::format("{} has no parameter '{}'; it has {}.", resource.path,
                                             name, fmt::join(resource.parameters, ", ")));
        }
    }
    // Over the socket file a command asks on this machine: it prints whole tables.
    const std::size_t rows_max = request.is_local ? local_rows_max : page_rows_max;
    auto question = parse_question(request.query, rows_max);
    if (!question) return http::problem(400, "parameter.malformed", question.error().what);
    if (question->limit == 0 && !request.is_local) question->limit = page_rows_standard;
    if (resource.ask == &Answers::explain && question->ref.empty()) {
        return http::problem(400, "parameter.missing", "Say what to explain: ref=LOT or OUTCOME.");
    }
    const auto page = (answers.*resource.ask)(*question);
    if (!page) return failure(page.error());

    std::string body = fmt::format(R"({{"asKnownAt":"{}",)", known_at(*question, answers));
    append_columns(body, page->table);
    body += R"(,"rows":)";
    body += book::to_json(page->table);
    body += R"(,"next":)";
    append_json_text(body, page->next);
    body += "}\n";
    return http::json(std::move(body));
}

}  // namespace

http::Response failure(const Error& error) {
    switch (error.code) {
        case Errc::malformed: return http::problem(400, "question.malformed", error.what);
        case Errc::not_found: return http::problem(404, "answer.not_found", error.what);
        case Errc::conflict: return http::problem(409, "answer.conflict", error.what);
        case Errc::forbidden: return http::problem(403, "answer.forbidden", error.what);
        case Errc::unsupported: return http::problem(501, "answer.unsupported", error.what);
        case Errc::unavailable:
        case Errc::storage: break;
    }
    return http::problem(503, "answer.unavailable", error.what);
}

void add_api_routes(http::Router& router, const Answers& answers, std::string version) {
    for (const Resource& resource : resources()) {
        router.add("GET", resource.path, [&answers, &resource](const http::Request& request) {
            return answer(answers, resource, request);
        });
    }
    add_chain_route(router, answers);
    router.add("GET", "/api/v1/version",
               [&answers, version = std::move(version)](const http::Request&) {
                   std::string body = R"({"program":"saldo-hub","version":)";
                   append_json_text(body, version);
                   body += fmt::format(R"(,"asKnownAt":"{}"}})", answers.known_up_to());
                   return http::json(body + "\n");
               });
    router.add("GET", "/api/openapi.json",
               [](const http::Request&) { return http::json(std::string{openapi_document()}); });
}

}  // namespace saldo::api
