#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
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

/// Rows of texts, packed: a listing of a year has millions of them.
class Rows {
public:
    /// A look at one row. Valid until the rows change.
    class Row {
    public:
        Row(const Rows& rows, std::size_t index) : rows_{&rows}, index_{index} {}
        std::size_t size() const { return rows_->cells_in(index_); }
        std::string_view operator[](std::size_t column) const {
            return rows_->cell(index_, column);
        }
        std::string_view back() const { return (*this)[size() - 1]; }

    private:
        const Rows* rows_;
        std::size_t index_;
    };
    class Iterator {
    public:
        Iterator(const Rows& rows, std::size_t index) : rows_{&rows}, index_{index} {}
        Row operator*() const { return {*rows_, index_}; }
        Iterator& operator++() {
            ++index_;
            return *this;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) {
            return a.index_ == b.index_;
        }

    private:
        const Rows* rows_;
        std::size_t index_;
    };

    void push_back(std::initializer_list<std::string_view> cells);
    std::size_t size() const { return ends_.size(); }
    bool empty() const { return ends_.empty(); }
    Row operator[](std::size_t index) const { return {*this, index}; }
    Row front() const { return {*this, 0}; }
    Row back() const { return {*this, size() - 1}; }
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, size()}; }
    /// Rows [first, last) alone.
    Rows slice(std::size_t first, std::size_t last) const;

private:
    std::size_t cells_in(std::size_t row) const { return ends_[row] - start_of(row); }
    std::size_t start_of(std::size_t row) const { return row == 0 ? 0 : ends_[row - 1]; }
    std::string_view cell(std::size_t row, std::size_t column) const;

    std::string text_;                     ///< all cells, one after the other
    std::vector<std::uint64_t> cell_end_;  ///< in text_
    std::vector<std::size_t> ends_;        ///< of each row, in cell_end_
};

/// What the book answers: the same for a screen, a file and a program.
struct Table {
    std::vector<Column> columns;
    Rows rows;  ///< each as long as `columns`
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
/// The same a line at a time, for tables that are longer than what should lie in memory twice.
void append_csv_head(std::string& out, const Table& table);
void append_csv_row(std::string& out, const Rows::Row& row);

}  // namespace saldo::book
