#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "common/base/check.hpp"
#include "common/config/options.hpp"
#include "common/config/scalars.hpp"
#include "common/config/toml_file.hpp"

namespace saldo::config {
namespace {

void set_from_text(const Option& option, std::string_view text, const Origin& origin,
                   Values& values, std::vector<Fault>& faults) {
    auto value = scalar_from_text(option.kind, text);
    if (!value) {
        faults.push_back({.kind = Fault::Kind::wrong_type,
                          .origin = origin,
                          .key = std::string{option.key},
                          .found = fmt::format("'{}'", text),
                          .expected = std::string{name_of(option.kind)}});
        return;
    }
    if (auto fault = bound_fault(option, *value, origin, std::string{option.key})) {
        faults.push_back(std::move(*fault));
        return;
    }
    values.set(option.key, std::move(*value), origin);
}

std::vector<std::string> drop_in_files(const std::string& folder) {
    std::vector<std::string> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        if (entry.path().extension() == ".toml") files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
    return files;
}

void read_environment(const OptionTable& table, const Sources& sources, Loaded& loaded) {
    std::vector<std::string> names;
    for (const Option& option : table) names.push_back(environment_name(option.key));
    const std::vector<std::string_view> candidates{names.begin(), names.end()};
    for (const auto& [name, text] : sources.environment) {
        if (!name.starts_with("SALDO_") || name == "SALDO_LANG" || text.empty()) continue;
        const Origin origin{Origin::Source::environment, name};
        const auto found = std::ranges::find(names, name);
        if (found == names.end()) {
            loaded.warnings.push_back({.kind = Fault::Kind::unknown_key,
                                       .origin = origin,
                                       .key = name,
                                       .nearest = nearest_text(name, candidates)});
            continue;
        }
        const Option& option = table[static_cast<std::size_t>(found - names.begin())];
        if (option.kind == Kind::tables) {
            loaded.faults.push_back({.kind = Fault::Kind::wrong_type,
                                     .origin = origin,
                                     .key = std::string{option.key},
                                     .found = fmt::format("'{}'", text),
                                     .expected = "tables"});
            continue;
        }
        set_from_text(option, text, origin, loaded.values, loaded.faults);
    }
}

/// Required keys, and names that must be unique within their list.
void check_presence(const OptionTable& table, const Values& values, const Origin& origin,
                    const std::string& prefix, std::vector<Fault>& faults) {
    for (const Option& option : table) {
        const std::string key = prefix + std::string{option.key};
        const bool is_known_bad = std::ranges::find(faults, key, &Fault::key) != faults.end();
        if (option.required && !values.is_set(option.key) && !is_known_bad) {
            faults.push_back({.kind = Fault::Kind::missing, .origin = origin, .key = key});
        }
        if (option.kind != Kind::tables) continue;
        std::set<std::string> names;
        for (const Values& row : values.tables(option.key)) {
            check_presence(option.columns, row, row.start(), key + ".", faults);
            if (find_option(option.columns, "name") == nullptr || !row.is_set("name")) continue;
            if (!names.insert(row.text("name")).second) {
                faults.push_back({.kind = Fault::Kind::repeated,
                                  .origin = row.origin("name"),
                                  .key = key + ".name",
                                  .found = row.text("name")});
            }
        }
    }
}

}  // namespace

Loaded load(const OptionTable& table, const Sources& sources) {
    Loaded loaded;
    set_standard(table, loaded.values);
    std::error_code ignored;
    if (!sources.file.empty() &&
        (!sources.file_may_be_missing || std::filesystem::exists(sources.file, ignored))) {
        read_toml_file(table, sources.file, Origin::Source::file, loaded);
    }
    if (!sources.drop_ins.empty()) {
        for (const std::string& file : drop_in_files(sources.drop_ins)) {
            read_toml_file(table, file, Origin::Source::drop_in, loaded);
        }
    }
    read_environment(table, sources, loaded);
    for (const auto& [key, text] : sources.flags) {
        const Option* option = find_option(table, key);
        SALDO_CHECK(option != nullptr && option->kind != Kind::tables);
        const Origin origin{Origin::Source::flag, "--" + flag_name(key)};
        set_from_text(*option, text, origin, loaded.values, loaded.faults);
    }
    Origin whole{Origin::Source::file, sources.file};
    if (sources.file.empty()) whole = {};
    check_presence(table, loaded.values, whole, "", loaded.faults);
    return loaded;
}

}  // namespace saldo::config
