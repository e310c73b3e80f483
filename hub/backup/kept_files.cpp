#include "hub/backup/kept_files.hpp"

#include <algorithm>
#include <array>
#include <sys/stat.h>

#include <boost/json.hpp>

#include "common/store/file.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t file_bytes_max = 4U << 20;
constexpr std::string_view format = "saldo-kept-files/1";
/// Folders that are kept whole.
constexpr std::array<std::string_view, 1> kept_folders = {"access"};
/// Of an agent that is held out, under quarantine/AGENT/.
constexpr std::string_view held_name = "held.txt";

bool is_kept(const fs::path& relative) {
    const fs::path first = *relative.begin();
    if (std::ranges::find(kept_folders, first.string()) != kept_folders.end()) return true;
    if (first == "quarantine") return relative.filename() == held_name;
    return relative.has_extension() && relative == first && relative.extension() == ".key";
}

/// A path that stays in its folder whoever wrote it.
bool is_inside(const fs::path& path) {
    return !path.empty() && path.is_relative() &&
           std::ranges::none_of(path, [](const fs::path& part) { return part == ".."; });
}

}  // namespace

Result<std::vector<KeptFile>> read_kept_files(const fs::path& folder) {
    std::vector<KeptFile> files;
    std::error_code error;
    for (fs::recursive_directory_iterator at{folder, error}, end; !error && at != end;
         at.increment(error)) {
        const fs::path relative = at->path().lexically_relative(folder);
        const std::string first = relative.begin()->string();
        if (at->is_directory() && first != "access" && first != "quarantine") {
            at.disable_recursion_pending();
        }
        std::error_code gone;
        if (!at->is_regular_file(gone) || !is_kept(relative)) continue;
        auto content = store::read_file(at->path(), file_bytes_max);
        if (!content && content.error().code == Errc::not_found) continue;  // replaced just now
        if (!content) return content.error();
        struct stat info{};
        if (::stat(at->path().c_str(), &info) != 0) continue;
        files.push_back({.path = relative.generic_string(),
                         .mode = info.st_mode & 07777U,
                         .content = std::move(*content)});
    }
    if (error) return store::system_error(error.value(), "reading " + folder.string());
    std::ranges::sort(files, {}, &KeptFile::path);
    return files;
}

Result<void> write_kept_files(const fs::path& folder, const std::vector<KeptFile>& files) {
    for (const KeptFile& file : files) {
        if (!is_inside(file.path)) return malformed(file.path + " leads out of the data folder");
        const fs::path path = folder / file.path;
        if (const auto made = store::create_private_folder(path.parent_path()); !made) return made;
        const auto written = store::write_file_durably(path, file.content, file.mode & 0700U);
        if (!written) return written;
    }
    return {};
}

std::string to_json(const std::vector<KeptFile>& files) {
    json::array list;
    for (const KeptFile& file : files) {
        list.push_back(json::object{{"path", file.path},
                                    {"mode", static_cast<std::int64_t>(file.mode)},
                                    {"hex", to_hex(file.content)}});
    }
    return json::serialize(json::object{{"format", json::string_view{format.data(), format.size()}},
                                        {"files", std::move(list)}});
}

Result<std::vector<KeptFile>> kept_files_of(std::string_view text) {
    try {
        const json::value root = json::parse({text.data(), text.size()});
        if (std::string_view{root.at("format").as_string()} != format) {
            return Error{Errc::unsupported, "the keys of the backup are in another format"};
        }
        std::vector<KeptFile> files;
        for (const json::value& item : root.at("files").as_array()) {
            auto content = from_hex(std::string_view{item.at("hex").as_string()});
            if (!content) return content.error();
            files.push_back({.path = std::string{item.at("path").as_string()},
                             .mode = static_cast<mode_t>(item.at("mode").as_int64()),
                             .content = std::move(*content)});
        }
        return files;
    } catch (const std::exception& error) {
        return malformed(std::string{"the keys of the backup: "} + error.what());
    }
}

}  // namespace saldo::hub
