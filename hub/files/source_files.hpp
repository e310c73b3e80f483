#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "hub/customs/finding.hpp"
#include "hub/customs/source_file.hpp"

namespace saldo::files {

/// What a hostile or broken delivery may cost. One past any of them is a finding, not a crash.
struct SourceLimits {
    std::size_t entries_max = 10'000;                            ///< files, in archives and folders
    std::uint64_t unpacked_bytes_max = std::uint64_t{8} << 30U;  ///< over everything collected
    std::uint64_t ratio_max = 200;             ///< unpacked over packed, of one archive entry
    std::uint64_t ratio_free_bytes = 1 << 20;  ///< below this size the ratio does not matter
    std::size_t name_bytes_max = 1024;         ///< of the whole path through the archives
    std::size_t zip_depth_max = 2;             ///< a zip in a zip is the deepest that is opened
    std::size_t folder_depth_max = 32;
};

/// Files collected into memory, with the findings met on the way. Move-only.
///
/// Owns:    the bytes that files() points to; they stay where they are when this moves.
class SourceFiles {
public:
    std::span<const customs::SourceFile> files() const { return files_; }
    const std::vector<customs::Finding>& findings() const { return findings_; }

private:
    friend class Collector;
    std::vector<std::unique_ptr<char[]>> buffers_;
    std::vector<customs::SourceFile> files_;
    std::vector<customs::Finding> findings_;
};

/// Reads everything below `paths`: folders with their folders, archives (zip, zip in zip), files.
///
/// Gives:   files in the order of `paths`, and by name inside each; a name inside an archive is
/// only
///          a name: "../x" is never resolved, and nothing is written to disk.
/// Errors:  as findings; what could be read is there.
SourceFiles collect_sources(std::span<const std::string> paths, const SourceLimits& limits = {});

}  // namespace saldo::files
