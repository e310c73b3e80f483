#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saldo::tidy {

struct Include {
    int line = 0;
    bool is_ours = false;  ///< written with quotes
    std::string target;
};

struct TextLiteral {
    int line = 0;
    std::string text;
};

/// One source file, taken apart as far as the rules ask.
struct Source {
    std::string path;  ///< from the root of the tree, with '/'
    std::vector<std::string> lines;
    std::vector<std::string> code;  ///< the same lines without comments and literals
    std::vector<Include> includes;
    std::vector<TextLiteral> literals;

    [[nodiscard]] bool is_header() const { return path.ends_with(".hpp"); }
};

Source read_source(std::string path, std::string_view text);

/// True if `word` stands in `line` as a whole identifier.
bool has_word(std::string_view line, std::string_view word);

}  // namespace saldo::tidy
