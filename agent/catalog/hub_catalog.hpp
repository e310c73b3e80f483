#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "agent/dock/part_book.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/crypto/sign.hpp"
#include "common/store/env.hpp"
#include "common/sync/catalog.hpp"

namespace saldo::agent {

/// The last complete catalog that came from the hub, on disk: rows as they were told, and how far
/// they go. A crash leaves the one before or the one after, never a mixture.
///
/// Rows carry a generation in their keys: a snapshot is written beside what is in use, and the
/// head names it once it is whole. Layout: docs/data_format.md. One thread writes; others may read.
class HubCatalog {
public:
    struct State {
        sync::CatalogPlace place;  ///< epoch 0: none is held
        UtcTime since;             ///< our clock, when this content came
        UtcTime confirmed;         ///< our clock, when the hub last said that this is its newest
        UtcTime hub_time;          ///< the hub's clock in that word: older ones confirm nothing
    };

    struct Opened {
        std::unique_ptr<HubCatalog> catalog;
        PartBook parts;  ///< as parts() gives them
    };
    /// Reads every row once: a damaged one is seen here, and not at the dock. A copy that cannot be
    /// read is thrown away: the hub has it. Errors: unavailable when another process has it;
    /// storage.
    static Result<Opened> open(const std::filesystem::path& folder);

    const State& state() const { return state_; }
    bool holds_one() const { return state_.place.epoch != 0; }

    /// Changes rows, and moves on to `after`, in one step. Errors: unavailable (full), storage.
    Result<void> apply(std::span<const sync::CatalogChange> changes,
                       const sync::CatalogPlace& after, UtcTime now);
    /// The hub said at `hub_time` that this is its newest. An older word than the last is ignored.
    /// It says so each minute: on disk at most once an hour, so a start may know an older word.
    Result<void> confirm(UtcTime now, UtcTime hub_time);

    /// Takes a snapshot file in the place of what is held, whole or not at all.
    ///
    /// Errors: malformed, forbidden, unsupported: the file is not what was offered, not signed by
    /// `hub`, or of another company; unavailable (full); storage. What was held stays.
    Result<void> install(const std::filesystem::path& file, const sync::SnapshotOffer& offer,
                         std::string_view rfc, const PublicKey& hub, UtcTime now);

    /// Parts and products with their units. Rows of kinds and schemas that are unknown here are
    /// passed over. Errors: storage when the copy is damaged.
    Result<PartBook> parts() const;

private:
    explicit HubCatalog(std::unique_ptr<store::Env> env) : env_{std::move(env)} {}
    static Result<Opened> open_once(const std::filesystem::path& folder);
    Result<void> read_state();
    /// Ends the transaction with this state, and goes on from it.
    Result<void> commit_state(store::WriteTxn& txn, const State& next, std::uint32_t generation);
    Result<void> sweep();
    Bytes row_key(std::uint32_t generation, std::string_view key) const;
    Result<void> put_rows(std::uint32_t generation, ByteView block, std::string& last,
                          std::uint64_t& rows);

    std::unique_ptr<store::Env> env_;
    store::Table rows_;
    store::Table heads_;
    State state_;
    UtcTime kept_hub_time_;  // as the disk has it
    std::uint32_t generation_ = 0;
};

}  // namespace saldo::agent
