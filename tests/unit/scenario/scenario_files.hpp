#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/places.hpp"

namespace saldo::test {

inline std::string scenario_path(const std::string& name) {
    return test::source_folder().string() + "/tests/data/scenarios/" + name;
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

/// Every file: all of them must hold.
inline const std::vector<std::string>& all_scenarios() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all = scenario_names("");
        std::ranges::copy(scenario_names("random/"), std::back_inserter(all));
        return all;
    }();
    return names;
}

}  // namespace saldo::test
