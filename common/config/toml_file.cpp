#include "common/config/toml_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "common/config/scalars.hpp"

namespace saldo::config {
namespace {

constexpr std::uintmax_t file_bytes_max = 1024 * 1024;

/// One file's walk.
class FileWalk {
public:
    FileWalk(std::string file, Origin::Source source, std::vector<Fault>& faults)
        : file_{std::move(file)}, source_{source}, faults_{faults} {}

    void table(const toml::table& node, const OptionTable& options, const std::string& prefix,
               const std::string& shown_prefix, Values& values) {
        for (const auto& [toml_key, child] : node) {
            const std::string key = prefix + std::string{toml_key.str()};
            const std::string shown = shown_prefix + std::string{toml_key.str()};
            const Origin origin = origin_of(toml_key.source());
            if (const Option* option = find_option(options, key)) {
                if (option->kind == Kind::tables) {
                    rows(child, *option, shown, origin, values);
                } else {
                    scalar(child, *option, shown, origin, values);
                }
            } else if (!is_group(options, key)) {
                unknown(options, prefix, key, shown, origin);
            } else if (const toml::table* group = child.as_table()) {
                table(*group, options, key + ".", shown + ".", values);
            } else {
                wrong_type(child, "table", shown, origin);
            }
        }
    }

private:
    Origin origin_of(const toml::source_region& region) const {
        return {source_, file_, region.begin.line, region.begin.column};
    }

    static bool is_group(const OptionTable& options, std::string_view key) {
        return std::ranges::any_of(options, [&](const Option& option) {
            return option.key.size() > key.size() && option.key.starts_with(key) &&
                   option.key[key.size()] == '.';
        });
    }

    void scalar(const toml::node& node, const Option& option, const std::string& shown,
                const Origin& origin, Values& values) {
        Values::Scalar value;
        const auto* text = node.as_string();
        const auto* number = node.as_integer();
        const auto* flag = node.as_boolean();
        const bool wants_text = option.kind == Kind::text || option.kind == Kind::path;
        if (text != nullptr && wants_text) {
            value = text->get();
        } else if (number != nullptr && option.kind == Kind::integer) {
            value = number->get();
        } else if (flag != nullptr && option.kind == Kind::boolean) {
            value = flag->get();
        } else {
            wrong_type(node, name_of(option.kind), shown, origin);
            return;
        }
        if (auto fault = bound_fault(option, value, origin, shown)) {
            faults_.push_back(std::move(*fault));
            return;
        }
        values.set(option.key, std::move(value), origin);
    }

    void rows(const toml::node& node, const Option& option, const std::string& shown,
              const Origin& origin, Values& values) {
        const toml::array* list = node.as_array();
        if (list == nullptr) return wrong_type(node, "tables", shown, origin);
        for (const toml::node& element : *list) {
            const toml::table* row = element.as_table();
            const Origin start = origin_of(element.source());
            if (row == nullptr) {
                wrong_type(element, "tables", shown, start);
                continue;
            }
            Values row_values;
            set_standard(option.columns, row_values);
            row_values.set_start(start);
            table(*row, option.columns, "", shown + ".", row_values);
            values.add_table(option.key, std::move(row_values), start);
        }
    }

    void unknown(const OptionTable& options, const std::string& prefix, const std::string& key,
                 const std::string& shown, const Origin& origin) {
        std::vector<std::string_view> candidates;
        for (const Option& option : options) {
            candidates.push_back(option.key);
            const auto dot = option.key.find('.', prefix.size());
            if (option.key.starts_with(prefix) && dot != std::string_view::npos) {
                candidates.push_back(option.key.substr(0, dot));
            }
        }
        std::string meant = nearest_text(key, candidates);
        const std::string shown_only = shown.substr(0, shown.size() - key.size());
        if (!meant.empty()) meant = shown_only + meant;
        faults_.push_back({.kind = Fault::Kind::unknown_key,
                           .origin = origin,
                           .key = shown,
                           .nearest = std::move(meant)});
    }

    void wrong_type(const toml::node& node, std::string_view expected, const std::string& shown,
                    const Origin& origin) {
        std::string found;
        if (const auto* text = node.as_string()) {
            found = fmt::format("\"{}\"", text->get());
        } else if (const auto* number = node.as_integer()) {
            found = std::to_string(number->get());
        } else if (const auto* flag = node.as_boolean()) {
            found = flag->get() ? "true" : "false";
        } else if (const auto* real = node.as_floating_point()) {
            found = fmt::format("{}", real->get());
        } else {
            found = node.is_table() ? "[table]" : node.is_array() ? "[list]" : "[date]";
        }
        faults_.push_back({.kind = Fault::Kind::wrong_type,
                           .origin = origin,
                           .key = shown,
                           .found = std::move(found),
                           .expected = std::string{expected}});
    }

    std::string file_;
    Origin::Source source_;
    std::vector<Fault>& faults_;
};

}  // namespace

void read_toml_file(const OptionTable& table, const std::string& path, Origin::Source source,
                    Loaded& loaded) {
    const auto unreadable = [&](std::string why) {
        loaded.faults.push_back({.kind = Fault::Kind::unreadable,
                                 .origin = {source, path},
                                 .key = {},
                                 .found = std::move(why)});
    };
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return unreadable(error.message());
    if (size > file_bytes_max) return unreadable("more than 1 MiB");
    std::ifstream in{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) return unreadable("read error");
    loaded.files.push_back(path);
    read_toml_text(table, text, path, source, loaded);
}

void read_toml_text(const OptionTable& table, std::string_view text, const std::string& name,
                    Origin::Source source, Loaded& loaded) {
    const std::size_t faults_before = loaded.faults.size();
    try {
        const toml::table parsed = toml::parse(text, name);
        FileWalk{name, source, loaded.faults}.table(parsed, table, "", "", loaded.values);
    } catch (const toml::parse_error& bad) {
        const toml::source_position at = bad.source().begin;
        loaded.faults.push_back({.kind = Fault::Kind::bad_toml,
                                 .origin = {source, name, at.line, at.column},
                                 .key = {},
                                 .found = std::string{bad.description()}});
    }
    // A TOML table is ordered by name; people read a file from its top.
    std::stable_sort(loaded.faults.begin() + static_cast<std::ptrdiff_t>(faults_before),
                     loaded.faults.end(), [](const Fault& a, const Fault& b) {
                         return std::pair{a.origin.line, a.origin.column} <
                                std::pair{b.origin.line, b.origin.column};
                     });
}

}  // namespace saldo::config
