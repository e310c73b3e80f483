#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/tlog/note_key.hpp"

namespace saldo::tlog {

/// Bounds of a note that is read. C2SP asks for at least 16 signatures.
struct NoteLimits {
    std::size_t bytes_max = 64U << 10;
    std::size_t signatures_max = 64;
    std::size_t signature_bytes_max = 8U << 10;  ///< those of others may be long (ML-DSA)
};

/// One signature line: "— name base64(id ‖ bytes)".
struct NoteLine {
    std::string name;
    NoteKeyId id{};
    Bytes bytes;  ///< without the id
    friend bool operator==(const NoteLine&, const NoteLine&) = default;
};

/// A signed note of C2SP: text, and who signed it.
struct Note {
    std::string text;  ///< with its last newline
    std::vector<NoteLine> lines;
    friend bool operator==(const Note&, const Note&) = default;
};

/// Reads a note. Nothing in it is trusted before a signature was verified.
/// Errors: malformed. What was read formats to the same bytes.
Result<Note> parse_note(std::string_view bytes, const NoteLimits& limits = {});

/// Needs: a text that ends in a newline, and one line at least.
std::string format_note(const Note& note);

enum class Signed : std::uint8_t {
    absent,  ///< no line has the key's name and id
    good,
    forged,  ///< one that has does not verify: the whole note is to be refused
};
/// Whether this key signed.
[[nodiscard]] Signed is_signed_by(const Note& note, const NoteKey& key,
                                  const VerifyEd25519& verify);

/// The line of a log: Ed25519 over the text. Needs: key.type ed25519, and `sign` is of that key.
NoteLine sign_note(std::string_view text, const NoteKey& key, const SignEd25519& sign);

// Cosignatures (C2SP tlog-cosignature): a witness saw that the log only grew, at a time.

/// What a witness signs: "cosignature/v1\ntime T\n" ‖ text. T: seconds since 1970.
std::string cosignature_message(std::string_view text, std::uint64_t seconds);
/// Needs: key.type cosignature, and `sign` is of that key.
NoteLine cosign_note(std::string_view text, std::uint64_t seconds, const NoteKey& key,
                     const SignEd25519& sign);
/// The time that a line tells; nothing for a line that is no cosignature by its length, and for
/// times past 2^63 - 1. Not trusted before is_signed_by().
std::optional<std::uint64_t> cosigned_at(const NoteLine& line);

}  // namespace saldo::tlog
