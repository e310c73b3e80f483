#include "hub/book/explain_note.hpp"

#include <algorithm>

namespace saldo::book {
namespace {

/// Characters as people count them: bytes that begin a code point of UTF-8.
std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

void Note::wrap(std::string_view text, std::size_t indent, std::size_t hang) {
    std::string line(indent, ' ');
    std::size_t length = indent;
    bool is_first = true;
    while (!text.empty()) {
        const std::size_t blank = text.find(' ');
        const std::string_view word = text.substr(0, blank);
        text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
        if (!is_first && length + 1 + length_of(word) > width_max) {
            lines_.push_back(std::move(line));
            line.assign(hang, ' ');
            length = hang;
            is_first = true;
        }
        if (!is_first) {
            line += ' ';
            ++length;
        }
        line += word;
        length += length_of(word);
        is_first = false;
    }
    lines_.push_back(std::move(line));
}

}  // namespace saldo::book
