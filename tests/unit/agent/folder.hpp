#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/temp_folder.hpp"

namespace saldo::test {

/// A folder of one test's own whose files the test also reads back.
class Folder : public TempFolder {
public:
    std::string read(const std::filesystem::path& name) const {
        std::ifstream file{path() / name, std::ios::binary};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    bool has(const std::filesystem::path& name) const {
        return std::filesystem::exists(path() / name);
    }
};

}  // namespace saldo::test
