#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/export/export_scope.hpp"
#include "hub/export/part_file.hpp"

namespace saldo::hub {

/// A file of the export that is complete and durable.
struct WholeFile {
    Content content;
    std::uint64_t next = 0;  ///< of a file of a row: the position that the next one may begin at
};

/// The folder of an export. A file appears in it under its name only when it is whole and durable;
/// until then it ends in `.part`. What is whole stands in `progress.part`, a line a file, so that a
/// run that was cut off is gone on with.
///
/// Files are made durable in groups, in two steps: contents, then names; then their lines. One
/// owner, one thread.
class ExportFolder {
public:
    static constexpr std::string_view manifest_name = "manifest.json";
    static constexpr std::string_view progress_name = "progress.part";

    /// What lies in a folder.
    struct Found {
        std::optional<ExportScope> scope;  ///< of the export that was begun; none: new or empty
        bool is_complete = false;
    };
    /// Errors: conflict when something else lies in the folder; malformed for a progress that
    /// cannot be read.
    static Result<Found> look(const std::filesystem::path& folder);

    /// Begins an export of that scope, or goes on with it.
    /// Needs: look() found nothing, or this scope.
    static Result<ExportFolder> open(const std::filesystem::path& folder, const ExportScope& scope);

    /// Of a complete export: forgets the progress, where the end came between the two.
    static Result<void> tidy(const std::filesystem::path& folder);

    const std::filesystem::path& path() const { return path_; }
    /// The file from a run before, if it is still what it was then. Reads it.
    std::optional<WholeFile> whole(const std::string& name);
    /// Begins a file; its folders are made. Needs: name is relative, with '/' between.
    Result<PartFile> begin(const std::string& name);
    /// Takes a file that is written. Durable after the next commit(), which may be at once.
    Result<void> finish(const std::string& name, PartFile file, std::uint64_t next = 0);
    /// Begins, writes and finishes a small file; nothing to do where it is whole.
    Result<void> put(const std::string& name, std::string_view text);
    /// Removes what a run before wrote directly below a folder, and this one did not.
    Result<void> drop_others(const std::string& below) const;
    /// Makes all that was finished durable.
    Result<void> commit();
    /// Every file so far, by name. Needs: commit().
    const std::map<std::string, WholeFile>& files() const { return files_; }
    /// Writes the manifest, which makes the export complete, and forgets the progress.
    Result<void> complete(std::string_view manifest);

private:
    explicit ExportFolder(std::filesystem::path path) : path_{std::move(path)} {}
    Result<void> read_progress();
    Result<void> flush_staged() const;
    Result<void> note_staged();

    struct Staged {
        std::string name;
        WholeFile file;
    };
    std::filesystem::path path_;
    std::map<std::string, WholeFile> earlier_;  ///< by the progress, not looked at yet
    std::map<std::string, WholeFile> files_;
    std::vector<Staged> staged_;
    std::uint64_t staged_bytes_ = 0;
};

}  // namespace saldo::hub
