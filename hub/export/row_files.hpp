#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "hub/export/export_folder.hpp"

namespace saldo::hub {

/// Items in the order of positions, in files of about 64 MiB: FOLDER/N.SUFFIX, N the position of
/// the first item, 12 digits. What is whole from a run before is passed over.
class RowFiles {
public:
    static constexpr std::uint64_t file_bytes_wanted = 64ULL << 20;

    /// Needs: `folder` outlives it.
    RowFiles(ExportFolder& folder, std::string room, std::string suffix,
             std::uint64_t bytes_wanted = file_bytes_wanted)
        : folder_{folder},
          room_{std::move(room)},
          suffix_{std::move(suffix)},
          bytes_wanted_{bytes_wanted} {}

    /// Adds the item of `position`; `after` is the first position that it does not speak of.
    Result<void> add(std::uint64_t position, std::uint64_t after,
                     std::initializer_list<ByteView> pieces);
    /// Closes the last file.
    Result<void> finish();

private:
    std::string name_of(std::uint64_t position) const;

    ExportFolder& folder_;
    std::string room_;
    std::string suffix_;
    std::uint64_t bytes_wanted_;
    std::optional<PartFile> file_;
    std::string name_;
    std::uint64_t next_ = 0;  ///< items before it are written
};

}  // namespace saldo::hub
