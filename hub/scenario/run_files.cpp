#include "hub/scenario/run_files.hpp"

#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "hub/scenario/runner.hpp"

namespace saldo::scenario {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{16} << 20U;

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::string text;
    char chunk[65'536];
    while (file && text.size() <= file_bytes_max) {
        file.read(chunk, sizeof chunk);
        text.append(chunk, static_cast<std::size_t>(file.gcount()));
    }
    // A folder opens and then fails; a file ends at its end.
    if (!file.eof() || text.size() > file_bytes_max) return std::nullopt;
    return text;
}

}  // namespace

int run_files(std::span<const std::string> paths, std::string& out) {
    std::size_t expectations = 0;
    std::size_t failed = 0;
    bool is_broken = false;
    for (const std::string& path : paths) {
        const auto text = read_file(path);
        if (!text) {
            out += fmt::format("{}:0: cannot be read\n", path);
            is_broken = true;
            continue;
        }
        const FileResult result = run(path, *text);
        out += result.text;
        expectations += result.expectations;
        failed += result.failed;
        is_broken = is_broken || result.is_broken;
    }
    out += fmt::format("{} expectations, {} failed\n", expectations, failed);
    if (is_broken) return 2;
    return failed == 0 ? 0 : 1;
}

}  // namespace saldo::scenario
