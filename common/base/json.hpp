#pragma once

#include <string>
#include <string_view>

namespace saldo {

/// Appends a text as JSON writes it, quotes included. Bytes that are no UTF-8 become U+FFFD, one
/// each, so that what comes out is JSON whatever went in.
void append_json_text(std::string& out, std::string_view text);

}  // namespace saldo
