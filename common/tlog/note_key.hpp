#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace saldo::tlog {

/// Kinds of signature lines, by C2SP signed-note. Numbers are the standard's.
enum class NoteKeyType : std::uint8_t {
    ed25519 = 1,      ///< over the text of the note: a log
    cosignature = 4,  ///< Ed25519 with a time, tlog-cosignature: a witness
};

using NoteKeyId = std::array<std::byte, 4>;
using NotePublicKey = std::array<std::byte, 32>;
using NoteSignature = std::array<std::byte, 64>;

/// Ed25519 itself, handed in (saldo::verify, saldo::SigningKey::sign): this room is pure.
using VerifyEd25519 = std::function<bool(const NotePublicKey&, ByteView, const NoteSignature&)>;
using SignEd25519 = std::function<NoteSignature(ByteView)>;

/// Who may have signed a note: what C2SP calls a verifier key.
struct NoteKey {
    std::string name;
    NoteKeyType type = NoteKeyType::ed25519;
    NotePublicKey key{};
    friend bool operator==(const NoteKey&, const NoteKey&) = default;

    /// The first four bytes of SHA-256(name ‖ "\n" ‖ type ‖ key).
    NoteKeyId id() const;
};

/// Not empty, UTF-8, no plus, no space of Unicode, no control character; bounded.
bool is_note_key_name(std::string_view name);
constexpr std::size_t note_key_name_bytes_max = 255;

/// "name+hex of the key id+base64(type ‖ key)".
std::string format_vkey(const NoteKey& key);
/// Errors: malformed, also for an id that is not the key's and for types that are not ours.
Result<NoteKey> parse_vkey(std::string_view text);

}  // namespace saldo::tlog
