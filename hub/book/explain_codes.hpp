#pragma once

#include <span>
#include <string_view>

#include "common/base/words.hpp"

namespace saldo::book {

/// What an alert of a code says, where the law or the project says so, and what to do about it.
struct CodeWords {
    std::string_view code;
    Words sentence;
    Words law;
    Words remedy;
};

/// Every code that the book raises, by name.
std::span<const CodeWords> alert_codes();

/// Nothing for a code that is not among them.
const CodeWords* words_of_code(std::string_view code);

}  // namespace saldo::book
