#include "hub/proof/leaf.hpp"

#include "common/base/check.hpp"
#include "common/base/date.hpp"

namespace saldo::proof {
namespace {

constexpr std::size_t leaf_bytes_max = UINT16_MAX;
constexpr std::int64_t day_ms = 86'400'000;

Bytes begin_leaf(LeafKind kind, LogPosition position, UtcTime received, const Digest& hash) {
    Bytes leaf;
    leaf.reserve(128);
    put_le(leaf, static_cast<std::uint8_t>(kind));
    put_le(leaf, position.value());
    put_le(leaf, received.ms);
    append(leaf, hash);
    return leaf;
}

}  // namespace

Bytes fact_leaf(LogPosition position, UtcTime received, ByteView fact) {
    return begin_leaf(LeafKind::fact, position, received, sha256(fact));
}

Bytes record_leaf(LogPosition position, UtcTime received, const Digest& hash, sync::Epoch epoch,
                  std::uint64_t sequence, std::string_view agent) {
    Bytes leaf = begin_leaf(LeafKind::record, position, received, hash);
    put_le(leaf, epoch.ordinal);
    put_le(leaf, epoch.nonce);
    put_le(leaf, sequence);
    append(leaf, as_bytes(agent));
    return leaf;
}

void append_to_bundle(Bytes& bundle, ByteView leaf) {
    SALDO_CHECK(leaf.size() <= leaf_bytes_max);
    put_be(bundle, static_cast<std::uint16_t>(leaf.size()));
    append(bundle, leaf);
}

std::int32_t year_of(UtcTime received) {
    std::int64_t days = received.ms / day_ms;
    if (received.ms % day_ms < 0) --days;
    return LocalDate::from_days(static_cast<std::int32_t>(days)).civil().year;
}

}  // namespace saldo::proof
