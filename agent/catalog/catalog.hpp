#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "agent/catalog/catalog_files.hpp"
#include "agent/catalog/hub_catalog.hpp"
#include "agent/dock/part_book.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/base/words.hpp"
#include "common/crypto/hash.hpp"

namespace saldo::agent {

/// One state of the plant's catalog. Every record tells under which one it was captured.
struct CatalogVersion {
    enum class Source : std::uint8_t { folder, hub };
    PartBook parts;
    Source source = Source::folder;
    /// Of the hub's stream; or of the folder, growing by one with each change of content.
    /// 0: none was ever read.
    std::uint64_t sequence = 0;
    UtcTime since;  ///< when this content was first read
    Digest content{};
};

/// The plant's copy of its parts and products: the last complete catalog that came from the hub;
/// out of the catalog folder until the first one with a part came, and never again after it.
///
/// The last good content is kept on our own disk, so that an agent that starts without its hub, or
/// while somebody writes a half file, goes on with what it knew. Safe from any thread, but for
/// hub(), which belongs to who receives.
class Catalog {
public:
    struct Place {
        /// Empty, or not there: no catalog, and parts are not checked until one appears.
        std::filesystem::path folder;
        std::filesystem::path copy;           ///< our own file
        std::filesystem::path hub_copy = {};  ///< our own folder; empty: nothing comes from a hub
        std::string rfc;
        Language language = Language::es;
    };

    /// Reads the copy, if there is one, then the folder.
    /// Errors: malformed, with all faults, when the folder is bad and there is no copy to go on
    /// with.
    static Result<std::unique_ptr<Catalog>> open(Place place, UtcTime now);

    /// The content to check with; nothing when no catalog was given.
    std::shared_ptr<const CatalogVersion> current() const;

    enum class Refresh : std::uint8_t { unchanged, loaded, refused };
    /// Looks at the folder's files, and reads them when they changed since the last look.
    /// Errors: storage when the copy cannot be written; the new content is in use all the same.
    Result<Refresh> refresh(UtcTime now);
    /// What is wrong with the folder's files as they are; empty when they are in use.
    std::vector<FileFault> faults() const;

    /// What came from the hub; none without a place for it. Of one thread, from open() on.
    HubCatalog* hub() { return hub_.get(); }
    /// Puts what hub() holds in use, in one step; unless it never had a part or product: a hub that
    /// was told of none may not stop a dock that has its own. Errors: storage.
    Result<void> use_hub();
    /// The hub said that what hub() holds is its newest. Errors: storage.
    Result<void> confirm(UtcTime now, UtcTime hub_time);
    /// How far we hold the hub's stream; epoch 0 for nothing.
    sync::CatalogPlace hub_place() const;
    /// When the hub last said so; nothing where no catalog of a hub is in use.
    std::optional<UtcTime> confirmed() const;

private:
    /// How the files look from outside: enough to see that they changed.
    struct Looks {
        std::int64_t parts_time = 0;
        std::int64_t products_time = 0;
        std::uintmax_t parts_bytes = 0;
        std::uintmax_t products_bytes = 0;
        friend bool operator==(const Looks&, const Looks&) = default;
    };
    explicit Catalog(Place place) : place_{std::move(place)} {}
    Looks look() const;
    bool is_hub_in_use() const;
    void use(PartBook parts);
    Result<Refresh> load(UtcTime now);
    void read_copy();
    Result<void> write_copy(const CatalogVersion& version) const;

    const Place place_;
    std::unique_ptr<HubCatalog> hub_;
    Looks seen_;  // used by refresh() only
    mutable std::mutex mutex_;
    std::shared_ptr<const CatalogVersion> current_;  // guarded by mutex_
    std::vector<FileFault> faults_;                  // guarded by mutex_
    HubCatalog::State hub_state_;                    // guarded by mutex_
    bool is_hub_in_use_ = false;                     // guarded by mutex_
};

}  // namespace saldo::agent
