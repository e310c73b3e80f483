#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "agent/catalog/catalog.hpp"
#include "agent/catalog/snapshot_fetch.hpp"
#include "common/base/bytes.hpp"
#include "common/base/surroundings.hpp"
#include "common/crypto/sign.hpp"
#include "common/sync/backoff.hpp"
#include "common/sync/catalog.hpp"

namespace saldo::agent {

/// What is told of the way down.
struct DownlinkStatus {
    std::uint64_t fetched_bytes = 0;  ///< of the snapshot that is being fetched
    std::uint64_t offered_bytes = 0;  ///< its size; 0: none is
    std::uint64_t refused = 0;        ///< news and files that were not taken, since the start
    std::string trouble;              ///< why the newest is not taken; empty: nothing is wrong
};

/// The agent's end of the way down, without a thread: takes what the hub says on dn/cat, fetches a
/// snapshot piece by piece, and puts complete catalogs in use.
///
/// What was fetched stays in a file beside the catalog, so that an interrupted download, also one
/// that a restart interrupted, goes on where it stopped.
class CatalogReceiver {
public:
    struct Options {
        std::string agent;
        std::string rfc;
        PublicKey hub_key{};
        std::filesystem::path folder;  ///< of the file that is being fetched
        FetchPiece fetch;
        std::uint64_t piece_bytes_min = std::uint64_t{16} * 1024;
        std::uint64_t piece_bytes_first = std::uint64_t{256} * 1024;
        std::uint64_t piece_bytes_max = std::uint64_t{1024} * 1024;
        std::int64_t ask_every_ms = 2'000;      ///< at most: something is missing
        std::int64_t report_every_ms = 10'000;  ///< at most: changes were taken
    };
    /// Keeps a reference to `catalog`, which outlives this and has a hub's copy.
    CatalogReceiver(Options options, Catalog& catalog, Surroundings surroundings);

    /// Takes one frame. Errors: storage: the process must end; all else is logged and counted.
    Result<void> take(ByteView frame);
    /// Fetches one piece, or installs what is whole, if that is due. Errors: storage.
    Result<void> fetch();
    /// When fetch() wants to be called; nothing while nothing is offered.
    std::optional<SteadyTime> fetch_due() const;
    /// Whether the hub should be told now what we hold: something is missing, or was taken. True
    /// once for each time.
    bool take_report();

    const DownlinkStatus& status() const { return status_; }

private:
    Result<void> apply(const sync::CatalogNews& news, const sync::CatalogStep& step);
    void begin_fetch(const sync::SnapshotOffer& offer);
    Result<void> install();
    void give_up_fetch();
    void end_fetch();
    void refuse(const std::string& why);
    void wants(bool at_once);
    std::filesystem::path part_file(const sync::SnapshotOffer& offer) const;

    Options options_;
    Catalog& catalog_;
    Surroundings surroundings_;
    DownlinkStatus status_;
    std::optional<sync::SnapshotOffer> offer_;
    SteadyTime fetch_at_;
    std::uint64_t piece_bytes_;
    sync::Backoff backoff_{1'000, 300'000};
    sync::Backoff refused_{5'000, 300'000};
    SteadyTime quiet_until_;  // after a file that was refused: it is not fetched again and again
    bool wants_ask_ = false;
    bool wants_report_ = false;
    std::optional<SteadyTime> reported_;
};

}  // namespace saldo::agent
