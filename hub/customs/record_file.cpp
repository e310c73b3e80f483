#include "hub/customs/record_file.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "hub/customs/datastage.hpp"
#include "hub/customs/finding_texts.hpp"
#include "hub/customs/header.hpp"
#include "hub/customs/row_maker.hpp"
#include "hub/customs/text_traits.hpp"

namespace saldo::customs {
namespace {

constexpr std::size_t line_bytes_max = 65'536;
constexpr std::size_t spec_columns_max = 40;

/// The next line without its line end; `text` goes on behind it.
std::string_view next_line(std::string_view& text) {
    const std::size_t at = text.find('\n');
    std::string_view line = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// Reads the rows behind a header that was understood.
class RowReader {
public:
    RowReader(const RecordSpec& spec, const Header& header, std::string_view path, RecordFile& out)
        : spec_{spec},
          header_{header},
          path_{path},
          out_{out},
          maker_{spec, path, out},
          fields_(header.slots.size() + 1) {
        SALDO_CHECK(spec.columns.size() <= cells_.size());
    }

    void read(std::string_view text);

private:
    void read_line(std::string_view line);
    std::size_t split_line(std::string_view line);
    bool read_cells(std::size_t count);
    void break_off(FindingCode code, std::string_view found, std::string_view expected,
                   std::size_t count);
    void note_whose();

    const RecordSpec& spec_;
    const Header& header_;
    std::string_view path_;
    RecordFile& out_;
    RowMaker maker_;
    std::vector<std::string_view> fields_;
    std::array<Cell, spec_columns_max> cells_{};
    std::uint32_t row_ = 1;
    bool follows_short_row_ = false;
};

void RowReader::read(std::string_view text) {
    while (!text.empty()) {
        const std::string_view line = next_line(text);
        ++row_;
        // Empty lines and the end mark of old editors carry nothing.
        if (line.empty() || line == "\x1A") continue;
        ++out_.rows;
        read_line(line);
    }
}

/// Gives the number of fields; those that fit are in fields_.
std::size_t RowReader::split_line(std::string_view line) {
    std::size_t count = 0;
    const char* begin = line.data();
    const char* const end = begin + line.size();
    for (const char* at = begin;; ++at) {
        if (at != end && *at != '|') continue;
        if (count < fields_.size()) {
            fields_[count] = {begin, static_cast<std::size_t>(at - begin)};
        }
        ++count;
        if (at == end) return count;
        begin = at + 1;
    }
}

void RowReader::read_line(std::string_view line) {
    if (line.size() > line_bytes_max) {
        break_off(FindingCode::line_too_long, std::to_string(line.size()),
                  std::to_string(line_bytes_max), 0);
        return;
    }
    // Each field is ended by a pipe, so that splitting gives one empty field more.
    const std::size_t wanted = header_.slots.size() + 1;
    const std::size_t count = split_line(line);
    if (count != wanted || !trim_field(fields_[wanted - 1], out_.traits).empty()) {
        const bool is_long = count >= wanted;
        const std::size_t readable = std::min(count, header_.slots.size());
        break_off(is_long ? FindingCode::long_row : FindingCode::short_row,
                  std::to_string(count - (line.ends_with('|') ? 1 : 0)),
                  std::to_string(header_.slots.size()), readable);
        const bool has_owner = !out_.heads.back().pedimento.is_empty() || follows_short_row_;
        follows_short_row_ = !is_long && has_owner;
        return;
    }
    follows_short_row_ = false;
    const bool is_bad = !read_cells(header_.slots.size());
    maker_.make({cells_.data(), spec_.columns.size()}, row_, is_bad);
    note_whose();
}

/// Reads the first `count` fields into cells_. False: one of them is wrong.
bool RowReader::read_cells(std::size_t count) {
    bool all_right = true;
    for (std::size_t i = 0; i < count; ++i) {
        const auto& slot = header_.slots[i];
        if (!slot) continue;
        const Column& column = spec_.columns[*slot];
        const auto remark = read_cell(column, fields_[i], out_.traits, cells_[*slot]);
        if (!remark) continue;
        const bool has_length = *remark == FindingCode::too_long;
        out_.findings.add(*remark, path_, row_, column.name, fields_[i],
                          has_length ? std::to_string(column.length_max) : std::string{});
        all_right = all_right && texts_of(*remark).usual != Severity::error;
    }
    return all_right;
}

/// A row of the wrong shape: said once, and read only for whose it is.
void RowReader::break_off(FindingCode code, std::string_view found, std::string_view expected,
                          std::size_t count) {
    out_.findings.add(code, path_, row_, {}, found, expected);
    std::ranges::fill(cells_, Cell{});
    for (std::size_t i = 0; i < count; ++i) {
        const auto& slot = header_.slots[i];
        if (slot) (void)read_cell(spec_.columns[*slot], fields_[i], out_.traits, cells_[*slot]);
    }
    maker_.make_broken({cells_.data(), spec_.columns.size()}, row_);
    note_whose();
    std::ranges::fill(cells_, Cell{});
}

/// A text with a line break in it makes a short row and one that begins anywhere: both belong to
/// the pedimento of the first. Any other row that nobody can attribute is remembered as such.
void RowReader::note_whose() {
    if (spec_.level == RecordLevel::summary) return;
    if (!out_.heads.back().pedimento.is_empty() || follows_short_row_) return;
    out_.has_unattributed = true;
}

void reserve_rows(RecordFile& out, std::size_t rows) {
    out.heads.reserve(rows);
    switch (out.kind) {
        case RecordKind::r501: out.rows_501.reserve(rows); break;
        case RecordKind::r506: out.rows_506.reserve(rows); break;
        case RecordKind::r507: out.rows_507.reserve(rows); break;
        case RecordKind::r512: out.rows_512.reserve(rows); break;
        case RecordKind::r551: out.rows_551.reserve(rows); break;
        case RecordKind::r557: out.rows_557.reserve(rows); break;
        case RecordKind::r558: out.rows_558.reserve(rows); break;
        case RecordKind::r701: out.rows_701.reserve(rows); break;
        default: break;
    }
}

}  // namespace

RecordFile read_record_file(RecordKind kind, const SourceFile& file) {
    RecordFile out{.kind = kind};
    const TextScan scan = scan_text(file.bytes);
    out.traits = scan.traits;
    if (scan.fault) {
        out.findings.add(*scan.fault, file.path);
        return out;
    }
    std::string_view text = scan.text;
    if (trim(text).empty()) {
        out.findings.add(FindingCode::empty_file, file.path);
        return out;
    }
    const RecordSpec& spec = spec_of(kind);
    const auto header = read_header(spec, next_line(text), out.traits, file.path, out.findings);
    if (!header) return out;
    out.is_usable = true;
    // Rows are never shorter than their pipes, whatever the number of line feeds says.
    reserve_rows(out, std::min(scan.line_feeds + 1, text.size() / (header->slots.size() + 1) + 1));
    RowReader{spec, *header, file.path, out}.read(text);
    return out;
}

}  // namespace saldo::customs
