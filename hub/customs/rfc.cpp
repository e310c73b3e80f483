#include "hub/customs/rfc.hpp"

#include <algorithm>
#include <cstddef>

#include "common/base/text.hpp"

namespace saldo::customs {
namespace {

constexpr std::string_view enye_upper = "\xC3\x91";
constexpr std::string_view enye_lower = "\xC3\xB1";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || c == '&'; }

}  // namespace

std::string normal_rfc(std::string_view text) {
    std::string rfc = to_upper_ascii(trim(text));
    for (std::size_t at = rfc.find(enye_lower); at != std::string::npos;
         at = rfc.find(enye_lower, at)) {
        std::ranges::copy(enye_upper, rfc.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return rfc;
}

bool looks_like_rfc(std::string_view rfc) {
    std::size_t letters = 0;
    while (!rfc.empty() && !is_digit(rfc.front())) {
        if (rfc.starts_with(enye_upper)) {
            rfc.remove_prefix(enye_upper.size());
        } else if (is_letter(rfc.front())) {
            rfc.remove_prefix(1);
        } else {
            return false;
        }
        ++letters;
    }
    if ((letters != 3 && letters != 4) || rfc.size() != 9) return false;
    const auto is_homoclave = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); };
    return std::ranges::all_of(rfc.substr(0, 6), is_digit) &&
           std::ranges::all_of(rfc.substr(6), is_homoclave);
}

}  // namespace saldo::customs
