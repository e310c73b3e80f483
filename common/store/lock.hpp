#pragma once

#include <filesystem>

#include "common/base/result.hpp"
#include "common/store/file.hpp"

namespace saldo::store {

/// One owner of a folder at a time, over all processes and inside this one.
///
/// The lock is the kernel's (flock): it goes with the process, however that ends. The file keeps
/// the owner's process id, so that a person can be told whom to stop.
class FolderLock {
public:
    /// Errors: unavailable "… is in use by process N" when somebody holds it; as system_error.
    static Result<FolderLock> take(const std::filesystem::path& file);

private:
    explicit FolderLock(Descriptor file) : file_{std::move(file)} {}
    Descriptor file_;
};

}  // namespace saldo::store
