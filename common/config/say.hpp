#pragma once

#include <string>
#include <utility>

#include <fmt/format.h>

#include "common/base/words.hpp"

namespace saldo::config {

/// fmt::format in the person's language; both texts are checked against the arguments when we
/// build.
template <class... Args>
std::string say(Language language, fmt::format_string<Args...> en, fmt::format_string<Args...> es,
                Args&&... args) {
    return fmt::format(language == Language::es ? es : en, std::forward<Args>(args)...);
}

}  // namespace saldo::config
