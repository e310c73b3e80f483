#include "common/tlog/checkpoint.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/tlog/base64.hpp"

namespace saldo::tlog {

std::string format_checkpoint(const Checkpoint& checkpoint) {
    SALDO_CHECK(!checkpoint.origin.empty() && checkpoint.origin.find('\n') == std::string::npos);
    std::string out = checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
                      to_base64(checkpoint.root) + "\n";
    for (const std::string& line : checkpoint.extensions) out += line + "\n";
    return out;
}

std::optional<std::uint64_t> parse_tree_number(std::string_view text) {
    if (text.size() > 1 && text.front() == '0') return std::nullopt;
    const auto number = parse_unsigned(text);
    if (!number || *number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return number;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
    if (!text.ends_with('\n')) return malformed("a checkpoint ends in a newline");
    const auto lines = split(text.substr(0, text.size() - 1), '\n');
    if (lines.size() < 3 || std::ranges::any_of(lines, &std::string_view::empty)) {
        return malformed("a checkpoint is origin, size and root, a line each");
    }
    const auto size = parse_tree_number(lines[1]);
    if (!size) return malformed("the second line of a checkpoint is the size of its tree");
    const auto root = from_base64(lines[2]);
    if (!root || root->size() != sizeof(Digest)) {
        return malformed("the third line of a checkpoint is the base64 of 32 bytes");
    }
    Checkpoint checkpoint{.origin = std::string{lines[0]},
                          .size = *size,
                          .root = array_of<32>(*root),
                          .extensions = {}};
    for (std::size_t i = 3; i < lines.size(); ++i) checkpoint.extensions.emplace_back(lines[i]);
    return checkpoint;
}

Result<Checkpoint> open_checkpoint(std::string_view note, std::string_view origin,
                                   const NoteKey& log, const VerifyEd25519& verify) {
    const auto read = parse_note(note);
    if (!read) return read.error();
    auto checkpoint = parse_checkpoint(read->text);
    if (!checkpoint) return checkpoint.error();
    if (checkpoint->origin != origin) {
        return Error{Errc::forbidden, "the checkpoint is of another log: " + checkpoint->origin};
    }
    switch (is_signed_by(*read, log, verify)) {
        case Signed::good: return checkpoint;
        case Signed::absent:
            return Error{Errc::forbidden,
                         "the log did not sign the checkpoint of " + checkpoint->origin};
        case Signed::forged: break;
    }
    return Error{Errc::forbidden, "the signature of the checkpoint is forged"};
}

}  // namespace saldo::tlog
