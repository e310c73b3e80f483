#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace saldo::customs {

/// 13 characters, of which up to four letters may be an Ñ of two bytes. What a fact may hold.
constexpr std::size_t rfc_bytes_max = 17;

/// An RFC as it is kept: upper case, in UTF-8.
std::string normal_rfc(std::string_view text);

/// Three letters (companies) or four (persons), a date of six digits, three more letters or digits.
bool looks_like_rfc(std::string_view rfc);

}  // namespace saldo::customs
