#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/store/env.hpp"
#include "common/sync/catalog.hpp"
#include "hub/downlink/catalog_rows.hpp"

namespace saldo::hub {

/// The catalog streams of the hub's companies, on disk: what was published, and can be told again.
///
/// Derived from the log but for the streams' names and numbers: when it is thrown away, each
/// company begins another stream, and the agents fetch a snapshot. Layout: docs/data_format.md.
/// Owns: its LMDB environment. One thread.
class CatalogStore {
public:
    struct Limits {
        std::uint64_t map_bytes = std::uint64_t{4} << 30U;
        std::uint64_t changes_kept = 4'000;  ///< a stream; who is further behind gets all rows
    };
    struct Stream {
        sync::CatalogPlace head;
        std::uint64_t base = 0;  ///< sequence at which the stream began
        friend bool operator==(const Stream&, const Stream&) = default;
    };

    /// Errors: unavailable when another process has it; storage.
    static Result<CatalogStore> open(const std::filesystem::path& folder, Limits limits);

    /// Nothing for a company without a stream.
    Result<std::optional<Stream>> stream(std::string_view rfc) const;
    /// Begins a stream under a random name; `base` is its sequence, of the rows as they are.
    Result<Stream> begin(std::string_view rfc, std::uint64_t base);
    /// Publishes: changes the rows, moves the stream on; durable on return. Needs: a stream.
    Result<Stream> publish(std::string_view rfc, const std::vector<sync::CatalogChange>& changes);

    /// The chain hash at a place of the stream; nothing where it is not known any more.
    Result<std::optional<Digest>> hash_at(std::string_view rfc, std::uint64_t sequence) const;
    /// Changes from `first` on, as many as fit. Needs: hash_at(first - 1) is known.
    Result<std::vector<sync::CatalogChange>> changes(std::string_view rfc, std::uint64_t first,
                                                     std::size_t count_max,
                                                     std::size_t bytes_max) const;

    /// All published rows whose key begins so.
    Result<Rows> rows(std::string_view rfc, std::string_view key_begin = {}) const;
    /// The same one by one, in the order of keys; the views are valid during the call.
    Result<void> each_row(
        std::string_view rfc, std::string_view key_begin,
        const std::function<void(std::string_view, std::string_view)>& visit) const;

private:
    CatalogStore(Limits limits, std::unique_ptr<store::Env> env)
        : limits_{limits}, env_{std::move(env)} {}
    Result<void> keep(store::WriteTxn& txn, std::string_view rfc, const Stream& stream);

    Limits limits_;
    std::unique_ptr<store::Env> env_;
    store::Table streams_;
    store::Table rows_;
    store::Table changes_;
};

}  // namespace saldo::hub
