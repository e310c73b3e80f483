#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace saldo::book {

/// A column as files and programs name it (house.md section 6).
struct Column {
    std::string id;          ///< "part_number"
    bool is_number = false;  ///< right-aligned for people; a decimal text everywhere
    bool is_key = false;     ///< the key columns together tell one row from every other
};

/// What the book answers: the same for a screen, a file and a program.
struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rows;  ///< each as long as `columns`
};

/// One page of a table and the cursor of the next; an empty cursor: there is none.
struct Page {
    Table table;
    std::string next;
};

/// At most `limit` rows after the row that `cursor` names; limit 0 = all of them.
///
/// A cursor is the key of the last row, so that rows which come or go elsewhere do not disturb it.
/// Errors: malformed for a cursor that is none; conflict when its row is no longer there.
Result<Page> page_of(Table whole, std::size_t limit, std::string_view cursor);

/// [{"column":"text",…},…]; every value is a text, so that no reader rounds a decimal.
std::string to_json(const Table& table);
/// RFC 4180 with a line of column ids; lines end in LF.
std::string to_csv(const Table& table);

}  // namespace saldo::book
