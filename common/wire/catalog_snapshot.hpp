#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/crypto/sign.hpp"
#include "common/sync/catalog.hpp"

// The whole catalog of a company as one signed file (docs/protocol.md#catalogs):
//
//   magic "SLDC", version u8 = 1, head bytes u16, head (schema u16 = 1, then SnapshotHead), key id
//   8, Ed25519 64 over "saldo/snapshot/1" 00 ‖ SHA-256(all before); then blocks: packed bytes u32,
//   unpacked bytes u32, zstd of rows. A row is key (length u16, bytes) ‖ value (likewise).

namespace saldo::wire {

struct SnapshotHead {
    std::string rfc;
    sync::CatalogPlace place;
    UtcTime at;
    std::uint64_t rows = 0;
    std::uint64_t block_bytes = 0;  ///< of all blocks as they lie in the file
    Digest blocks{};                ///< SHA-256 of them
    friend bool operator==(const SnapshotHead&, const SnapshotHead&) = default;
};

constexpr std::size_t snapshot_block_bytes_max = std::size_t{256} << 10U;  ///< unpacked
/// More than the fixed part and any head, and so enough to open a file with.
constexpr std::size_t snapshot_head_bytes_max = 512;

/// Makes a file out of rows. Holds the packed blocks in memory.
class SnapshotWriter {
public:
    /// Needs: rows in the order of their keys, none twice, within the limits of a change.
    void add(std::string_view key, std::string_view value);
    /// `rows`, `block_bytes` and `blocks` of the head are set here. One use.
    Bytes finish(SnapshotHead head, const SigningKey& key);

private:
    void pack();
    Bytes block_;
    Bytes blocks_;
    std::uint64_t rows_ = 0;
};

struct OpenedSnapshot {
    SnapshotHead head;
    std::size_t blocks_at = 0;  ///< where in the file the first block begins
};
/// Reads the front of a file and checks its signature. Errors: malformed; unsupported for a newer
/// version; forbidden when `key` did not sign it.
Result<OpenedSnapshot> open_snapshot(ByteView front, const PublicKey& key);

/// The size of the block at the front of `bytes`, with its eight bytes before; 0 when there are
/// fewer than eight. Errors: malformed for one past the limits.
Result<std::size_t> snapshot_block_size(ByteView bytes);
/// Shows the rows of one whole block. Errors: malformed; those of `visit`.
Result<void> read_snapshot_block(
    ByteView block, const std::function<Result<void>(std::string_view, std::string_view)>& visit);

// How an agent asks for the file: GET snapshot_target(), with the field `Saldo-Proof`, the
// signature of its signing key over snapshot_statement() in hexadecimal; `Range` says from which
// byte on.

constexpr std::string_view snapshot_route = "/api/v1/agents/{agent}/catalog/{epoch}/{sequence}";
constexpr std::string_view snapshot_proof_field = "Saldo-Proof";
std::string snapshot_target(std::string_view agent, const sync::CatalogPlace& place);
/// "saldo/fetch/1" 00 ‖ agent 00 ‖ epoch u64 ‖ sequence u64.
Bytes snapshot_statement(std::string_view agent, std::uint64_t epoch, std::uint64_t sequence);
/// An epoch as targets and files name it: 16 hexadecimal digits.
std::string epoch_text(std::uint64_t epoch);
std::optional<std::uint64_t> parse_epoch(std::string_view text);

}  // namespace saldo::wire
