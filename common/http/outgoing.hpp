#pragma once

#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace saldo::http {

/// Adds to an answer what every answer carries, and gives its head as bytes: status line, length,
/// type, security headers, request id; for a GET that succeeded an ETag of its content, and 304
/// without a body where the asker has that content already.
///
/// Gives: the head; `response.body` is what follows it (emptied for HEAD and 304).
std::string finish(Response& response, const Request& request, bool keep_alive,
                   std::string_view date);

}  // namespace saldo::http
