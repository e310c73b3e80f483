#include "hub/customs/text_traits.hpp"

#include <cstdint>
#include <cstring>

#include "common/base/text.hpp"

namespace saldo::customs {
namespace {

constexpr std::uint64_t each_byte(std::uint8_t byte) { return 0x0101010101010101U * byte; }
constexpr std::uint64_t tops = each_byte(0x80);

/// Some byte of the word is below 0x20, or is 0x7F.
bool may_have_control(std::uint64_t word) {
    const std::uint64_t below = (word - each_byte(0x20)) & ~word & tops;
    const std::uint64_t flipped = word ^ each_byte(0x7F);
    const std::uint64_t is_delete = (flipped - each_byte(0x01)) & ~flipped & tops;
    return (below | is_delete) != 0;
}

void look_at(char c, TextScan& scan) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
        ++scan.line_feeds;
    } else if ((byte < 0x20 && c != '\r' && c != '\t') || byte == 0x7F) {
        scan.traits.has_control = true;
    } else if (byte >= 0x80) {
        scan.traits.has_high = true;
    }
}

}  // namespace

TextScan scan_text(std::string_view bytes) {
    TextScan scan{.text = bytes, .traits = {}, .line_feeds = 0, .fault = {}};
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        scan.fault = FindingCode::unsupported_encoding;
        return scan;
    }
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        scan.traits.is_utf8 = true;
        scan.text.remove_prefix(3);
    }
    // Eight bytes at a time; only words with a line end or something odd are looked at one by one.
    std::size_t i = 0;
    std::uint64_t high = 0;
    for (; i + sizeof(std::uint64_t) <= scan.text.size(); i += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, scan.text.data() + i, sizeof word);
        high |= word & tops;
        if (!may_have_control(word)) continue;
        for (std::size_t k = 0; k < sizeof word; ++k) look_at(scan.text[i + k], scan);
    }
    for (; i < scan.text.size(); ++i) look_at(scan.text[i], scan);
    scan.traits.has_high = scan.traits.has_high || high != 0;
    if (scan.traits.is_utf8 && scan.traits.has_high && !is_utf8(scan.text)) {
        scan.fault = FindingCode::bad_encoding;
    }
    return scan;
}

}  // namespace saldo::customs
