#include "common/tlog/add_checkpoint.hpp"

#include <algorithm>

#include "common/base/bytes.hpp"
#include "common/tlog/base64.hpp"
#include "common/tlog/checkpoint.hpp"

namespace saldo::tlog {
namespace {

constexpr std::string_view old_word = "old ";
constexpr std::size_t proof_lines_max = 63;  // the standard's

/// The text up to the next newline, taken off; nothing where there is none.
std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

}  // namespace

std::string format_add_checkpoint(const AddCheckpoint& request) {
    std::string text = std::string{old_word} + std::to_string(request.old_size) + "\n";
    for (const Digest& hash : request.proof) text += to_base64(hash) + "\n";
    return text + "\n" + request.checkpoint;
}

Result<AddCheckpoint> parse_add_checkpoint(std::string_view text) {
    AddCheckpoint request;
    const auto first = take_line(text);
    if (!first || !first->starts_with(old_word)) return malformed("no line \"old SIZE\"");
    const auto old_size = parse_tree_number(first->substr(old_word.size()));
    if (!old_size) return malformed("the old size is no number of a tree");
    request.old_size = *old_size;
    for (;;) {
        const auto line = take_line(text);
        if (!line) return malformed("the proof does not end in an empty line");
        if (line->empty()) break;
        if (request.proof.size() == proof_lines_max) return malformed("the proof is too long");
        const auto bytes = from_base64(*line);
        if (!bytes || bytes->size() != sizeof(Digest)) {
            return malformed("a line of the proof is no hash");
        }
        request.proof.push_back(array_of<sizeof(Digest)>(*bytes));
    }
    request.checkpoint = text;
    return request;
}

}  // namespace saldo::tlog
