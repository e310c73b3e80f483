#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/sign.hpp"
#include "hub/downlink/catalog_rows.hpp"
#include "hub/downlink/catalog_snapshots.hpp"
#include "hub/downlink/catalog_store.hpp"
#include "hub/ingest/ingest.hpp"

namespace saldo::hub {

/// The way down: publishes what changed in a company's catalog, and tells each of its agents what
/// that one lacks, as its status says.
///
/// Nothing depends on a message that arrives: an agent says each minute, and on each connection,
/// what it holds, and is told what is missing between that and the head: changes where they are
/// few, else where to fetch a snapshot. One thread.
class CatalogDesk {
public:
    struct Options {
        std::filesystem::path folder;
        bool has_door = true;  ///< agents can reach the HTTPS door: without it there are no offers
        std::int64_t publish_every_ms = 1'000;
        /// Who lacks more fetches a snapshot; without a door, all that is kept is told.
        std::uint64_t changes_told_max = 1'000;
        std::int64_t offer_again_ms = 10'000;
        std::int64_t begin_anew_ms = 60'000;  ///< a stream begins anew at most so often
        CatalogStore::Limits store = {};
        CatalogSnapshots::Limits snapshots = {};
    };
    /// A claimed sequence past this is nonsense, and moves nothing.
    static constexpr std::uint64_t sequence_max = std::uint64_t{1} << 48U;

    /// Keeps a reference to `rows`, which outlives this. Errors: unavailable, storage.
    static Result<std::unique_ptr<CatalogDesk>> open(SigningKey key, CatalogRows& rows,
                                                     Options options);

    /// An agent said how it is; checked, and its sender known.
    void on_status(std::string_view agent, const AgentEntry& entry, const sync::Status& status);
    /// Publishes and tells what is due; call it often. Errors: storage: stop the process.
    Result<std::vector<Outgoing>> turn(UtcTime now, SteadyTime steady);

    /// How an agent stands to its company's stream; nothing before it said what it holds.
    std::optional<CatalogLag> lag_of(std::string_view agent) const;
    /// The file for an agent of that company; nothing when it is not there (any more).
    std::optional<std::filesystem::path> snapshot(std::string_view rfc, std::uint64_t epoch,
                                                  std::uint64_t sequence) const {
        return snapshots_.file(rfc, epoch, sequence);
    }

private:
    struct Peer {
        std::string rfc;
        sync::CatalogPlace held;  ///< as it said
        sync::CatalogPlace told;  ///< what it holds if everything arrives
        bool is_online = false;
        bool is_due = false;
        std::optional<SteadyTime> offered;
    };
    struct Company {
        bool is_compared = false;  ///< its published rows with the derived ones, since the start
        sync::CatalogPlace head;
        std::optional<SteadyTime> begun_anew;
    };
    CatalogDesk(SigningKey key, CatalogRows& rows, Options options, CatalogStore store,
                CatalogSnapshots snapshots);
    Result<void> publish();
    Result<std::vector<sync::CatalogChange>> touched_of(
        const std::string& rfc, const std::set<CatalogRows::Touched>& touched) const;
    Result<void> publish_company(const std::string& rfc, Company& company,
                                 const std::set<CatalogRows::Touched>& touched);
    /// What an agent must be told; nothing when it must wait.
    Result<void> tell(const std::string& agent, Peer& peer, UtcTime now, SteadyTime steady,
                      std::vector<Outgoing>& out);
    /// Whether an agent holds what this stream cannot continue: it was put back, or lost.
    Result<bool> is_past_us(const Peer& peer, const CatalogStore::Stream& stream) const;
    Result<bool> can_continue(const Peer& peer, const CatalogStore::Stream& stream) const;
    Result<void> tell_changes(const std::string& agent, Peer& peer,
                              const CatalogStore::Stream& stream, UtcTime now,
                              std::vector<Outgoing>& out) const;
    Result<Outgoing> sealed(const std::string& agent, const sync::CatalogNews& news) const;

    SigningKey key_;
    CatalogRows& rows_;
    Options options_;
    CatalogStore store_;
    CatalogSnapshots snapshots_;
    std::map<std::string, Peer, std::less<>> peers_;
    std::map<std::string, Company, std::less<>> companies_;
    std::optional<SteadyTime> published_;
};

}  // namespace saldo::hub
