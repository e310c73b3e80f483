#pragma once

#include <optional>

#include "agent/journal/journal.hpp"

namespace saldo::agent {

// How the rows of the journal lie on disk (docs/data_format.md). Keys are big-endian, values
// little-endian; every value ends in CRC-32C(key ‖ value), so that a flip in either is seen.
//
//   records    epoch u32, sequence u64        record ‖ h[n] ‖ CRC
//   epochs     epoch u32                      nonce u64, first kept u64, hash before it 32, end
//   u64,
//                                             settled in u64, common u64, rehome next u64,
//                                             rehomed to (epoch u32, sequence u64) ‖ CRC
//   events     event id                       epoch u32, sequence u64, first 16 bytes of line ‖ CRC
//   event_ids  epoch u32, sequence u64        event id ‖ CRC      (for retention: which id goes)
//   held       epoch u32                      the newest receipt of that epoch ‖ CRC
//   held_marks epoch u32, sequence u64        hub's clock ms i64, at most one a day ‖ CRC
//   about      "identity", "machine"          text ‖ CRC

struct Place {
    std::uint32_t epoch = 0;
    std::uint64_t sequence = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
};

Bytes place_key(Place place);
Bytes epoch_key(std::uint32_t ordinal);
/// Errors: storage when it has not the length of a place.
Result<Place> place_of(ByteView key);
Result<std::uint32_t> ordinal_of(ByteView key);

/// The value of one record under its key.
Bytes encode_record_row(ByteView key, ByteView record, const Digest& hash);
struct RecordRow {
    Place place;
    sync::RecordView record;
    Digest hash{};
};
/// Errors: storage, naming the record, when its checksum or its lengths do not fit.
Result<RecordRow> decode_record_row(ByteView key, ByteView value);

/// One epoch: its nonce, where what is kept of it begins, and what became of it once a later one
/// was opened. The hub holds [0, common) of a closed epoch as it is; the rest up to `end` is
/// written again, record by record, into the epoch after it: that is settling.
struct EpochRow {
    static constexpr std::uint64_t open = UINT64_MAX;

    sync::Epoch epoch;
    std::uint64_t first_kept = 0;
    Digest before{};
    std::uint64_t end = open;      ///< what must reach the hub from here ends before this
    std::uint64_t settled_in = 0;  ///< incarnation of the hub that it was settled with; 0: never
    std::uint64_t common = open;   ///< held by the hub, once that is known
    std::uint64_t rehome_next = open;  ///< the next to be written again; open: nothing is being
    Place rehomed_to;                  ///< the last record that was written for this epoch
    bool is_closed() const { return end != open; }
    bool is_rehoming() const { return rehome_next != open; }
    friend bool operator==(const EpochRow&, const EpochRow&) = default;
};
Bytes encode_epoch_row(const EpochRow& row);
Result<EpochRow> decode_epoch_row(ByteView key, ByteView value);

using LinePrefix = std::array<std::byte, 16>;
LinePrefix prefix_of(const Digest& line);

struct EventRow {
    Place place;
    LinePrefix line{};
};
Bytes encode_event_row(std::string_view event_id, const EventRow& row);
Result<EventRow> decode_event_row(ByteView key, ByteView value);

Bytes encode_held(const Held& held);
Result<Held> decode_held(ByteView key, ByteView value);

Bytes encode_held_mark(Place place, UtcTime hub_time);
Result<UtcTime> decode_held_mark(ByteView key, ByteView value);

/// "epoch 1, sequence 42", for messages.
std::string to_string(Place place);

}  // namespace saldo::agent
