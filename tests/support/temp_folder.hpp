#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "common/base/check.hpp"

namespace saldo::test {

/// An empty folder of its own for one test, removed with all that is in it.
class TempFolder {
public:
    TempFolder() : TempFolder{std::filesystem::temp_directory_path()} {}
    explicit TempFolder(const std::filesystem::path& parent) {
        std::string name = (parent / "saldo-test-XXXXXX").string();
        SALDO_CHECK(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    /// One in memory where the machine has such a place: for tests whose disk is simulated anyway.
    static TempFolder in_memory() {
        const std::filesystem::path memory{"/dev/shm"};
        return TempFolder{std::filesystem::is_directory(memory)
                              ? memory
                              : std::filesystem::temp_directory_path()};
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    /// Writes a file below the folder and gives its path.
    std::string write(const std::string& name, std::string_view content) const {
        std::ofstream{path_ / name, std::ios::binary} << content;
        return (path_ / name).string();
    }

private:
    std::filesystem::path path_;
};

}  // namespace saldo::test
