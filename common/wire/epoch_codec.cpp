#include "common/wire/epoch_codec.hpp"

#include "common/wire/canonical.hpp"
#include "common/wire/domain_codec.hpp"

namespace saldo::wire {

/// Field order is the format (docs/data_format.md): schema 1 of record type epoch_open.
template <class Archive>
void serialize(Archive& archive, EpochOpen& e) {
    archive(text<limits::rfc>(e.rfc), text<MovementLimits::plant_max>(e.plant), e.parent_ordinal,
            e.parent_sequence);
    serialize_bytes(archive, e.parent_hash);
    serialize_bytes(archive, e.signing_key);
    archive(ranged(e.reason, 1, 5));
}

Result<Bytes> encode_epoch_open(const EpochOpen& epoch) {
    Bytes out;
    if (const auto encoded = encode_body(epoch, out); !encoded) return encoded.error();
    return out;
}

Result<EpochOpen> decode_epoch_open(ByteView bytes) { return decode_body<EpochOpen>(bytes); }

}  // namespace saldo::wire
