#include "tests/tidy/source.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <utility>

namespace saldo::tidy {
namespace {

bool is_identifier_char(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Walks a file once and leaves blanks where comments and literals stood.
class Stripper {
public:
    explicit Stripper(std::string_view text) : text_{text}, code_{text} {}

    void run(std::vector<TextLiteral>& literals) {
        while (at_ < text_.size()) {
            if (starts("//"))
                blank_until(find_end("\n", 0));
            else if (starts("/*"))
                blank_until(find_end("*/", 2));
            else if (starts("R\"") && !after_identifier())
                blank_raw(literals);
            else if (text_[at_] == '"')
                blank_quoted(literals);
            else if (text_[at_] == '\'' && !after_identifier())
                blank_char();
            else
                ++at_;
        }
    }
    [[nodiscard]] std::string take() { return std::move(code_); }

private:
    [[nodiscard]] bool starts(std::string_view what) const {
        return text_.substr(at_).starts_with(what);
    }
    [[nodiscard]] bool after_identifier() const {  // also the quote within 10'000
        return at_ > 0 && is_identifier_char(text_[at_ - 1]);
    }
    [[nodiscard]] std::size_t find_end(std::string_view mark, std::size_t extra) const {
        const std::size_t found = text_.find(mark, at_ + extra);
        if (found == std::string_view::npos) return text_.size();
        return mark == "\n" ? found : found + mark.size();
    }
    void blank_until(std::size_t end) {
        for (; at_ < end; ++at_) {
            if (code_[at_] != '\n') code_[at_] = ' ';
        }
    }
    [[nodiscard]] int line_here() const {
        int line = 1;
        for (std::size_t i = 0; i < at_; ++i) line += text_[i] == '\n' ? 1 : 0;
        return line;
    }
    [[nodiscard]] std::size_t end_of_quoted(char quote) const {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
            end += text_[end] == '\\' ? 2U : 1U;
        }
        return std::min(end + 1, text_.size());
    }
    [[nodiscard]] bool on_include_line() const {
        const std::size_t begin = text_.rfind('\n', at_) + 1;  // npos + 1 is 0
        return text_.substr(begin).starts_with("#include");
    }
    void blank_quoted(std::vector<TextLiteral>& literals) {
        const std::size_t end = end_of_quoted('"');
        if (on_include_line()) {
            at_ = end;
            return;
        }
        literals.push_back({line_here(), std::string{text_.substr(at_ + 1, end - at_ - 2)}});
        blank_until(end);
    }
    void blank_char() { blank_until(end_of_quoted('\'')); }
    void blank_raw(std::vector<TextLiteral>& literals) {
        const std::size_t open = text_.find('(', at_);
        if (open == std::string_view::npos) return blank_until(text_.size());
        const std::string mark = ")" + std::string{text_.substr(at_ + 2, open - at_ - 2)} + "\"";
        const std::size_t close = text_.find(mark, open);
        const std::size_t last = close == std::string_view::npos ? text_.size() : close;
        literals.push_back({line_here(), std::string{text_.substr(open + 1, last - open - 1)}});
        blank_until(std::min(last + mark.size(), text_.size()));
    }

    std::string_view text_;
    std::string code_;
    std::size_t at_ = 0;
};

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

void collect_includes(Source& source) {
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        const std::string& line = source.code[i];
        if (!line.starts_with("#include")) continue;
        const std::size_t open = line.find_first_of("<\"");
        if (open == std::string::npos) continue;
        const std::size_t close = line.find(line[open] == '<' ? '>' : '"', open + 1);
        if (close == std::string::npos) continue;
        source.includes.push_back(
            {static_cast<int>(i) + 1, line[open] == '"', line.substr(open + 1, close - open - 1)});
    }
}

}  // namespace

Source read_source(std::string path, std::string_view text) {
    Source source;
    source.path = std::move(path);
    source.lines = split_lines(std::string{text});
    Stripper stripper{text};
    stripper.run(source.literals);
    source.code = split_lines(stripper.take());
    collect_includes(source);
    return source;
}

bool has_word(std::string_view line, std::string_view word) {
    for (std::size_t at = line.find(word); at != std::string_view::npos;
         at = line.find(word, at + 1)) {
        const bool begins = at == 0 || !is_identifier_char(line[at - 1]);
        const std::size_t end = at + word.size();
        if (begins && (end == line.size() || !is_identifier_char(line[end]))) return true;
    }
    return false;
}

}  // namespace saldo::tidy
