#pragma once

#include <string_view>

namespace saldo {

/// The two languages in which Saldo speaks to people.
enum class Language { en, es };

/// One text for people, in both languages: neither can be forgotten, because both are asked for.
struct Words {
    std::string_view en;
    std::string_view es;

    constexpr std::string_view in(Language language) const {
        return language == Language::es ? es : en;
    }
};

}  // namespace saldo
