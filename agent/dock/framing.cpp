#include "agent/dock/framing.hpp"

#include <algorithm>

namespace saldo::agent {

Framing::Framing(const FramingRules& rules) : rules_{rules} {}

Frame Framing::classify(std::string_view bytes) const {
    const auto is_bytes = [bytes](const std::string& text) { return text == bytes; };
    FrameKind kind = FrameKind::line;
    if (std::ranges::any_of(rules_.heartbeats, is_bytes)) kind = FrameKind::heartbeat;
    if (std::ranges::any_of(rules_.no_reads, is_bytes)) kind = FrameKind::no_read;
    return {.kind = kind, .bytes = bytes};
}

std::optional<Frame> Framing::next(std::string_view& input) {
    while (!input.empty()) {
        const std::size_t end = input.find_first_of("\r\n");
        const std::string_view piece = input.substr(0, end);
        const bool fits = partial_.size() + piece.size() <= rules_.frame_bytes_max;
        if (!fits) {
            partial_.clear();
            is_skipping_ = true;
        }
        if (!is_skipping_) partial_ += piece;
        if (end == std::string_view::npos) {
            input = {};
            return std::nullopt;
        }
        input.remove_prefix(end + 1);
        if (is_skipping_) {
            is_skipping_ = false;
            return Frame{.kind = FrameKind::too_long, .bytes = {}};
        }
        if (partial_.empty()) continue;
        whole_.swap(partial_);
        partial_.clear();
        return classify(whole_);
    }
    return std::nullopt;
}

void Framing::reset() {
    partial_.clear();
    is_skipping_ = false;
}

}  // namespace saldo::agent
