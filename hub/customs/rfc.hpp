#pragma once

#include <string>
#include <string_view>

namespace saldo::customs {

/// An RFC as it is kept: upper case, in UTF-8.
std::string normal_rfc(std::string_view text);

/// Three letters (companies) or four (persons), a date of six digits, three more letters or digits.
bool looks_like_rfc(std::string_view rfc);

}  // namespace saldo::customs
