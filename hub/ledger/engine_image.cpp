#include "hub/ledger/engine_image.hpp"

#include <bit>
#include <cstring>

namespace saldo::ledger {
namespace {

static_assert(std::endian::native == std::endian::little, "rows are kept as they lie in memory");

constexpr std::size_t document_head_bytes = 17;
constexpr std::size_t reservation_bytes = 8;

Error too_short() { return malformed("a segment of the ledger is shorter than it says"); }

template <class Integer>
Integer take(ByteView& bytes) {
    const auto value = get_le<Integer>(bytes);
    bytes = bytes.subspan(sizeof(Integer));
    return value;
}

/// Rows have no gaps, so that their bytes are their values.
template <class Row>
std::vector<Row> take_rows(ByteView& bytes, std::size_t count) {
    std::vector<Row> rows(count);
    if (count > 0) std::memcpy(rows.data(), bytes.data(), count * sizeof(Row));
    bytes = bytes.subspan(count * sizeof(Row));
    return rows;
}

}  // namespace

void put_documents(Bytes& out, const Documents& documents, std::uint32_t first, std::uint32_t end) {
    for (std::uint32_t id = first; id < end; ++id) {
        const DocumentKey key = documents.key(DocumentId{id});
        put_le(out, key.date.days());
        put_le(out, key.phase);
        put_le(out, key.pedimento);
        put_le(out, static_cast<std::uint16_t>(key.text.size()));
        put_le(out, static_cast<std::uint16_t>(key.name.size()));
        append(out, as_bytes(key.text));
        append(out, as_bytes(key.name));
    }
}

Result<void> add_documents(ByteView bytes, Documents& documents) {
    while (!bytes.empty()) {
        if (bytes.size() < document_head_bytes) return too_short();
        DocumentKey key{.date = LocalDate::from_days(take<std::int32_t>(bytes)),
                        .phase = take<std::uint8_t>(bytes),
                        .pedimento = take<std::uint64_t>(bytes)};
        const std::size_t text = take<std::uint16_t>(bytes);
        const std::size_t name = take<std::uint16_t>(bytes);
        if (bytes.size() < text + name) return too_short();
        key.text = as_text(bytes.first(text));
        key.name = as_text(bytes.subspan(text, name));
        bytes = bytes.subspan(text + name);
        documents.add(key);
    }
    return {};
}

void put_pool(Bytes& out, const Pool& pool) {
    put_le(out, static_cast<std::uint32_t>(pool.lots().size()));
    put_le(out, pool.use_count());
    put_le(out, static_cast<std::uint32_t>(pool.reservations().size()));
    append(out, std::as_bytes(pool.lots()));
    for (const Pool::Span& span : pool.spans()) append(out, std::as_bytes(span.uses.view()));
    auto reservation = pool.reservations().begin();
    std::uint32_t position = 0;
    for (const Pool::Span& span : pool.spans()) {
        for (const PoolUse& use : span.uses) {
            if (use.has_own_lot()) {
                put_le(out, position);
                put_le(out, (reservation++)->lot_id);
            }
            ++position;
        }
    }
}

Result<void> take_pool(ByteView& bytes, PoolEditor& editor, Pool& pool) {
    if (bytes.size() < 3 * sizeof(std::uint32_t)) return too_short();
    const std::size_t lots = take<std::uint32_t>(bytes);
    const std::size_t uses = take<std::uint32_t>(bytes);
    const std::size_t reservations = take<std::uint32_t>(bytes);
    if (bytes.size() <
        lots * sizeof(PoolLot) + uses * sizeof(PoolUse) + reservations * reservation_bytes) {
        return too_short();
    }
    const auto lot_rows = take_rows<PoolLot>(bytes, lots);
    const auto use_rows = take_rows<PoolUse>(bytes, uses);
    std::vector<Reservation> own;
    for (std::size_t i = 0; i < reservations; ++i) {
        const auto position = take<std::uint32_t>(bytes);
        if (position >= uses) return malformed("a segment of the ledger reserves for no use");
        own.push_back({.use = use_rows[position], .lot_id = take<std::uint32_t>(bytes)});
    }
    editor.load(pool, lot_rows, use_rows, std::move(own));
    return {};
}

}  // namespace saldo::ledger
