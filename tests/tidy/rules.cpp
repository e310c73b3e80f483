#include "tests/tidy/rules.hpp"

#include <algorithm>

namespace saldo::tidy {
namespace {

/// Collects findings of one file.
struct Report {
    const Source& source;
    std::vector<Finding>& findings;

    void add(std::string rule, int line, std::string what) const {
        findings.push_back({std::move(rule), source.path, line, std::move(what)});
    }
};

/// A standard C++ header has neither a slash nor a suffix.
bool is_std(const std::string& header) {
    return header.find_first_of("/.") == std::string::npos && !header.starts_with("MQTT");
}

void check_ours(const Include& include, const std::string& room, const Layers& layers,
                const Report& report) {
    const std::string target_room = layers.room_of(include.target);
    if (target_room.empty()) {
        report.add("room", include.line,
                   include.target + " stands in no room of layers.txt; include from the root");
        return;
    }
    const Layers::Place& here = layers.rooms.at(room);
    const Layers::Place& there = layers.rooms.at(target_room);
    const bool same_tree = here.tree == there.tree;
    const bool is_down = same_tree ? (room == target_room || there.height < here.height)
                                   : layers.stands_on.at(here.tree).contains(there.tree);
    if (!is_down) {
        report.add("downward", include.line,
                   room + " may not include " + target_room + " (" + include.target + ")");
    }
    if (layers.pure.contains(room) && !layers.pure.contains(target_room) &&
        !layers.pure_also.contains(include.target)) {
        report.add("purity", include.line,
                   room + " is pure and " + include.target +
                       " is not: move the decision here and "
                       "the IO to a shell");
    }
}

void check_library(const Include& include, const std::string& room, const Layers& layers,
                   const Report& report) {
    const std::string* best = nullptr;
    for (const auto& [prefix, rooms] : layers.allowed) {
        const bool fits = include.target.starts_with(prefix);
        if (fits && (best == nullptr || prefix.size() > best->size())) best = &prefix;
    }
    if (best == nullptr) {
        report.add("third-party", include.line,
                   "<" + include.target +
                       "> belongs to no folder of layers.txt: a new dependency "
                       "needs a wrapper, a line there and an ADR");
        return;
    }
    const std::set<std::string>& rooms = layers.allowed.at(*best);
    if (!rooms.contains("*") && !rooms.contains(room)) {
        report.add("third-party", include.line,
                   "<" + include.target + "> is not for " + room + ": use its wrapper");
    }
}

bool is_product(const std::string& tree) { return tree != "tests" && tree != "bench"; }

}  // namespace

std::string to_text(const Finding& f) {
    return f.path + ":" + std::to_string(f.line) + ": [" + f.rule + "] " + f.what;
}

void check_includes(const Source& source, const Layers& layers, std::vector<Finding>& findings) {
    const Report report{source, findings};
    const std::string room = layers.room_of(source.path);
    const std::size_t slash = source.path.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : source.path.substr(0, slash);
    const std::string stem = source.path.substr(0, source.path.rfind('.'));
    const bool is_listed =
        !room.empty() && (room == folder || room == stem || room == "tests" || room == "bench" ||
                          room.find('/') != std::string::npos);
    if (!is_listed) {
        report.add("room", 1, "the folder " + folder + " stands in no layer of layers.txt");
        return;
    }
    const bool product = is_product(layers.rooms.at(room).tree);
    for (const Include& include : source.includes) {
        if (include.is_ours) {
            check_ours(include, room, layers, report);
        } else if (!is_std(include.target)) {
            if (product) check_library(include, room, layers, report);
        } else if (layers.pure.contains(room) && layers.impure_headers.contains(include.target)) {
            report.add("purity", include.line,
                       "<" + include.target + "> has no place in the pure room " + room);
        }
    }
}

void check_pure_code(const Source& source, const Layers& layers, std::vector<Finding>& findings) {
    const Report report{source, findings};
    const std::string room = layers.room_of(source.path);
    const bool is_pure = layers.pure.contains(room);
    const bool is_float_free = layers.float_free.contains(room);
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        const std::string& code = source.code[i];
        const int line = static_cast<int>(i) + 1;
        if (is_float_free && (has_word(code, "float") || has_word(code, "double"))) {
            report.add("float", line,
                       "no floating point in " + room + ": Quantity, Money, __int128");
        }
        if (!is_pure) continue;
        for (const std::string& word : layers.impure_words) {
            const std::size_t at = code.find(word + "(");
            if (at != std::string::npos && has_word(code.substr(0, at + word.size()), word)) {
                report.add(
                    "clock-or-chance", line,
                    word + "() in the pure room " + room + ": take the value as an argument");
            }
        }
        const bool unordered = code.find("unordered_map") != std::string::npos ||
                               code.find("unordered_set") != std::string::npos;
        if (unordered && !code.starts_with("#include") && !layers.unordered.contains(source.path)) {
            report.add("unordered", line,
                       "hash order in the pure room " + room +
                           ": use a map or a sorted vector, or "
                           "say in layers.txt why its order reaches no result");
        }
    }
}

namespace {

void check_own_header(const Source& source, const Report& report) {
    const std::string own = source.path.substr(0, source.path.size() - 4) + ".hpp";
    if (source.includes.empty() || source.includes.front().target != own) {
        const int line = source.includes.empty() ? 1 : source.includes.front().line;
        report.add("own-header-first", line, "include \"" + own + "\" before anything else");
    }
}

void check_machine_paths(const Source& source, const Layers& layers, const Report& report) {
    for (const TextLiteral& literal : source.literals) {
        const std::string& text = literal.text;
        if (text.size() < 3 || text[0] != '/' || text[1] < 'a' || text[1] > 'z') continue;
        const std::string root = text.substr(0, text.find('/', 1));
        const bool is_path =
            text.find('/', 1) != std::string::npos && text.find(' ') == std::string::npos;
        if (is_path && !layers.roots.contains(root)) {
            report.add("machine-path", literal.line, "\"" + text + "\" is a path of one machine");
        }
    }
}

/// Columns as eyes count them: a character of several bytes is one.
int columns_of(const std::string& line) {
    return static_cast<int>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

}  // namespace

void check_habits(const Source& source, bool has_own_header, const Layers& layers,
                  std::vector<Finding>& findings) {
    const Report report{source, findings};
    const int lines = static_cast<int>(source.lines.size());
    if (lines > layers.lines_max) {
        report.add("lines", layers.lines_max + 1,
                   std::to_string(lines) + " lines: a file past " +
                       std::to_string(layers.lines_max) + " has two ideas");
    }
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        const int line = static_cast<int>(i) + 1;
        const int columns = columns_of(source.lines[i]);
        if (columns > layers.columns_max) {
            report.add("columns", line, std::to_string(columns) + " columns; break the line");
        }
        for (const std::string& word : layers.unfinished_words) {
            if (has_word(source.lines[i], word))
                report.add("unfinished", line, word + " in the code");
        }
        if (source.is_header() && source.code[i].starts_with("using namespace")) {
            report.add("using-namespace", line, "a header opens no namespace for its readers");
        }
    }
    const bool once = std::any_of(source.lines.begin(), source.lines.end(),
                                  [](const std::string& l) { return l == "#pragma once"; });
    if (source.is_header() && !once) report.add("pragma-once", 1, "begin with #pragma once");
    if (!source.is_header() && has_own_header) check_own_header(source, report);
    check_machine_paths(source, layers, report);
}

}  // namespace saldo::tidy
