#include "common/tlog/note_key.hpp"

#include <algorithm>
#include <optional>

#include "common/base/text.hpp"
#include "common/crypto/hash.hpp"
#include "common/tlog/base64.hpp"

namespace saldo::tlog {
namespace {

constexpr std::size_t id_digits = 8;
constexpr std::size_t vkey_bytes_max = note_key_name_bytes_max + 1 + id_digits + 1 + 64;

/// Spaces of Unicode past ASCII, as UTF-8.
constexpr std::string_view spaces[] = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
    "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
    "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
    "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

Bytes material_of(const NoteKey& key) {
    Bytes material;
    material.reserve(1 + sizeof(NotePublicKey));
    put_le(material, static_cast<std::uint8_t>(key.type));
    append(material, key.key);
    return material;
}

}  // namespace

NoteKeyId NoteKey::id() const {
    const Digest hash = sha256({as_bytes(name), as_bytes("\n"), material_of(*this)});
    return array_of<4>(hash);
}

bool is_note_key_name(std::string_view name) {
    if (name.empty() || name.size() > note_key_name_bytes_max || !is_utf8(name)) return false;
    const bool is_plain = std::ranges::all_of(name, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte != 0x7F && c != '+';
    });
    const auto stands = [&](std::string_view s) { return name.find(s) != std::string_view::npos; };
    return is_plain && std::ranges::none_of(spaces, stands);
}

std::string format_vkey(const NoteKey& key) {
    return key.name + "+" + to_hex(key.id()) + "+" + to_base64(material_of(key));
}

Result<NoteKey> parse_vkey(std::string_view text) {
    if (text.size() > vkey_bytes_max) return malformed("a verifier key is not this long");
    const std::size_t first = text.find('+');
    if (first == std::string_view::npos || text.size() - first < id_digits + 2 ||
        text[first + 1 + id_digits] != '+') {
        return malformed("a verifier key is name+id+key");
    }
    const std::string_view name = text.substr(0, first);
    if (!is_note_key_name(name))
        return malformed("the name of a verifier key has no space or plus");
    const auto material = from_base64(text.substr(first + 2 + id_digits));
    if (!material || material->size() != 33) {
        return malformed("the last part of a verifier key is the base64 of 33 bytes");
    }
    const auto type = std::to_integer<std::uint8_t>(material->front());
    if (type != static_cast<std::uint8_t>(NoteKeyType::ed25519) &&
        type != static_cast<std::uint8_t>(NoteKeyType::cosignature)) {
        return malformed("a verifier key of type " + std::to_string(type) + " is not read here");
    }
    NoteKey key{.name = std::string{name},
                .type = static_cast<NoteKeyType>(type),
                .key = array_of<32>(ByteView{*material}.subspan(1))};
    if (to_lower_ascii(text.substr(first + 1, id_digits)) != to_hex(key.id())) {
        return malformed("the id of a verifier key is not that of its key and name");
    }
    return key;
}

}  // namespace saldo::tlog
