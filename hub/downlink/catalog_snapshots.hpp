#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/crypto/sign.hpp"
#include "common/sync/catalog.hpp"
#include "hub/downlink/catalog_store.hpp"

namespace saldo::hub {

/// The snapshot files of a hub: made when somebody needs one, kept while somebody may be fetching.
class CatalogSnapshots {
public:
    struct Limits {
        /// A file is offered again until the stream is so many changes past it: what came since
        /// goes as changes.
        std::uint64_t reused_changes_max = 500;
        std::int64_t checked_every_ms = 60'000;  ///< a file is read again before it is offered
        std::size_t files_kept = 2;  ///< a company: who is fetching the one before may end it
    };

    /// Finds the files that are there; removes what is no snapshot signed with `key`.
    /// Errors: storage.
    static Result<CatalogSnapshots> open(std::filesystem::path folder, SigningKey key,
                                         Limits limits);

    /// A file of the company, new enough; made of the store's rows when there is none.
    /// Needs: the company has a stream. Errors: storage.
    Result<sync::SnapshotOffer> offer(const CatalogStore& store, const std::string& rfc,
                                      UtcTime now);
    /// Where a file of this company lies; nothing for another company's, or one that is gone.
    std::optional<std::filesystem::path> file(std::string_view rfc, std::uint64_t epoch,
                                              std::uint64_t sequence) const;

private:
    struct Made {
        sync::SnapshotOffer offer;
        UtcTime checked;
    };
    CatalogSnapshots(std::filesystem::path folder, SigningKey key, Limits limits)
        : folder_{std::move(folder)}, key_{std::move(key)}, limits_{limits} {}
    std::filesystem::path path_of(std::string_view rfc, const sync::CatalogPlace& place) const;
    Result<sync::SnapshotOffer> make(const CatalogStore& store, const std::string& rfc,
                                     const sync::CatalogPlace& place, UtcTime now);

    std::filesystem::path folder_;
    SigningKey key_;
    Limits limits_;
    /// Whether the newest file of the company is of this stream, new enough, and as it was written.
    bool is_good(const std::string& rfc, const sync::CatalogPlace& head, UtcTime now);

    std::map<std::string, std::vector<Made>, std::less<>> made_;  // oldest first
};

}  // namespace saldo::hub
