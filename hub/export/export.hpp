#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "hub/book/book.hpp"
#include "hub/export/export_folder.hpp"
#include "hub/log/blob_store.hpp"
#include "hub/log/log_store.hpp"
#include "hub/proof_store/cosigned_file.hpp"
#include "hub/proof_store/proof_store.hpp"

namespace saldo::hub {

/// What an export is made from. Owns nothing.
struct ExportSource {
    const LogStore& log;
    const ProofStore& proofs;                ///< as far as the log
    const CosignedFile* cosigned = nullptr;  ///< nothing: an export without cosignatures
    const BlobStore& blobs;
    book::Book& book;  ///< of the scope's position
};

/// Which part is being written, how far it is, and how far it goes.
using ExportProgress = std::function<void(std::string_view, std::uint64_t, std::uint64_t)>;

/// Writes a complete export into a folder (docs/proof.md, "Exports"), or goes on with one of the
/// same scope. Gives what it is of, with its companies.
///
/// Needs:   ExportFolder::look() found nothing there, or this scope and not complete.
/// Errors:  unavailable when the disk is full, or when nothing is signed any more; forbidden;
/// storage. What is whole stays, and the
///          same call goes on with it.
Result<ExportScope> write_export(const ExportSource& source, const ExportScope& scope,
                                 const std::filesystem::path& folder,
                                 const ExportProgress& progress);

/// The same export as one SQLite file. Needs: a scope with its companies. Errors: conflict where
/// something else is there; else as write_export.
Result<void> write_export_as_one(const ExportSource& source, const ExportScope& scope,
                                 const std::filesystem::path& file, const ExportProgress& progress);

}  // namespace saldo::hub
