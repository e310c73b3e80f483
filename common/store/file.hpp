#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <utility>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace saldo::store {

/// Only the owner reads and writes: the mode of everything that Saldo keeps.
constexpr mode_t private_file_mode = 0600;
constexpr mode_t private_folder_mode = 0700;

/// A file descriptor that closes itself. Never inherited by a program that we start.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_{number} {}
    Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();
    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }

private:
    int number_ = -1;
};

/// What a failed system call means to its caller, with its sentence: `doing` names the act and the
/// path.
///
/// Gives:   not_found, forbidden, unavailable (out of descriptors, or no space left), else storage.
Error system_error(int number, const std::string& doing);

/// The whole file. Errors: not_found; forbidden; malformed when it is longer than bytes_max;
/// storage.
Result<Bytes> read_file(const std::filesystem::path& path, std::size_t bytes_max);

/// Replaces the file whole or not at all: a temporary file, fsync, rename, fsync of the folder.
///
/// Gives:   durable on return; after a crash the old or the new content, never a mixture.
Result<void> write_file_durably(const std::filesystem::path& path, ByteView bytes,
                                mode_t mode = private_file_mode);

/// Makes the folder and its missing parents, 0700. One that exists already keeps its mode.
Result<void> create_private_folder(const std::filesystem::path& path);

/// Makes names made, renamed or removed in the folder durable.
Result<void> sync_folder(const std::filesystem::path& path);

/// Writes all bytes, however many calls it takes. Errors: as system_error, `doing` as given.
Result<void> write_all(int descriptor, ByteView bytes, const std::string& doing);

}  // namespace saldo::store
