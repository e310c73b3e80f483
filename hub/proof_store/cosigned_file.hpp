#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/date.hpp"
#include "common/base/result.hpp"
#include "common/store/env.hpp"
#include "common/tlog/note.hpp"
#include "hub/proof/tree_name.hpp"

namespace saldo::hub {

/// Checkpoints that witnesses cosigned: of each tree and witness the newest of each day
/// (docs/proof.md#witnesses). An LMDB environment of its own; losing it loses what the hub could
/// show of its witnesses, and nothing that they hold.
///
/// What is new waits in memory until write(). One thread.
class CosignedFile {
public:
    struct Cosigned {
        std::uint64_t size = 0;  ///< of the tree
        std::string note;        ///< the log's line and one cosignature
    };

    static Result<CosignedFile> open(const std::filesystem::path& folder, std::uint64_t map_bytes);

    /// One witness cosigned one tree on one day (UTC); a later one of the day takes its place.
    void put(const proof::TreeName& tree, std::string_view witness, LocalDate day,
             Cosigned cosigned);
    /// Makes durable what waits, in one step. Errors: unavailable (full), storage; it waits on.
    Result<void> write();

    /// The newest of a tree by a witness; nothing for none. Errors: storage.
    Result<std::optional<Cosigned>> newest(const proof::TreeName& tree,
                                           std::string_view witness) const;
    /// Each checkpoint of a tree with all its cosignatures, by size, ascending. Errors: storage.
    Result<std::map<std::uint64_t, tlog::Note>> all(const proof::TreeName& tree) const;

private:
    CosignedFile(std::unique_ptr<store::Env> env, store::Table table)
        : env_{std::move(env)}, table_{table} {}
    using Visit = std::function<Result<void>(Cosigned&&)>;
    Result<void> visit(std::string_view prefix, const Visit& visit) const;

    std::unique_ptr<store::Env> env_;
    store::Table table_;
    std::map<std::string, Cosigned> waiting_;  // by key
};

}  // namespace saldo::hub
