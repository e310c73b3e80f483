#include "hub/export/export.hpp"

#include <algorithm>

#include "hub/export/answer_files.hpp"
#include "hub/export/blob_files.hpp"
#include "hub/export/foreign_file.hpp"
#include "hub/export/foreign_finder.hpp"
#include "hub/export/guide_files.hpp"
#include "hub/export/log_files.hpp"
#include "hub/export/manifest.hpp"
#include "hub/export/sqlite_export.hpp"
#include "hub/export/tree_files.hpp"

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

/// The trees of the export, each as it was at its position.
Result<std::vector<TreeAt>> trees_of(const ExportSource& source, const ExportScope& scope) {
    auto trees = trees_as_known(source.proofs, LogPosition{scope.position});
    if (!trees) return trees.error();
    std::erase_if(*trees,
                  [&](const TreeAt& tree) { return !is_exported(scope, tree.name.company); });
    return trees;
}

/// log/ and foreign.jsonl. Gives the trees that are in the export.
Result<std::vector<TreeAt>> write_proofs(ExportFolder& folder, const ExportSource& source,
                                         const ExportScope& scope, const ExportProgress& progress) {
    auto trees = trees_of(source, scope);
    if (!trees) return trees.error();
    const auto written =
        write_trees(folder, source.proofs, source.log, *trees, told_as(progress, "proofs"));
    if (!written) return written.error();
    if (source.cosigned != nullptr) {
        const auto cosigned = write_cosigned(folder, *source.cosigned, *trees);
        if (!cosigned) return cosigned.error();
    }
    if (scope.is_whole) return trees;
    const auto positions = find_foreign(source.log, scope, told_as(progress, "foreign"));
    if (!positions) return positions.error();
    const auto foreign = write_foreign(folder, source.proofs, source.log, *positions,
                                       scope.position, told_as(progress, "foreign"));
    if (!foreign) return foreign.error();
    return trees;
}

}  // namespace

Result<ExportScope> write_export(const ExportSource& source, const ExportScope& scope,
                                 const std::filesystem::path& path,
                                 const ExportProgress& progress) {
    auto folder = ExportFolder::open(path, scope);
    if (!folder) return folder.error();
    if (const auto done = write_guides(*folder); !done) return done.error();

    LogFiles files{*folder, scope};
    const auto passed = visit_log(source.log, scope.position, files, told_as(progress, "facts"));
    if (!passed) return passed.error();
    if (const auto done = files.finish(); !done) return done.error();
    const auto trees = write_proofs(*folder, source, scope, progress);
    if (!trees) return trees.error();
    if (scope.with_blobs) {
        const auto done = write_blobs(*folder, source.blobs, files.blobs());
        if (!done) return done.error();
    }
    const auto answers = write_answers(*folder, source.book, answered(source.book, scope),
                                       scope.as_of, told_as(progress, "answers"));
    if (!answers) return answers.error();

    ExportScope full = scope;
    if (scope.is_whole) full.companies.assign(files.companies().begin(), files.companies().end());
    if (const auto done = folder->commit(); !done) return done.error();
    const auto done = folder->complete(manifest_json(full, *trees, folder->files()));
    if (!done) return done.error();
    return full;
}

Result<void> write_export_as_one(const ExportSource& source, const ExportScope& scope,
                                 const std::filesystem::path& file,
                                 const ExportProgress& progress) {
    const auto trees = trees_of(source, scope);
    if (!trees) return trees.error();
    return write_sqlite(source.log, source.book, scope, *trees, answered(source.book, scope), file,
                        told_as(progress, "sqlite"));
}

}  // namespace saldo::hub
