#include "common/http/message.hpp"

#include <fmt/format.h>

#include "common/base/json.hpp"
#include "common/base/text.hpp"

namespace saldo::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

}  // namespace

std::optional<std::string_view> find_field(const std::vector<Field>& fields,
                                           std::string_view name) {
    const std::string wanted = to_lower_ascii(name);
    for (const auto& [key, value] : fields) {
        if (key.size() == wanted.size() && to_lower_ascii(key) == wanted) return value;
    }
    return std::nullopt;
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    for (const auto& [key, value] : query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

Response problem(int status, std::string_view code, std::string_view detail) {
    std::string body = R"({"type":"about:blank","title":)";
    append_json_text(body, reason_of(status));
    body += fmt::format(R"(,"status":{},"code":)", status);
    append_json_text(body, code);
    body += R"(,"detail":)";
    append_json_text(body, detail);
    body += "}\n";
    return {.status = status, .content_type = "application/problem+json", .body = std::move(body)};
}

Response json(std::string body) {
    return {.status = 200, .content_type = "application/json", .body = std::move(body)};
}

Response text(std::string body) {
    return {.status = 200, .content_type = "text/plain; charset=utf-8", .body = std::move(body)};
}

std::string_view reason_of(int status) {
    struct Row {
        int status;
        std::string_view reason;
    };
    static constexpr Row rows[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
        {507, "Insufficient Storage"},
    };
    for (const Row& row : rows) {
        if (row.status == status) return row.reason;
    }
    return "Answer";
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_blank) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            if (text.size() - i < 3) return std::nullopt;
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    if (!is_utf8(out)) return std::nullopt;
    return out;
}

std::string percent_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

}  // namespace saldo::http
