#include "common/http/outgoing.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/bytes.hpp"
#include "common/base/text.hpp"
#include "common/crypto/hash.hpp"

namespace saldo::http {
namespace {

/// On every answer, whatever it is: nothing of ours is to be guessed at, framed, or mixed with what
/// others serve.
constexpr std::string_view security_fields =
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

std::string etag_of(std::string_view body) {
    const Digest digest = sha256(as_bytes(body));
    return fmt::format("\"{}\"", to_hex(ByteView{digest}.first(16)));
}

/// RFC 9110 section 13.1.2: a list of tags, or "*"; weak ones count as the same.
bool names_tag(std::string_view list, std::string_view tag) {
    for (std::string_view piece : split(list, ',')) {
        piece = trim(piece);
        if (piece.starts_with("W/")) piece.remove_prefix(2);
        if (piece == "*" || piece == tag) return true;
    }
    return false;
}

/// A value of a field cannot begin a line of its own.
std::string one_line(std::string_view value) {
    std::string out{value};
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return out;
}

}  // namespace

std::string finish(Response& response, const Request& request, bool keep_alive,
                   std::string_view date) {
    const bool is_read = request.method == "GET" || request.method == "HEAD";
    const bool sets_cache = find_field(response.fields, "Cache-Control").has_value();
    std::string cache;
    if (is_read && response.status == 200 && !sets_cache) {
        const std::string tag = etag_of(response.body);
        response.fields.emplace_back("ETag", tag);
        cache = "private, no-cache";  // may be kept, and must be asked for again
        const auto known = request.field("If-None-Match");
        if (known && names_tag(*known, tag)) response.status = 304;
    } else if (!sets_cache) {
        cache = "no-store";
    }
    std::string head = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                                   reason_of(response.status), date);
    const bool has_no_body = response.status == 304 || response.status == 204;
    if (!has_no_body) {
        head += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", response.content_type,
                            response.body.size());
    }
    head += security_fields;
    if (!cache.empty()) head += fmt::format("Cache-Control: {}\r\n", cache);
    if (!request.id.empty()) head += fmt::format("X-Request-Id: {}\r\n", request.id);
    for (const auto& [name, value] : response.fields) {
        head += fmt::format("{}: {}\r\n", name, one_line(value));
    }
    head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    if (has_no_body || request.method == "HEAD") response.body.clear();
    return head;
}

}  // namespace saldo::http
