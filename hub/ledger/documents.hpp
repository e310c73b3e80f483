#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "common/base/date.hpp"
#include "common/base/id.hpp"

namespace saldo::ledger {

/// A document of the table below. Numbers follow the order of arrival and say nothing about age.
using DocumentId = Id<struct LedgerDocumentTag, std::uint32_t>;

/// What orders a document among others, shared by all its lines.
///
/// Of an outcome: operation date, phase (what is taken apart comes before what goes out), the text
/// that orders it (15 printed digits or a folio), its name. Of an entry: payment date, the 15
/// digits as a number, its name (D-02).
struct DocumentKey {
    LocalDate date;
    std::uint8_t phase = 0;
    std::uint64_t pedimento = 0;
    std::string_view text = {};
    std::string_view name = {};
    friend auto operator<=>(const DocumentKey&, const DocumentKey&) = default;
};

/// Every document that some lot or use belongs to, once. A document that comes to say something
/// else about its place is another document: nothing here ever changes, so that no order can.
///
/// Owns:    copies of the texts, in chunks; about 24 bytes and the texts for each document.
class Documents {
public:
    /// The id of this key, the same one each time. Needs: texts shorter than 64 KiB together.
    DocumentId add(const DocumentKey& key);
    /// Views are valid as long as the table.
    DocumentKey key(DocumentId id) const;
    LocalDate date(DocumentId id) const { return LocalDate::from_days(row(id).day); }
    std::size_t size() const { return rows_.size(); }

    /// Order of outcomes: date, phase, text, name.
    std::strong_ordering compare(std::uint32_t a, std::uint32_t b) const;

private:
    struct Row {
        std::uint64_t pedimento;
        std::int32_t day;
        std::uint32_t text_at;  ///< chunk in the upper half, place in it below
        std::uint16_t text_bytes;
        std::uint16_t name_bytes;
        std::uint8_t phase;
    };
    const Row& row(DocumentId id) const { return rows_[id.value()]; }
    std::size_t slot_of(const DocumentKey& key) const;
    void grow_index();
    std::uint32_t keep(std::string_view text, std::string_view name);

    std::deque<Row> rows_;
    std::vector<std::unique_ptr<char[]>> chunks_;
    std::size_t chunk_used_ = 0;
    std::vector<std::uint32_t> index_;  ///< open addressing; id + 1, or 0 where nothing is
};

}  // namespace saldo::ledger
