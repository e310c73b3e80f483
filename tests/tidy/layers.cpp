#include "tests/tidy/layers.hpp"

#include <functional>
#include <sstream>
#include <stdexcept>

namespace saldo::tidy {
namespace {

struct Reader {
    Layers layers;
    std::string tree;
    int height = -1;

    void begin_tree(const std::vector<std::string>& words) {
        tree = words.at(0);
        height = -1;
        std::set<std::string>& below = layers.stands_on[tree];
        below.insert(tree);
        for (std::size_t i = 2; i < words.size(); ++i) below.insert(words[i]);
    }
    void add_layer(const std::vector<std::string>& words) {
        ++height;
        for (const std::string& room : words) layers.rooms[room] = {tree, height};
    }
    void add_allowed(const std::vector<std::string>& words) {
        layers.allowed[words.at(0)].insert(words.begin() + 1, words.end());
    }
    void add_unordered(const std::vector<std::string>& words) {
        std::string reason;
        for (std::size_t i = 1; i < words.size(); ++i) reason += words[i] + " ";
        if (reason.empty()) throw std::out_of_range{"a reason is missing"};
        layers.unordered[words.at(0)] = reason;
    }
};

auto into(std::set<std::string, std::less<>>& set) {
    return
        [&set](const std::vector<std::string>& words) { set.insert(words.begin(), words.end()); };
}

}  // namespace

std::string Layers::room_of(std::string_view path) const {
    const std::string_view without_suffix = path.substr(0, path.rfind('.'));
    if (rooms.contains(without_suffix)) return std::string{without_suffix};
    for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos;
         slash = path.rfind('/')) {
        path = path.substr(0, slash);
        if (rooms.contains(path)) return std::string{path};
    }
    return {};
}

Layers parse_layers(std::string_view text) {
    Reader reader;
    Layers& l = reader.layers;
    using Words = std::vector<std::string>;
    const std::map<std::string, std::function<void(const Words&)>> keywords = {
        {"tree", [&](const Words& w) { reader.begin_tree(w); }},
        {"layer", [&](const Words& w) { reader.add_layer(w); }},
        {"pure", into(l.pure)},
        {"pure-also", into(l.pure_also)},
        {"impure", into(l.impure_headers)},
        {"impure-word", into(l.impure_words)},
        {"float-free", into(l.float_free)},
        {"unordered", [&](const Words& w) { reader.add_unordered(w); }},
        {"allow", [&](const Words& w) { reader.add_allowed(w); }},
        {"unfinished", into(l.unfinished_words)},
        {"root", into(l.roots)},
        {"lines-max", [&](const Words& w) { l.lines_max = std::stoi(w.at(0)); }},
        {"columns-max", [&](const Words& w) { l.columns_max = std::stoi(w.at(0)); }},
    };

    std::istringstream lines{std::string{text}};
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        std::istringstream words{line};
        std::string keyword;
        if (!(words >> keyword) || keyword.front() == '#') continue;
        Words rest;
        for (std::string word; words >> word;) rest.push_back(word);
        const auto found = keywords.find(keyword);
        if (found == keywords.end() || rest.empty()) {
            throw std::runtime_error{"layers.txt:" + std::to_string(number) + ": " + line};
        }
        found->second(rest);
    }
    return reader.layers;
}

}  // namespace saldo::tidy
