#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "common/base/words.hpp"

namespace saldo::book {

/// The lines of an explanation, in one language. Both texts of a sentence are checked against its
/// arguments when this is compiled; long sentences go on in the next line.
class Note {
public:
    static constexpr std::size_t width_max = 88;  ///< code points of a line, its indent included

    explicit Note(Language language) : language_{language} {}

    Language language() const { return language_; }
    std::string in(const Words& words) const { return std::string{words.in(language_)}; }

    /// A line that names what follows, at the margin, after a blank line.
    template <class... Args>
    void head(fmt::format_string<Args...> en, fmt::format_string<Args...> es, Args&&... args) {
        if (!lines_.empty()) lines_.emplace_back();
        wrap(text(en, es, std::forward<Args>(args)...), 0, 2);
    }
    template <class... Args>
    void say(fmt::format_string<Args...> en, fmt::format_string<Args...> es, Args&&... args) {
        wrap(text(en, es, std::forward<Args>(args)...), 2, 2);
    }
    /// One of a list, with its number or dash; what follows it stands under its text.
    template <class... Args>
    void item(fmt::format_string<Args...> en, fmt::format_string<Args...> es, Args&&... args) {
        wrap(text(en, es, std::forward<Args>(args)...), 2, 5);
    }
    /// What belongs to the sentence before.
    template <class... Args>
    void more(fmt::format_string<Args...> en, fmt::format_string<Args...> es, Args&&... args) {
        wrap(text(en, es, std::forward<Args>(args)...), 5, 5);
    }
    /// A text inside a sentence.
    template <class... Args>
    std::string text(fmt::format_string<Args...> en, fmt::format_string<Args...> es,
                     Args&&... args) const {
        return fmt::format(language_ == Language::es ? es : en, std::forward<Args>(args)...);
    }

    bool is_empty() const { return lines_.empty(); }
    std::vector<std::string> take() { return std::move(lines_); }

private:
    /// `hang`: indent of the second line and of those after it.
    void wrap(std::string_view text, std::size_t indent, std::size_t hang);

    Language language_;
    std::vector<std::string> lines_;
};

}  // namespace saldo::book
