#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace saldo::scenario {

/// One word of a line: a field `key=value`, or a positional word, whose key is empty.
struct Word {
    std::string key;
    std::string text;  ///< without quotes
    friend bool operator==(const Word&, const Word&) = default;
};

/// The words of one line. Quotes keep blanks together; `#` at the start of a word begins a comment.
/// An empty line, or one that is all comment, has no words.
///
/// Errors:  malformed for a quote that is not closed, or a character that no text has.
Result<std::vector<Word>> words_of(std::string_view line);

/// The lines of a file, without their ends (LF, or CR LF).
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace saldo::scenario
