#include <algorithm>
#include <map>
#include <utility>

#include "common/base/text.hpp"
#include "hub/customs/datastage.hpp"

namespace saldo::customs {
namespace {

/// "1000001_551.asc" in its parts; nothing for a name of another shape.
struct RecordName {
    std::string_view folio;
    std::string_view record;
};

bool is_asc(std::string_view name) { return to_lower_ascii(name).ends_with(".asc"); }

RecordName parts_of(std::string_view name) {
    constexpr std::size_t ending = 4;
    const std::string_view stem = name.substr(0, name.size() - ending);
    const std::size_t at = stem.find('_');
    if (at == std::string_view::npos) return {{}, stem};
    return {stem.substr(0, at), stem.substr(at + 1)};
}

/// What archivers of other systems leave beside the files: it only looks like them.
bool is_shadow(std::string_view path) {
    return path.find("__MACOSX") != std::string_view::npos || file_name_of(path).starts_with("._");
}

std::string record_list() {
    std::string list;
    for (const RecordSpec& spec : record_specs()) {
        if (!list.empty()) list += ", ";
        list += spec.name;
    }
    return list;
}

/// The request's number; a longer name is some other file.
bool is_folio(std::string_view text) {
    constexpr std::size_t folio_bytes_max = 32;
    return !text.empty() && text.size() <= folio_bytes_max;
}

void add_member(SetFiles& set, RecordKind kind, std::size_t source,
                std::span<const SourceFile> files) {
    const auto same = std::ranges::find(set.members, kind, &SetFiles::Member::kind);
    if (same == set.members.end()) {
        set.members.push_back({kind, source});
        return;
    }
    const SourceFile& first = files[same->source];
    const bool is_copy = first.bytes == files[source].bytes;
    set.findings.push_back(
        make_finding(is_copy ? FindingCode::repeated_copy : FindingCode::duplicate_record,
                     files[source].path, 0, {}, {}, first.path));
}

}  // namespace

Grouping group_sets(std::span<const SourceFile> files) {
    Grouping grouping;
    std::map<std::pair<std::string, std::string>, SetFiles> sets;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string& path = files[i].path;
        const std::string_view name = file_name_of(path);
        if (!is_asc(name) || is_shadow(path)) {
            grouping.findings.push_back(make_finding(FindingCode::ignored_file, path));
            continue;
        }
        const auto [folio, record] = parts_of(name);
        const std::string folder{folder_of(path)};
        SetFiles& set = sets[{folder, std::string{folio}}];
        set.folder = folder;
        set.folio = folio;
        if (const auto kind = record_kind_from(record); kind && is_folio(folio)) {
            add_member(set, *kind, i, files);
        } else {
            set.findings.push_back(make_finding(FindingCode::unknown_record, path, 0, {},
                                                std::string{record}, record_list()));
        }
    }
    for (auto& [key, set] : sets) {
        std::ranges::sort(set.members, {}, &SetFiles::Member::kind);
        grouping.sets.push_back(std::move(set));
    }
    return grouping;
}

}  // namespace saldo::customs
