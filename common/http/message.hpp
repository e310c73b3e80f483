#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saldo::http {

/// One header field. Names keep the case in which they came; look-ups ignore it.
using Field = std::pair<std::string, std::string>;
std::optional<std::string_view> find_field(const std::vector<Field>& fields, std::string_view name);

/// What a handler is given: already admitted, complete and within every limit.
struct Request {
    std::string method;
    std::string target;                                      ///< as it came: path and query
    std::string path;                                        ///< decoded
    std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
    std::vector<Field> fields;
    std::string body;
    std::map<std::string, std::string, std::less<>> params;  ///< {name} of the route's pattern
    std::string id;                                          ///< X-Request-Id
    std::string peer;       ///< address; empty over the unix socket
    bool is_local = false;  ///< came over the unix socket: whoever may open that file

    std::optional<std::string_view> field(std::string_view name) const {
        return find_field(fields, name);
    }
    std::optional<std::string_view> query_value(std::string_view name) const;
};

/// What a handler gives back. Security headers, ETag and length are added on the way out.
struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<Field> fields = {};
    std::string note = {};  ///< for the log alone, never sent: what went wrong inside
};

/// An answer of RFC 9457. `code` is stable and for programs ("parameter.unknown"), `detail` is a
/// sentence for people: what was found, what was expected, what to do.
Response problem(int status, std::string_view code, std::string_view detail);
Response json(std::string body);
Response text(std::string body);

/// The standard words of a status.
std::string_view reason_of(int status);

/// Decodes %XX of a path or, with `plus_is_blank`, of a query. Nothing for a broken escape, a NUL,
/// or bytes that are no UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);
/// The other way: everything but letters, digits and "-._~" becomes %XX.
std::string percent_encode(std::string_view text);

}  // namespace saldo::http
