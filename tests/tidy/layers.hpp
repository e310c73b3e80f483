#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace saldo::tidy {

/// What tests/tidy/layers.txt says, ready to ask.
struct Layers {
    struct Place {
        std::string tree;
        int height = 0;  ///< within its tree, from 0
    };
    std::map<std::string, Place, std::less<>> rooms;                      ///< by folder
    std::map<std::string, std::set<std::string>, std::less<>> stands_on;  ///< tree -> trees
    std::set<std::string, std::less<>> pure;
    std::set<std::string, std::less<>> pure_also;
    std::set<std::string, std::less<>> impure_headers;
    std::set<std::string, std::less<>> impure_words;
    std::set<std::string, std::less<>> float_free;
    std::map<std::string, std::string, std::less<>> unordered;          ///< file -> reason
    std::map<std::string, std::set<std::string>, std::less<>> allowed;  ///< prefix -> rooms
    std::set<std::string, std::less<>> unfinished_words;
    std::set<std::string, std::less<>> roots;
    int lines_max = 0;
    int columns_max = 0;

    /// The room of a file of ours: itself without its suffix where that is listed, else its folder,
    /// or the nearest folder above it that is listed. Gives "" when there is none.
    [[nodiscard]] std::string room_of(std::string_view path) const;
};

/// Errors: throws std::runtime_error naming the line; a wrong table is no table.
Layers parse_layers(std::string_view text);

}  // namespace saldo::tidy
