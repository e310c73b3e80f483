#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/domain/fact.hpp"

// Rows of a catalog stream: the kind and the name in a key, and a value. docs/protocol.md#catalogs.

namespace saldo::wire {

/// Kinds of rows. Numbers are frozen: they are the first byte of every key.
enum class RowKind : std::uint8_t {
    part = 1,
    product = 2,
    bom = 3,  ///< one version; of many lines, in several rows
    plant = 4,
    unit_conversion = 5,
    open_transfer = 6,  ///< sent, and not all of it received; of many lines, in several rows
    policy = 7,
    shrinkage_norm = 8,
    substitute = 9,
    scrap_conversion = 10,
};

/// Goods on their way between two plants of one company.
struct OpenTransfer {
    struct Line {
        std::string part_number;
        Quantity quantity;  ///< not received yet
        std::uint8_t umc = 0;
        friend bool operator==(const Line&, const Line&) = default;
    };
    std::string ref_type;  ///< of the document: CCP
    std::string ref;       ///< its folio; the sending event where it has none
    std::string from;
    std::string to;
    std::vector<Line> lines;
    friend bool operator==(const OpenTransfer&, const OpenTransfer&) = default;
};

/// What one fact, or one open transfer, puts into the catalog. Its key, with a number (u16,
/// big-endian) after it where the kind may need several rows, is the row's.
struct CatalogEntry {
    std::string key;
    std::vector<std::string> values;  ///< one a row, in order; none: no rows
};

/// Most lines of one row: what is longer is told in several.
constexpr std::size_t row_lines_max = 200;

/// Nothing for a fact that no plant needs. The value is the fact as the log keeps it
/// (encode_fact). Errors: malformed past the limits of a row.
Result<std::optional<CatalogEntry>> catalog_entry_of(const Fact& fact);
/// Key of an open transfer of these names, and its rows. Errors: malformed.
Result<CatalogEntry> catalog_entry_of(const OpenTransfer& transfer);

/// The key of the `index`th row of an entry.
std::string row_key(std::string_view entry_key, std::size_t index);
/// Whether entries of this key may have several rows.
bool is_of_many_rows(std::string_view key);
/// The kind in a key, also one that is not known here; nothing for an empty key.
std::optional<std::uint8_t> row_kind(std::string_view key);

/// Reads the value of a row of kind open_transfer. Errors: malformed, unsupported.
Result<OpenTransfer> decode_open_transfer(ByteView value);

}  // namespace saldo::wire
