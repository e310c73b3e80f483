#include "hub/export/export_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "common/base/check.hpp"
#include "common/base/text.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t staged_files_max = 512;
constexpr std::uint64_t staged_bytes_max = 64ULL << 20;
/// Up to here each file is flushed by itself; past it one syncfs flushes them all.
constexpr std::size_t single_flushes_max = 8;
constexpr std::size_t progress_bytes_max = 256U << 20;
constexpr std::size_t manifest_bytes_max = 256U << 20;

Result<void> flush(const fs::path& path, bool is_file_system) {
    const std::string doing = "flushing " + path.string();
    const store::Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    const auto sync = is_file_system ? ::syncfs : ::fsync;
    if (!file.is_open() || sync(file.number()) != 0) return store::system_error(errno, doing);
    return {};
}

/// "SHA-256 BYTES NEXT NAME".
std::string progress_line(const std::string& name, const WholeFile& file) {
    return to_hex(file.content.sha256) + " " + std::to_string(file.content.bytes) + " " +
           std::to_string(file.next) + " " + name + "\n";
}

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    return is_number ? std::optional{number} : std::nullopt;
}

/// Nothing for a line that is none: the last one may have been cut off.
std::optional<std::pair<std::string, WholeFile>> read_progress_line(std::string_view line) {
    const auto words = split(line, ' ');
    if (words.size() != 4) return std::nullopt;
    const auto hash = from_hex(words[0]);
    const auto bytes = number_in(words[1]);
    const auto next = number_in(words[2]);
    if (!hash || hash->size() != sizeof(Digest) || !bytes || !next) return std::nullopt;
    return std::pair{std::string{words[3]},
                     WholeFile{{*bytes, array_of<sizeof(Digest)>(*hash)}, *next}};
}

/// The scope is the first paragraph of the progress: an empty line ends it.
std::string progress_head(const ExportScope& scope) { return "{" + scope_members(scope) + "}\n\n"; }

}  // namespace

Result<ExportFolder::Found> ExportFolder::look(const fs::path& folder) {
    std::error_code error;
    if (!fs::exists(folder, error)) return Found{};
    if (!fs::is_directory(folder, error)) {
        return Error{Errc::conflict, folder.string() + " is no folder"};
    }
    const auto manifest = store::read_file(folder / manifest_name, manifest_bytes_max);
    const auto progress = store::read_file(folder / progress_name, progress_bytes_max);
    if (manifest || progress) {
        std::string_view text = as_text(manifest ? *manifest : *progress);
        if (!manifest) text = text.substr(0, text.find("\n\n"));
        auto scope = read_scope(text);
        if (!scope) {
            return Error{Errc::conflict, folder.string() +
                                             " holds an export that cannot be gone on with (" +
                                             scope.error().what + "): export into an empty folder"};
        }
        return Found{std::move(*scope), manifest.has_value()};
    }
    for (const auto* read : {&manifest, &progress}) {
        if (read->error().code != Errc::not_found) return read->error();
    }
    if (fs::is_empty(folder, error)) return Found{};
    // Cut off before the progress had its name: nothing else was written yet.
    const auto beginning = PartFile::part_of(folder / progress_name);
    const auto things = std::distance(fs::directory_iterator{folder, error}, {});
    const bool is_beginning = things == 1 && fs::exists(beginning, error);
    if (is_beginning) return Found{};
    return Error{Errc::conflict, folder.string() +
                                     " holds something that is no export of this program: export "
                                     "into an empty folder"};
}

Result<ExportFolder> ExportFolder::open(const fs::path& folder, const ExportScope& scope) {
    if (const auto made = store::create_private_folder(folder); !made) return made.error();
    ExportFolder opened{folder};
    std::error_code error;
    if (fs::exists(folder / progress_name, error)) {
        if (const auto read = opened.read_progress(); !read) return read.error();
        return opened;
    }
    auto file = PartFile::create(folder / progress_name);
    if (!file) return file.error();
    if (const auto written = file->write(progress_head(scope)); !written) return written.error();
    if (const auto closed = file->close(); !closed) return closed.error();
    const auto part = PartFile::part_of(folder / progress_name);
    if (const auto flushed = flush(part, false); !flushed) return flushed.error();
    if (::rename(part.c_str(), (folder / progress_name).c_str()) != 0) {
        return store::system_error(errno, "naming " + (folder / progress_name).string());
    }
    if (const auto synced = store::sync_folder(folder); !synced) return synced.error();
    return opened;
}

Result<void> ExportFolder::read_progress() {
    const auto bytes = store::read_file(path_ / progress_name, progress_bytes_max);
    if (!bytes) return bytes.error();
    std::string_view text = as_text(*bytes);
    const std::size_t head_end = text.find("\n\n");
    SALDO_CHECK(head_end != std::string_view::npos);  // look() read it
    text.remove_prefix(head_end + 2);
    for (;;) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) break;
        if (auto line = read_progress_line(text.substr(0, end))) {
            earlier_.insert_or_assign(std::move(line->first), line->second);
        }
        text.remove_prefix(end + 1);
    }
    if (text.empty()) return {};
    // Half a line: what is added must not go on in it.
    const auto whole_bytes = static_cast<off_t>(bytes->size() - text.size());
    if (::truncate((path_ / progress_name).c_str(), whole_bytes) != 0) {
        return store::system_error(errno, "cutting " + (path_ / progress_name).string());
    }
    return {};
}

std::optional<WholeFile> ExportFolder::whole(const std::string& name) {
    if (const auto held = files_.find(name); held != files_.end()) return held->second;
    const auto told = earlier_.find(name);
    if (told == earlier_.end()) return std::nullopt;
    const WholeFile file = told->second;
    earlier_.erase(told);
    const auto content = content_of(path_ / name);
    if (!content || *content != file.content) return std::nullopt;
    files_.insert_or_assign(name, file);
    return file;
}

Result<PartFile> ExportFolder::begin(const std::string& name) {
    const fs::path path = path_ / name;
    if (const auto made = store::create_private_folder(path.parent_path()); !made) {
        return made.error();
    }
    return PartFile::create(path);
}

Result<void> ExportFolder::finish(const std::string& name, PartFile file, std::uint64_t next) {
    const auto content = file.close();
    if (!content) return content.error();
    staged_.push_back({name, {*content, next}});
    staged_bytes_ += content->bytes;
    const bool is_full = staged_.size() >= staged_files_max || staged_bytes_ >= staged_bytes_max;
    return is_full ? commit() : Result<void>{};
}

Result<void> ExportFolder::put(const std::string& name, std::string_view text) {
    if (whole(name)) return {};
    auto file = begin(name);
    if (!file) return file.error();
    if (const auto written = file->write(text); !written) return written.error();
    return finish(name, std::move(*file));
}

Result<void> ExportFolder::drop_others(const std::string& below) const {
    std::error_code error;
    fs::directory_iterator at{path_ / below, error};
    for (; !error && at != fs::directory_iterator{}; at.increment(error)) {
        const std::string name = below + "/" + at->path().filename().string();
        const bool is_staged = std::ranges::any_of(staged_, [&](const Staged& staged) {
            return at->path() == PartFile::part_of(path_ / staged.name);
        });
        const bool is_ours = files_.contains(name) || is_staged;
        if (!is_ours) fs::remove(at->path(), error);
        if (error) break;
    }
    if (!error || error == std::errc::no_such_file_or_directory) return {};
    return store::system_error(error.value(), "removing in " + (path_ / below).string());
}

Result<void> ExportFolder::flush_staged() const {
    if (staged_.size() > single_flushes_max) return flush(path_, true);
    for (const Staged& staged : staged_) {
        const auto flushed = flush(PartFile::part_of(path_ / staged.name), false);
        if (!flushed) return flushed.error();
    }
    return {};
}

Result<void> ExportFolder::note_staged() {
    const fs::path path = path_ / progress_name;
    const std::string doing = "writing " + path.string();
    std::string lines;
    for (const Staged& staged : staged_) lines += progress_line(staged.name, staged.file);
    const store::Descriptor file{::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC)};
    if (!file.is_open()) return store::system_error(errno, doing);
    if (const auto written = store::write_all(file.number(), as_bytes(lines), doing); !written) {
        return written.error();
    }
    if (::fsync(file.number()) != 0) return store::system_error(errno, doing);
    return {};
}

Result<void> ExportFolder::commit() {
    if (staged_.empty()) return {};
    if (const auto flushed = flush_staged(); !flushed) return flushed.error();
    std::set<fs::path> folders;
    for (const Staged& staged : staged_) {
        const fs::path path = path_ / staged.name;
        if (::rename(PartFile::part_of(path).c_str(), path.c_str()) != 0) {
            return store::system_error(errno, "naming " + path.string());
        }
        folders.insert(path.parent_path());
    }
    for (const fs::path& folder : folders) {
        if (const auto synced = store::sync_folder(folder); !synced) return synced.error();
    }
    if (const auto noted = note_staged(); !noted) return noted.error();
    for (Staged& staged : staged_) {
        files_.insert_or_assign(std::move(staged.name), staged.file);
    }
    staged_.clear();
    staged_bytes_ = 0;
    return {};
}

Result<void> ExportFolder::complete(std::string_view manifest) {
    if (const auto committed = commit(); !committed) return committed.error();
    const auto written = put(std::string{manifest_name}, manifest);
    if (!written) return written.error();
    if (const auto committed = commit(); !committed) return committed.error();
    return tidy(path_);
}

Result<void> ExportFolder::tidy(const fs::path& folder) {
    const fs::path progress = folder / progress_name;
    if (::unlink(progress.c_str()) != 0 && errno != ENOENT) {
        return store::system_error(errno, "removing " + progress.string());
    }
    return store::sync_folder(folder);
}

}  // namespace saldo::hub
