#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"
#include "hub/log/log_store.hpp"

namespace saldo::hub {

/// One position of an entry, as a proof needs it.
struct EntryLeaf {
    LogPosition position;
    std::uint8_t kind = 0;  ///< as of LeafItem
    Bytes content;
    std::optional<Digest> before;  ///< of a record
    Bytes leaf;
};

/// Some positions of an entry, by their index in it. Of a batch of facts no other one is hashed;
/// the records of a frame are chained from its first to its last.
///
/// Needs:   indexes ascend, each < entry.count. Errors: storage when the entry contradicts itself.
Result<std::vector<EntryLeaf>> leaves_in(const EntryView& entry,
                                         std::span<const std::uint32_t> indexes);

/// Every record of a frame, unpacked, those before the first new one as well. Errors: storage.
Result<std::vector<Bytes>> records_in(const EntryView& entry);

}  // namespace saldo::hub
