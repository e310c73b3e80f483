#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace saldo::hub {

// Encryption is age's (the Debian package): one program that anybody can check, and that opens a
// backup without Saldo.

/// Errors: malformed, saying what is wrong, for a text that names no recipient (age1…, ssh-…).
Result<void> check_recipients(const std::vector<std::string>& recipients);

/// Writes `to` anew, durable on return. Errors: not_found without age; unavailable, as it said.
Result<void> encrypt_file(const std::vector<std::string>& recipients,
                          const std::filesystem::path& from, const std::filesystem::path& to);
/// The same of bytes that never were a file.
Result<void> encrypt_bytes(const std::vector<std::string>& recipients, ByteView content,
                           const std::filesystem::path& to);

/// Errors: not_found without age; forbidden when the identity does not open it, or it was altered.
Result<void> decrypt_file(const std::filesystem::path& identity, const std::filesystem::path& from,
                          const std::filesystem::path& to);
Result<Bytes> decrypt_bytes(const std::filesystem::path& identity,
                            const std::filesystem::path& from);

/// A new identity in `file`, 0600; gives its recipient. For drills.
Result<std::string> make_identity(const std::filesystem::path& file);

}  // namespace saldo::hub
