#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "hub/customs/cells.hpp"
#include "hub/customs/record_file.hpp"

namespace saldo::customs {

/// Turns the cells of one row into the row of its record, and says what is wrong with them.
class RowMaker {
public:
    /// `path` and `out` outlive the maker.
    RowMaker(const RecordSpec& spec, std::string_view path, RecordFile& out);

    /// Adds the row. Needs: cells by the spec's columns. `is_bad`: one of them could not be read.
    void make(std::span<const Cell> cells, std::uint32_t row, bool is_bad);
    /// Adds a row with too few or too many fields, which was complained about: only whose it is.
    void make_broken(std::span<const Cell> cells, std::uint32_t row);

private:
    void push(RowHead head);
    void complain(FindingCode code, std::size_t column, std::string_view expected = {});
    bool require(std::size_t column);
    std::int64_t number_of(std::size_t column, std::int64_t max);
    PedimentoKey key_of(std::size_t office, std::size_t licence, std::size_t number,
                        bool is_needed);
    std::uint32_t digits_of(std::size_t column, std::size_t width, std::string_view pattern,
                            bool is_needed);
    std::uint32_t fraccion_of(std::size_t column, bool is_needed);
    std::uint8_t unit_of(std::size_t column, bool is_needed);
    Quantity quantity_of(std::size_t column);
    Money pesos_of(std::size_t column);
    std::optional<LocalDate> date_of(std::size_t column) const;
    std::string_view text_of(std::size_t column, std::size_t bytes_max);

    Row501 row_501();
    Row506 row_506();
    Row507 row_507();
    Row512 row_512();
    Row551 row_551();
    Row557 row_557();
    Row558 row_558();
    Row701 row_701();
    RowSel row_sel() const;
    RowResumen row_resumen();

    const RecordSpec& spec_;
    std::string_view path_;
    RecordFile& out_;
    std::span<const Cell> cells_;
    std::uint32_t row_ = 0;
    bool is_bad_ = false;
    bool is_quiet_ = false;
};

}  // namespace saldo::customs
