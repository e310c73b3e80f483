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
std::string key_of(const Table& table, const std::vector<std::string>& row) {
    std::string key;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (!table.columns[i].is_key) continue;
        if (!key.empty()) key += between;
        key += row[i];
    }
    return key;
}

}  // namespace

Result<Page> page_of(Table whole, std::size_t limit, std::string_view cursor) {
    for (const auto& row : whole.rows) SALDO_CHECK(row.size() == whole.columns.size());
    auto first = whole.rows.begin();
    if (!cursor.empty()) {
        const auto bytes = from_hex(cursor);
        if (!bytes || bytes->empty()) {
            return malformed(fmt::format("'{}' is no cursor; use the `next` of a page", cursor));
        }
        const std::string_view key = as_text(*bytes);
        first = std::ranges::find_if(whole.rows,
                                     [&](const auto& row) { return key_of(whole, row) == key; });
        if (first == whole.rows.end()) {
            return Error{Errc::conflict, "the row of this cursor is gone; begin again without it"};
        }
        ++first;
    }
    const auto left = static_cast<std::size_t>(whole.rows.end() - first);
    const bool has_more = limit != 0 && left > limit;
    const auto end = has_more ? first + static_cast<std::ptrdiff_t>(limit) : whole.rows.end();
    Page page;
    if (has_more) {
        const std::string key = key_of(whole, *(end - 1));
        SALDO_CHECK(!key.empty());  // a table in pages has key columns
        page.next = to_hex(as_bytes(key));
    }
    whole.rows.erase(end, whole.rows.end());
    whole.rows.erase(whole.rows.begin(), first);
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

std::string to_csv(const Table& table) {
    std::string out;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (i > 0) out += ',';
        append_csv_field(out, table.columns[i].id);
    }
    out += '\n';
    for (const auto& row : table.rows) {
        SALDO_CHECK(row.size() == table.columns.size());
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) out += ',';
            append_csv_field(out, row[i]);
        }
        out += '\n';
    }
    return out;
}

}  // namespace saldo::book
