#include "hub/export/export.hpp"

#include <algorithm>

#include "hub/export/answer_files.hpp"
#include "hub/export/blob_files.hpp"
#include "hub/export/guide_files.hpp"
#include "hub/export/log_files.hpp"
#include "hub/export/manifest.hpp"
#include "hub/export/sqlite_export.hpp"

namespace saldo::hub {
namespace {

/// The companies of the export that the book has answers about, in order.
std::vector<std::string> answered(const book::Book& book, const ExportScope& scope) {
    std::vector<std::string> companies = book.companies();
    std::erase_if(companies, [&](const std::string& rfc) { return !is_exported(scope, rfc); });
    return companies;
}

Passed told_as(const ExportProgress& progress, std::string_view what) {
    return
        [&progress, what](std::uint64_t done, std::uint64_t total) { progress(what, done, total); };
}

}  // namespace

Result<ExportScope> write_export(const ExportSource& source, const ExportScope& scope,
                                 const std::filesystem::path& path,
                                 const ExportProgress& progress) {
    auto folder = ExportFolder::open(path, scope);
    if (!folder) return folder.error();
    if (const auto done = write_guides(*folder); !done) return done.error();

    LogFiles files{*folder, scope};
    const auto passed =
        visit_log(source.log, scope.position, files,
                  [&](std::uint64_t done, std::uint64_t total) { progress("facts", done, total); });
    if (!passed) return passed.error();
    if (const auto done = files.finish(); !done) return done.error();
    if (scope.with_blobs) {
        const auto done = write_blobs(*folder, source.blobs, files.blobs());
        if (!done) return done.error();
    }

    const auto answers =
        write_answers(*folder, source.book, answered(source.book, scope), scope.as_of);
    if (!answers) return answers.error();

    ExportScope full = scope;
    if (scope.is_whole) full.companies.assign(files.companies().begin(), files.companies().end());
    if (const auto done = folder->commit(); !done) return done.error();
    const auto done = folder->complete(manifest_json(full, folder->files()));
    if (!done) return done.error();
    return full;
}

Result<void> write_export_as_one(const ExportSource& source, const ExportScope& scope,
                                 const std::filesystem::path& file,
                                 const ExportProgress& progress) {
    return write_sqlite(source.log, source.book, scope, answered(source.book, scope), file,
                        told_as(progress, "sqlite"));
}

}  // namespace saldo::hub
