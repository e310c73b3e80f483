#include "hub/export/export.hpp"

#include <algorithm>

#include "hub/export/answer_files.hpp"
#include "hub/export/blob_files.hpp"
#include "hub/export/guide_files.hpp"
#include "hub/export/log_files.hpp"
#include "hub/export/manifest.hpp"

namespace saldo::hub {

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

    std::vector<std::string> answered = source.book.companies();
    std::erase_if(answered, [&](const std::string& rfc) { return !is_exported(scope, rfc); });
    const auto answers = write_answers(*folder, source.book, answered, scope.as_of);
    if (!answers) return answers.error();

    ExportScope full = scope;
    if (scope.is_whole) full.companies.assign(files.companies().begin(), files.companies().end());
    if (const auto done = folder->commit(); !done) return done.error();
    const auto done = folder->complete(manifest_json(full, folder->files()));
    if (!done) return done.error();
    return full;
}

}  // namespace saldo::hub
