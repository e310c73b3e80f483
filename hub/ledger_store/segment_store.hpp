#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"
#include "common/store/env.hpp"
#include "hub/ledger/engine.hpp"

namespace saldo::hub {

/// Up to where in the log the segments go.
struct SegmentMark {
    std::uint64_t position = 0;  ///< the next fact that they do not know
    Digest log_head{};           ///< chain hash of the log there: segments of another log are none
    friend bool operator==(const SegmentMark&, const SegmentMark&) = default;
};

/// The settled pools of a ledger::Engine on disk, so that a start need not read the whole log: an
/// LMDB environment of its own beside the log. Losing it costs a replay and nothing else.
///
/// Key: kind u8 (0 mark, 1 documents, 2 pools), number u32 big-endian. Value: format u32,
/// SHA-256(key ‖ format ‖ payload) 32, payload; little-endian. Payload of a segment: see
/// engine_image.hpp; of the mark: position u64, log head 32, segments of documents u32, of pools
/// u32. A format or a hash that is not the expected one makes all of it void.
class SegmentStore {
public:
    static constexpr std::uint32_t format = 1;

    /// Errors: as store::Env::open.
    static Result<SegmentStore> open(const std::filesystem::path& folder,
                                     const store::EnvOptions& options);

    /// Writes the segments that changed since the last save or load. Seldom, and not in the way of
    /// facts: a pool that changed costs its whole segment. Durable on return.
    /// Errors: unavailable when the map is full: what was there may be void now; storage.
    Result<void> save(ledger::Engine& engine, const SegmentMark& mark);

    /// Fills an empty engine and gives how far it knows the log; nothing where there is nothing to
    /// be trusted. Then, and after an error, the engine may be half full and must be thrown away.
    Result<std::optional<SegmentMark>> load(ledger::Engine& engine,
                                            const ledger::ForEach& for_each = ledger::serially);

private:
    SegmentStore(store::Env env, store::Table table) : env_{std::move(env)}, table_{table} {}

    store::Env env_;
    store::Table table_;
};

}  // namespace saldo::hub
