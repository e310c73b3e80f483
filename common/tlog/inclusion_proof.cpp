#include "common/tlog/inclusion_proof.hpp"

#include <fmt/format.h>

#include "common/tlog/base64.hpp"

namespace saldo::tlog {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_word = "extra ";
constexpr std::string_view index_word = "index ";
constexpr std::size_t extra_bytes_max = 64U << 10;

/// The next line, without its newline; nothing where there is none.
std::optional<std::string_view> take_line(std::string_view& left) {
    const std::size_t end = left.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = left.substr(0, end);
    left.remove_prefix(end + 1);
    return line;
}

Error cut_off() { return malformed("a proof ends before its checkpoint"); }

}  // namespace

std::string format_inclusion_proof(const InclusionProof& proof) {
    std::string out = fmt::format("{}\n", first_line);
    if (proof.extra) out += fmt::format("{}{}\n", extra_word, to_base64(*proof.extra));
    out += fmt::format("{}{}\n", index_word, proof.index);
    for (const Digest& hash : proof.hashes) out += to_base64(hash) + "\n";
    return out + "\n" + proof.checkpoint;
}

Result<InclusionProof> parse_inclusion_proof(std::string_view text) {
    InclusionProof proof;
    auto line = take_line(text);
    if (!line || *line != first_line)
        return malformed("a proof begins with c2sp.org/tlog-proof@v1");
    line = take_line(text);
    if (line && line->starts_with(extra_word)) {
        if (line->size() > extra_bytes_max) return malformed("extra data is not this long");
        proof.extra = from_base64(line->substr(extra_word.size()));
        if (!proof.extra) return malformed("extra data of a proof is base64");
        line = take_line(text);
    }
    if (!line) return cut_off();
    const auto index = line->starts_with(index_word)
                           ? parse_tree_number(line->substr(index_word.size()))
                           : std::nullopt;
    if (!index) return malformed("a proof says the index of its leaf");
    proof.index = *index;
    for (line = take_line(text); line && !line->empty(); line = take_line(text)) {
        if (proof.hashes.size() == proof_hashes_max) return malformed("a proof is not this long");
        const auto hash = line->size() > 44 ? std::nullopt : from_base64(*line);
        if (!hash || hash->size() != sizeof(Digest)) {
            return malformed("each line of a proof is the base64 of 32 bytes");
        }
        proof.hashes.push_back(array_of<32>(*hash));
    }
    if (!line) return cut_off();
    const auto note = parse_note(text);
    if (!note) return note.error();
    proof.checkpoint = std::string{text};
    return proof;
}

Result<Checkpoint> open_inclusion_proof(const InclusionProof& proof, ByteView leaf,
                                        std::string_view origin, const NoteKey& log,
                                        const VerifyEd25519& verify) {
    auto checkpoint = open_checkpoint(proof.checkpoint, origin, log, verify);
    if (!checkpoint) return checkpoint.error();
    if (!verify_inclusion(leaf_hash(leaf), proof.index, checkpoint->size, proof.hashes,
                          checkpoint->root)) {
        return Error{Errc::forbidden, "the leaf is not at index " + std::to_string(proof.index) +
                                          " of the tree of " + checkpoint->origin};
    }
    return checkpoint;
}

}  // namespace saldo::tlog
