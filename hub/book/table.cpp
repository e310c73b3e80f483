#include "hub/book/table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/bytes.hpp"
#include "common/base/check.hpp"
#include "common/base/csv.hpp"
#include "common/base/json.hpp"

namespace saldo::book {
namespace {

constexpr char between = '\x1F';  // the unit separator of ASCII: in no key of ours

/// The key columns of a row as one text.
std::string key_of(const Table& table, const Rows::Row& row) {
    std::string key;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (!table.columns[i].is_key) continue;
        if (!key.empty()) key += between;
        key += row[i];
    }
    return key;
}

}  // namespace

void Rows::push_back(std::initializer_list<std::string_view> cells) {
    for (const std::string_view cell : cells) {
        text_ += cell;
        cell_end_.push_back(text_.size());
    }
    ends_.push_back(cell_end_.size());
}

std::string_view Rows::cell(std::size_t row, std::size_t column) const {
    const std::size_t at = start_of(row) + column;
    const std::uint64_t start = at == 0 ? 0 : cell_end_[at - 1];
    return std::string_view{text_}.substr(start, cell_end_[at] - start);
}

Rows Rows::slice(std::size_t first, std::size_t last) const {
    Rows part;
    for (std::size_t row = first; row < last; ++row) {
        for (std::size_t column = 0; column < cells_in(row); ++column) {
            part.text_ += cell(row, column);
            part.cell_end_.push_back(part.text_.size());
        }
        part.ends_.push_back(part.cell_end_.size());
    }
    return part;
}

Result<Page> page_of(Table whole, std::size_t limit, std::string_view cursor) {
    for (const auto& row : whole.rows) SALDO_CHECK(row.size() == whole.columns.size());
    std::size_t first = 0;
    if (!cursor.empty()) {
        const auto bytes = from_hex(cursor);
        if (!bytes || bytes->empty()) {
            return malformed(fmt::format("'{}' is no cursor; use the `next` of a page", cursor));
        }
        const std::string_view key = as_text(*bytes);
        while (first < whole.rows.size() && key_of(whole, whole.rows[first]) != key) ++first;
        if (first == whole.rows.size()) {
            return Error{Errc::conflict, "the row of this cursor is gone; begin again without it"};
        }
        ++first;
    }
    const std::size_t left = whole.rows.size() - first;
    const bool has_more = limit != 0 && left > limit;
    const std::size_t last = has_more ? first + limit : whole.rows.size();
    Page page;
    if (has_more) {
        const std::string key = key_of(whole, whole.rows[last - 1]);
        SALDO_CHECK(!key.empty());  // a table in pages has key columns
        page.next = to_hex(as_bytes(key));
    }
    const bool is_all = first == 0 && last == whole.rows.size();
    if (!is_all) whole.rows = whole.rows.slice(first, last);
    page.table = std::move(whole);
    return page;
}

std::string to_json(const Table& table) {
    std::string out = "[";
    bool is_first_row = true;
    for (const auto& row : table.rows) {
        SALDO_CHECK(row.size() == table.columns.size());
        out += is_first_row ? "{" : ",\n{";
        is_first_row = false;
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) out += ',';
            append_json_text(out, table.columns[i].id);
            out += ':';
            append_json_text(out, row[i]);
        }
        out += '}';
    }
    out += ']';
    return out;
}

void append_csv_head(std::string& out, const Table& table) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (i > 0) out += ',';
        append_csv_field(out, table.columns[i].id);
    }
    out += '\n';
}

void append_csv_row(std::string& out, const Rows::Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) out += ',';
        append_csv_field(out, row[i]);
    }
    out += '\n';
}

std::string to_csv(const Table& table) {
    std::string out;
    append_csv_head(out, table);
    for (const auto& row : table.rows) {
        SALDO_CHECK(row.size() == table.columns.size());
        append_csv_row(out, row);
    }
    return out;
}

}  // namespace saldo::book
