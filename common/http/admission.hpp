#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/http/message.hpp"

namespace saldo::http {

/// The head of a request that may go on to a parser and a handler.
struct Admitted {
    std::string method;
    std::string target;
    int minor_version = 1;  ///< HTTP/1.x
    std::vector<Field> fields;
    std::string host;                            ///< without port
    std::optional<std::uint64_t> content_bytes;  ///< Content-Length
    bool is_chunked = false;
    bool expects_continue = false;
};

/// A head that is answered with `status`, and the connection closed.
struct Refused {
    int status = 400;
    std::string why;
};

/// Looks at the raw head of a request, from its first byte through the empty line, before any
/// parser or handler sees it, so that no two readers can disagree on where a request ends.
///
/// Refuses: no Host, two Hosts; folded fields; two Content-Length, or one that is not digits only;
/// Transfer-Encoding other than exactly `chunked`, or beside Content-Length, or in HTTP/1.0; a
/// target with a byte that is not visible ASCII; blanks around a field's name; bare CR or LF; NUL
/// and other controls; a method that is no token; versions other than 1.0 and 1.1; expectations
/// other than 100-continue.
///
/// Pure. Needs: `head` ends with the first CR LF CR LF of the stream (see head_end).
std::variant<Admitted, Refused> admit(std::string_view head, std::size_t head_bytes_max);

/// Where the head ends, one past the empty line, if it is complete. Looks from `from` on.
std::optional<std::size_t> head_end(std::string_view bytes, std::size_t from = 0);
/// An incomplete head that can never become a good one: a bare LF, a control character.
bool is_hopeless(std::string_view head_so_far);

}  // namespace saldo::http
