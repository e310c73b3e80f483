#include "common/tlog/note.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/tlog/base64.hpp"

namespace saldo::tlog {
namespace {

constexpr std::string_view line_begin = "\xE2\x80\x94 ";  // em dash, space
constexpr std::size_t signature_bytes = 64;
constexpr std::size_t time_bytes = 8;

Result<NoteLine> parse_line(std::string_view line, const NoteLimits& limits) {
    if (!line.starts_with(line_begin)) return malformed("a signature line begins with a dash");
    line.remove_prefix(line_begin.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !is_note_key_name(line.substr(0, space))) {
        return malformed("a signature line is dash, name, signature");
    }
    const std::string_view text = line.substr(space + 1);
    if (text.size() / 4 * 3 > limits.signature_bytes_max + 4) {
        return malformed("a signature is not this long");
    }
    const auto bytes = from_base64(text);
    if (!bytes || bytes->size() <= sizeof(NoteKeyId)) {
        return malformed("a signature is the base64 of an id and more");
    }
    return NoteLine{.name = std::string{line.substr(0, space)},
                    .id = array_of<4>(*bytes),
                    .bytes = Bytes{bytes->begin() + 4, bytes->end()}};
}

bool verifies(const Note& note, const NoteLine& line, const NoteKey& key,
              const VerifyEd25519& verify) {
    const ByteView bytes{line.bytes};
    if (key.type == NoteKeyType::ed25519) {
        return bytes.size() == signature_bytes &&
               verify(key.key, as_bytes(note.text), array_of<signature_bytes>(bytes));
    }
    const auto seconds = cosigned_at(line);
    if (!seconds) return false;
    const std::string message = cosignature_message(note.text, *seconds);
    return verify(key.key, as_bytes(message), array_of<signature_bytes>(bytes.subspan(time_bytes)));
}

}  // namespace

Result<Note> parse_note(std::string_view bytes, const NoteLimits& limits) {
    if (bytes.size() > limits.bytes_max) return malformed("a note is not this long");
    if (!is_utf8(bytes)) return malformed("a note is UTF-8");
    const bool is_plain = std::ranges::all_of(
        bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x20 || c == '\n'; });
    if (!is_plain) return malformed("a note has no control characters");
    const std::size_t split = bytes.rfind("\n\n");
    if (split == std::string_view::npos || bytes.back() != '\n') {
        return malformed("a note is text, an empty line, and signatures");
    }
    Note note{.text = std::string{bytes.substr(0, split + 1)}, .lines = {}};
    for (std::string_view left = bytes.substr(split + 2); !left.empty();) {
        const std::size_t end = left.find('\n');
        if (note.lines.size() == limits.signatures_max) return malformed("too many signatures");
        auto line = parse_line(left.substr(0, end), limits);
        if (!line) return line.error();
        note.lines.push_back(std::move(*line));
        left.remove_prefix(end + 1);
    }
    if (note.lines.empty()) return malformed("a note without a signature");
    return note;
}

std::string format_note(const Note& note) {
    SALDO_CHECK(note.text.ends_with('\n') && !note.lines.empty());
    std::string out = note.text + "\n";
    for (const NoteLine& line : note.lines) {
        Bytes bytes{line.id.begin(), line.id.end()};
        append(bytes, line.bytes);
        out += std::string{line_begin} + line.name + " " + to_base64(bytes) + "\n";
    }
    return out;
}

Signed is_signed_by(const Note& note, const NoteKey& key, const VerifyEd25519& verify) {
    const NoteKeyId id = key.id();
    Signed found = Signed::absent;
    for (const NoteLine& line : note.lines) {
        if (line.name != key.name || line.id != id) continue;
        if (!verifies(note, line, key, verify)) return Signed::forged;
        found = Signed::good;
    }
    return found;
}

NoteLine sign_note(std::string_view text, const NoteKey& key, const SignEd25519& sign) {
    SALDO_CHECK(key.type == NoteKeyType::ed25519);
    const NoteSignature signature = sign(as_bytes(text));
    return {.name = key.name, .id = key.id(), .bytes = Bytes{signature.begin(), signature.end()}};
}

std::string cosignature_message(std::string_view text, std::uint64_t seconds) {
    return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string{text};
}

NoteLine cosign_note(std::string_view text, std::uint64_t seconds, const NoteKey& key,
                     const SignEd25519& sign) {
    SALDO_CHECK(key.type == NoteKeyType::cosignature);
    const NoteSignature signature = sign(as_bytes(cosignature_message(text, seconds)));
    NoteLine line{.name = key.name, .id = key.id(), .bytes = {}};
    put_be(line.bytes, seconds);
    append(line.bytes, signature);
    return line;
}

std::optional<std::uint64_t> cosigned_at(const NoteLine& line) {
    if (line.bytes.size() != time_bytes + signature_bytes) return std::nullopt;
    const auto seconds = get_be<std::uint64_t>(line.bytes);
    if (seconds > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return seconds;
}

}  // namespace saldo::tlog
