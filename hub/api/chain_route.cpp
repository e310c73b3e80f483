#include <algorithm>
#include <array>
#include <set>
#include <string>

#include <fmt/format.h>

#include "common/base/bytes.hpp"
#include "common/base/json.hpp"
#include "common/base/text.hpp"
#include "hub/api/api.hpp"

// The hash chain of a plant's journal, for whoever keeps checkpoints of it (docs/protocol.md).

namespace saldo::api {
namespace {

constexpr std::string_view chain_path = "/api/v1/plants/{id}/chain";
constexpr std::array<std::string_view, 4> parameters{"epoch", "from", "to", "limit"};

/// Reads the parameters. Errors: malformed, naming the parameter.
Result<ChainQuestion> read_question(const http::Request& request) {
    ChainQuestion question{.agent = request.params.find("id")->second, .limit = page_rows_standard};
    std::set<std::string_view> seen;
    for (const auto& [name, value] : request.query) {
        if (!seen.insert(name).second) {
            return malformed(fmt::format("parameter '{}' stands twice", name));
        }
        const auto number = parse_unsigned(value);
        if (!number) {
            return malformed(fmt::format("parameter '{}': '{}' is no number", name, value));
        }
        if (name == "from") question.from = *number;
        if (name == "to") question.to = number;
        if (name == "epoch") {
            if (*number == 0 || *number > UINT32_MAX) {
                return malformed(fmt::format("parameter 'epoch': '{}' is no epoch", value));
            }
            question.epoch = static_cast<std::uint32_t>(*number);
        }
        if (name == "limit") {
            if (*number == 0 || *number > page_rows_max) {
                return malformed(fmt::format("parameter 'limit': '{}' is not within 1 and {}",
                                             value, page_rows_max));
            }
            question.limit = static_cast<std::size_t>(*number);
        }
    }
    if (question.to && *question.to < question.from) {
        return malformed("parameter 'to' lies before 'from'");
    }
    return question;
}

http::Response answer(const Answers& answers, const http::Request& request) {
    for (const auto& [name, value] : request.query) {
        if (std::ranges::find(parameters, name) != parameters.end()) continue;
        return http::problem(400, "parameter.unknown",
                             fmt::format("{} has no parameter '{}'; it has {}.", chain_path, name,
                                         fmt::join(parameters, ", ")));
    }
    const auto question = read_question(request);
    if (!question) return http::problem(400, "parameter.malformed", question.error().what);
    const auto page = answers.chain(*question);
    if (!page) return failure(page.error());
    std::string body = R"({"plant":)";
    append_json_text(body, question->agent);
    const std::string to = page->rows.empty() ? "" : std::to_string(page->rows.back().sequence);
    body += fmt::format(R"(,"epoch":"{}","from":"{}","to":"{}","rows":[)", page->epoch,
                        question->from, to);
    for (const ChainPage::Row& row : page->rows) {
        if (&row != &page->rows.front()) body += ",\n";
        body += fmt::format(R"(["{}","{}"])", row.sequence, to_hex(row.hash));
    }
    body += fmt::format("],\"next\":\"{}\"}}\n", page->next ? std::to_string(*page->next) : "");
    return http::json(std::move(body));
}

}  // namespace

void add_chain_route(http::Router& router, const Answers& answers) {
    router.add("GET", chain_path,
               [&answers](const http::Request& request) { return answer(answers, request); });
}

}  // namespace saldo::api
