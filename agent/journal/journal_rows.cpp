#include "agent/journal/journal_rows.hpp"

#include <algorithm>

#include "common/store/sealed.hpp"

namespace saldo::agent {
namespace {

constexpr std::size_t seal_bytes = 4;

Error damaged(std::string what) {
    return {Errc::storage, "the journal is damaged: " + std::move(what)};
}

}  // namespace

std::string to_string(Place place) {
    return "epoch " + std::to_string(place.epoch) + ", sequence " + std::to_string(place.sequence);
}

Bytes place_key(Place place) {
    Bytes key;
    key.reserve(12);
    put_be(key, place.epoch);
    put_be(key, place.sequence);
    return key;
}

Bytes epoch_key(std::uint32_t ordinal) {
    Bytes key;
    put_be(key, ordinal);
    return key;
}

Result<Place> place_of(ByteView key) {
    if (key.size() != 12) return damaged("a key is no place");
    return Place{.epoch = get_be<std::uint32_t>(key),
                 .sequence = get_be<std::uint64_t>(key.subspan(4))};
}

Result<std::uint32_t> ordinal_of(ByteView key) {
    if (key.size() != 4) return damaged("a key is no epoch");
    return get_be<std::uint32_t>(key);
}

Bytes encode_record_row(ByteView key, ByteView record, const Digest& hash) {
    Bytes value;
    value.reserve(record.size() + hash.size() + seal_bytes);
    append(value, record);
    append(value, hash);
    put_le(value, crc32c(value, crc32c(key)));
    return value;
}

Result<RecordRow> decode_record_row(ByteView key, ByteView value) {
    const auto place = place_of(key);
    if (!place) return place.error();
    const auto inside = store::unsealed(key, value, "the record at " + to_string(*place));
    if (!inside) return inside.error();
    if (inside->size() < sizeof(Digest)) return damaged(to_string(*place) + " is too short");
    const ByteView record = inside->first(inside->size() - sizeof(Digest));
    const auto view = sync::read_record(record);
    if (!view || view->whole.size() != record.size()) {
        return damaged(to_string(*place) + " is not one whole record");
    }
    return RecordRow{.place = *place,
                     .record = *view,
                     .hash = array_of<sizeof(Digest)>(inside->subspan(record.size()))};
}

Bytes encode_epoch_row(const EpochRow& row) {
    Bytes value;
    put_le(value, row.epoch.nonce);
    put_le(value, row.first_kept);
    append(value, row.before);
    put_le(value, row.end);
    put_le(value, row.settled_in);
    put_le(value, row.common);
    put_le(value, row.rehome_next);
    put_le(value, row.rehomed_to.epoch);
    put_le(value, row.rehomed_to.sequence);
    return store::sealed(epoch_key(row.epoch.ordinal), value);
}

Result<EpochRow> decode_epoch_row(ByteView key, ByteView value) {
    const auto ordinal = ordinal_of(key);
    if (!ordinal) return ordinal.error();
    const auto inside = store::unsealed(key, value, "the row of epoch " + std::to_string(*ordinal));
    if (!inside) return inside.error();
    constexpr std::size_t row_bytes = 8 + 8 + sizeof(Digest) + 8 + 8 + 8 + 8 + 4 + 8;
    if (inside->size() != row_bytes) return damaged("an epoch's row has a wrong size");
    return EpochRow{.epoch = {.ordinal = *ordinal, .nonce = get_le<std::uint64_t>(*inside)},
                    .first_kept = get_le<std::uint64_t>(inside->subspan(8)),
                    .before = array_of<sizeof(Digest)>(inside->subspan(16)),
                    .end = get_le<std::uint64_t>(inside->subspan(48)),
                    .settled_in = get_le<std::uint64_t>(inside->subspan(56)),
                    .common = get_le<std::uint64_t>(inside->subspan(64)),
                    .rehome_next = get_le<std::uint64_t>(inside->subspan(72)),
                    .rehomed_to = {.epoch = get_le<std::uint32_t>(inside->subspan(80)),
                                   .sequence = get_le<std::uint64_t>(inside->subspan(84))}};
}

LinePrefix prefix_of(const Digest& line) { return array_of<sizeof(LinePrefix)>(line); }

Bytes encode_event_row(std::string_view event_id, const EventRow& row) {
    Bytes value;
    put_le(value, row.place.epoch);
    put_le(value, row.place.sequence);
    append(value, row.line);
    return store::sealed(as_bytes(event_id), value);
}

Result<EventRow> decode_event_row(ByteView key, ByteView value) {
    const auto inside = store::unsealed(key, value, "the event " + std::string{as_text(key)});
    if (!inside) return inside.error();
    if (inside->size() != 12 + sizeof(LinePrefix)) return damaged("an event has a wrong size");
    return EventRow{.place = {.epoch = get_le<std::uint32_t>(*inside),
                              .sequence = get_le<std::uint64_t>(inside->subspan(4))},
                    .line = array_of<sizeof(LinePrefix)>(inside->subspan(12))};
}

Bytes encode_held(const Held& held) {
    Bytes value;
    put_le(value, held.sequence);
    put_le(value, static_cast<std::uint8_t>(held.backed_up ? 1 : 0));
    put_le(value, held.backed_up.value_or(0));
    put_le(value, held.hub_time.ms);
    append(value, held.receipt);
    return store::sealed(epoch_key(held.epoch), value);
}

Result<Held> decode_held(ByteView key, ByteView value) {
    constexpr std::size_t fixed_bytes = 8 + 1 + 8 + 8;
    const auto ordinal = ordinal_of(key);
    if (!ordinal) return ordinal.error();
    const auto inside =
        store::unsealed(key, value, "the receipt of epoch " + std::to_string(*ordinal));
    if (!inside) return inside.error();
    if (inside->size() < fixed_bytes) return damaged("a receipt's row is too short");
    Held held{.epoch = *ordinal, .sequence = get_le<std::uint64_t>(*inside)};
    if (get_le<std::uint8_t>(inside->subspan(8)) == 1) {
        held.backed_up = get_le<std::uint64_t>(inside->subspan(9));
    }
    held.hub_time.ms = get_le<std::int64_t>(inside->subspan(17));
    const ByteView receipt = inside->subspan(fixed_bytes);
    held.receipt.assign(receipt.begin(), receipt.end());
    return held;
}

Bytes encode_held_mark(Place place, UtcTime hub_time) {
    Bytes value;
    put_le(value, hub_time.ms);
    return store::sealed(place_key(place), value);
}

Result<UtcTime> decode_held_mark(ByteView key, ByteView value) {
    const auto inside = store::unsealed(key, value, "a mark of what the hub holds");
    if (!inside) return inside.error();
    if (inside->size() != 8) return damaged("a mark has a wrong size");
    return UtcTime{get_le<std::int64_t>(*inside)};
}

}  // namespace saldo::agent
