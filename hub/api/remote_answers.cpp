#include "hub/api/remote_answers.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "common/base/text.hpp"

namespace saldo::api {
namespace {

namespace json = boost::json;

Errc errc_of(int status) {
    switch (status) {
        case 400: return Errc::malformed;
        case 403: return Errc::forbidden;
        case 404: return Errc::not_found;
        case 409: return Errc::conflict;
        case 501: return Errc::unsupported;
        default: return Errc::unavailable;
    }
}

/// The sentence of a problem document, or the status where there is none.
Error refused(const http::Answer& answer) {
    boost::system::error_code error;
    const json::value document = json::parse(answer.body, error);
    if (!error && document.is_object()) {
        const json::value* detail = document.as_object().if_contains("detail");
        if (detail != nullptr && detail->is_string()) {
            return {errc_of(answer.status), std::string{detail->as_string()}};
        }
    }
    return {errc_of(answer.status), fmt::format("the hub answered {}", answer.status)};
}

bool is_true(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_bool() && value->as_bool();
}

std::optional<std::string> text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string{value->as_string()};
}

const json::array* list_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value == nullptr ? nullptr : value->if_array();
}

std::optional<std::vector<std::string>> read_row(const json::value& value,
                                                 const std::vector<book::Column>& columns) {
    const json::object* row = value.if_object();
    if (row == nullptr) return std::nullopt;
    std::vector<std::string> cells;
    cells.reserve(columns.size());
    for (const book::Column& column : columns) {
        auto cell = text_of(*row, column.id);
        if (!cell) return std::nullopt;
        cells.push_back(std::move(*cell));
    }
    return cells;
}

void append_parameter(std::string& out, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    out += fmt::format("{}{}={}", out.empty() ? "?" : "&", name, http::percent_encode(value));
}

}  // namespace

std::string to_query(const Question& question) {
    std::string out;
    append_parameter(out, "company", question.company);
    append_parameter(out, "part", question.part);
    append_parameter(out, "ref", question.ref);
    if (question.as_of) append_parameter(out, "asOf", format_date(*question.as_of));
    if (question.as_known) {
        const auto* position = std::get_if<std::uint64_t>(&*question.as_known);
        append_parameter(out, "asKnownAt",
                         position != nullptr ? std::to_string(*position)
                                             : format_utc(std::get<UtcTime>(*question.as_known)));
    }
    if (question.all) append_parameter(out, "all", "true");
    if (question.limit != 0) append_parameter(out, "limit", std::to_string(question.limit));
    append_parameter(out, "cursor", question.cursor);
    return out;
}

Result<book::Page> parse_answer(std::string_view text) {
    const Error bad = malformed("the hub's answer is not what this program understands");
    boost::system::error_code error;
    const json::value document = json::parse(json::string_view{text.data(), text.size()}, error);
    if (error || !document.is_object()) return bad;
    const json::object& answer = document.as_object();
    const json::array* columns = list_of(answer, "columns");
    const json::array* rows = list_of(answer, "rows");
    auto next = text_of(answer, "next");
    if (columns == nullptr || rows == nullptr || !next) return bad;

    book::Page page;
    page.next = std::move(*next);
    for (const json::value& value : *columns) {
        const json::object* column = value.if_object();
        auto id = column == nullptr ? std::nullopt : text_of(*column, "id");
        if (!id) return bad;
        page.table.columns.push_back({.id = std::move(*id),
                                      .is_number = is_true(*column, "number"),
                                      .is_key = is_true(*column, "key")});
    }
    page.table.rows.reserve(rows->size());
    for (const json::value& value : *rows) {
        auto row = read_row(value, page.table.columns);
        if (!row) return bad;
        page.table.rows.push_back(std::move(*row));
    }
    return page;
}

Result<book::Page> RemoteAnswers::ask(std::string_view path, const Question& question) const {
    const std::string target = fmt::format("/api/v1/{}{}", path, to_query(question));
    const auto answer = http::request(peer_, "GET", target, {}, limits_);
    if (!answer) return answer.error();
    if (answer->status != 200) return refused(*answer);
    return parse_answer(answer->body);
}

Result<book::Page> RemoteAnswers::balances(const Question& q) const { return ask("balances", q); }
Result<book::Page> RemoteAnswers::lots(const Question& q) const { return ask("lots", q); }
Result<book::Page> RemoteAnswers::discharges(const Question& q) const {
    return ask("discharges", q);
}
Result<book::Page> RemoteAnswers::stock(const Question& q) const { return ask("stock", q); }
Result<book::Page> RemoteAnswers::alerts(const Question& q) const { return ask("alerts", q); }
Result<book::Page> RemoteAnswers::explain(const Question& q) const { return ask("explain", q); }

std::uint64_t RemoteAnswers::known_up_to() const {
    const auto answer = http::request(peer_, "GET", "/api/v1/version", {}, limits_);
    if (!answer || answer->status != 200) return 0;
    boost::system::error_code error;
    const json::value document = json::parse(answer->body, error);
    if (error || !document.is_object()) return 0;
    const auto position = text_of(document.as_object(), "asKnownAt");
    return position ? parse_unsigned(*position).value_or(0) : 0;
}

}  // namespace saldo::api
