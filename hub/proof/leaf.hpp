#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"
#include "common/domain/fact.hpp"
#include "common/sync/record.hpp"

namespace saldo::proof {

// The bytes of leaves (docs/proof.md): a leaf names what it commits to by hash. Numbers are frozen.
enum class LeafKind : std::uint8_t {
    fact = 1,    ///< a fact as the log has it
    record = 2,  ///< a record of a journal, by its chain hash
};

Bytes fact_leaf(LogPosition position, UtcTime received, ByteView fact);

/// `hash` is h[n] of the record with sequence n.
Bytes record_leaf(LogPosition position, UtcTime received, const Digest& hash, sync::Epoch epoch,
                  std::uint64_t sequence, std::string_view agent);

/// Adds a leaf to the bytes of an entry bundle: its length as u16 big-endian before it.
void append_to_bundle(Bytes& bundle, ByteView leaf);

/// In which year's tree a fact is that the hub received then.
std::int32_t year_of(UtcTime received);

}  // namespace saldo::proof
