#include "hub/commands/print_table.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace saldo::hub {
namespace {

/// Characters, not bytes: a part's name may have an accent.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// A cell on one line: what would break the line, or drive the terminal, becomes a blank.
std::string on_one_line(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return out;
}

/// `cells`: a row, or as many texts.
template <class Cells>
void append_row(std::string& out, const book::Table& table, const Cells& cells,
                const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) line += "  ";
        const std::string cell = on_one_line(cells[i]);
        const std::string blanks(widths[i] - width_of(cell), ' ');
        line += table.columns[i].is_number ? blanks + cell : cell + blanks;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
}

std::string for_people(const book::Table& table) {
    std::vector<std::string> heads;
    std::vector<std::string> rules;
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        std::size_t width = width_of(table.columns[i].id);
        for (const auto& row : table.rows) width = std::max(width, width_of(row[i]));
        heads.push_back(table.columns[i].id);
        rules.emplace_back(width, '-');
        widths.push_back(width);
    }
    std::string out;
    append_row(out, table, heads, widths);
    append_row(out, table, rules, widths);
    for (const auto& row : table.rows) append_row(out, table, row, widths);
    return out;
}

}  // namespace

std::string print_table(const book::Table& table, config::Format format) {
    switch (format) {
        case config::Format::table: return for_people(table);
        case config::Format::csv: return book::to_csv(table);
        case config::Format::json: return book::to_json(table) + "\n";
    }
    return {};
}

}  // namespace saldo::hub
