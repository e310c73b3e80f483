#pragma once

#include <string_view>

#include "hub/customs/finding.hpp"

namespace saldo::customs {

/// A sentence in both languages. Leaving one out does not compile.
struct Text {
    std::string_view es;
    std::string_view en;

    constexpr Text() = default;  ///< nothing to say, in either language
    consteval Text(std::string_view spanish, std::string_view english) : es{spanish}, en{english} {
        if (spanish.empty() || english.empty()) throw "a text lacks one of its languages";
    }
    constexpr std::string_view in(Language language) const {
        return language == Language::spanish ? es : en;
    }
};

/// Everything that is said by a code. "{}" in `expected` is filled with Finding::expected; where
/// there is no text the datum stands alone.
struct FindingTexts {
    FindingCode code;
    std::string_view name;
    Severity usual;
    Text what;
    Text expected;
    Text remedy;
};

const FindingTexts& texts_of(FindingCode code);

}  // namespace saldo::customs
