#include "hub/scenario/lexer.hpp"

#include <utility>

#include "common/base/text.hpp"

namespace saldo::scenario {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_key(std::string_view text) {
    if (text.empty() || !is_small(text.front())) return false;
    for (char c : text) {
        if (!is_small(c) && !is_digit(c) && c != '-' && c != '_') return false;
    }
    return true;
}

/// Reads words from left to right.
class Reader {
public:
    explicit Reader(std::string_view line) : line_{line} {}

    Result<std::vector<Word>> read() {
        std::vector<Word> words;
        while (skip_blanks()) {
            auto word = next();
            if (!word) return word.error();
            words.push_back(std::move(*word));
        }
        return words;
    }

private:
    /// Is there another word, and not a comment?
    bool skip_blanks() {
        while (at_ < line_.size() && is_blank(line_[at_])) ++at_;
        return at_ < line_.size() && line_[at_] != '#';
    }

    Result<Word> next() {
        Word word;
        bool quoted = false;
        bool quoted_before = false;  // Then an `=` is part of the text: only bare keys are keys.
        for (; at_ < line_.size(); ++at_) {
            const char c = line_[at_];
            if (!quoted && is_blank(c)) break;
            if (static_cast<unsigned char>(c) < 0x20 && c != '\t') {
                return malformed("a control character stands in the line");
            }
            if (c == '"') {
                quoted = !quoted;
                quoted_before = true;
            } else if (c == '=' && !quoted_before && word.key.empty() && is_key(word.text)) {
                word.key = std::exchange(word.text, {});
            } else {
                word.text.push_back(c);
            }
        }
        if (quoted) return malformed("a quote is not closed");
        return word;
    }

    std::string_view line_;
    std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<Word>> words_of(std::string_view line) {
    if (!is_utf8(line)) return malformed("the line is not UTF-8");
    return Reader{line}.read();
}

std::vector<std::string_view> lines_of(std::string_view text) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    std::vector<std::string_view> lines = split(text, '\n');
    for (std::string_view& line : lines) {
        if (line.ends_with('\r')) line.remove_suffix(1);
    }
    return lines;
}

}  // namespace saldo::scenario
