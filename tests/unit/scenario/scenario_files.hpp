#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace saldo::test {

inline std::string scenario_path(const std::string& name) {
    return std::string{SALDO_SOURCE_DIR} + "/tests/data/scenarios/" + name;
}

inline std::string scenario_text(const std::string& name) {
    std::ifstream file{scenario_path(name), std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

/// Names of all scenario files in a folder of tests/data/scenarios, sorted.
inline std::vector<std::string> scenario_names(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{scenario_path(folder)}) {
        if (entry.path().extension() != ".scn") continue;
        names.push_back(folder + entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

/// The files whose rules the book has: all of them must hold.
inline const std::vector<std::string>& scenarios_that_hold() {
    static const std::vector<std::string> names = {
        "case-01.scn", "case-02.scn",  "case-03.scn",  "case-04.scn",  "case-05.scn",
        "case-06.scn", "case-06b.scn", "case-07.scn",  "case-07b.scn", "case-07d.scn",
        "case-10.scn", "case-11.scn",  "case-11b.scn", "case-11c.scn", "case-15c.scn"};
    return names;
}

}  // namespace saldo::test
