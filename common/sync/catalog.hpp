#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"

// The way down: one stream of catalog changes a company, as values. Their bytes are in
// common/wire/catalog_messages.hpp and docs/protocol.md#catalogs.

namespace saldo::sync {

/// How far somebody holds a catalog stream: every change up to and with `sequence`.
///
/// The nonce `epoch` names the stream: a hub that cannot continue one begins another. It is 0 for
/// who holds none. `hash` is the chain's at that place; zeros where the stream begins.
struct CatalogPlace {
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0;
    Digest hash{};
    friend bool operator==(const CatalogPlace&, const CatalogPlace&) = default;
};

/// A row is set, or removed. A key is a kind (u8) and what names the row in it: the reader of today
/// keeps kinds of tomorrow as they come.
struct CatalogChange {
    static constexpr std::size_t key_bytes_max = 320;
    static constexpr std::size_t value_bytes_max = std::size_t{32} * 1024;
    std::string key;
    std::optional<std::string> value;  ///< nothing: removed
    friend bool operator==(const CatalogChange&, const CatalogChange&) = default;
};

/// Where the whole catalog can be fetched: a file with all rows at `place`.
struct SnapshotOffer {
    CatalogPlace place;
    std::uint64_t bytes = 0;
    Digest content{};  ///< SHA-256 of the file
    friend bool operator==(const SnapshotOffer&, const SnapshotOffer&) = default;
};

/// Hub → agent, signed: where the stream of its company stands, and what may be missing.
struct CatalogNews {
    static constexpr std::size_t changes_max = 500;
    std::string rfc;
    UtcTime at;               ///< the hub's clock: an older word confirms nothing
    CatalogPlace head;        ///< where the hub's stream ends
    std::uint64_t first = 0;  ///< sequence of the first change; 0 with none
    Digest before{};          ///< chain hash before the first change
    std::vector<CatalogChange> changes;
    std::optional<SnapshotOffer> offer;
    friend bool operator==(const CatalogNews&, const CatalogNews&) = default;
};

/// h[n] = SHA-256("saldo/catalog/1" 00 ‖ h[n-1] ‖ rfc ‖ 00 ‖ epoch u64 ‖ n u64 ‖ change); integers
/// little-endian. A change is op u8 (1 set, 2 removed) ‖ key (length u16, bytes) ‖ value (likewise,
/// of a set row).
Digest catalog_hash(const Digest& previous, std::string_view rfc, std::uint64_t epoch,
                    std::uint64_t sequence, const CatalogChange& change);

/// What a receiver does about news.
struct CatalogStep {
    enum class What : std::uint8_t {
        nothing,  ///< old news, or of changes that are held
        confirm,  ///< we hold what the hub holds
        apply,    ///< changes[skip …] follow what we hold, and lead to `after`
        fetch,    ///< the snapshot offered is ahead of us
        ask,      ///< something is missing between what we hold and this: say what we hold
        refuse,   ///< another company's, or it contradicts itself
    };
    What what = What::nothing;
    std::size_t skip = 0;
    CatalogPlace after;
    std::string why = {};  ///< of a refusal
};

/// Judges news for a receiver of company `rfc` that holds `held`. The chain is computed anew over
/// every change; nothing is applied that does not lead from `held` to where the hub says.
CatalogStep judge(std::string_view rfc, const CatalogPlace& held, const CatalogNews& news);

}  // namespace saldo::sync
