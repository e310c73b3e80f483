#include "common/base/json.hpp"

#include <fmt/format.h>

#include "common/base/text.hpp"

namespace saldo {
namespace {

void append_good(std::string& out, std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += fmt::format("\\u{:04x}", byte);
        } else {
            out += c;
        }
    }
}

/// Bytes of the UTF-8 sequence at the front, or 0 when there is none.
std::size_t sequence_size(std::string_view text) {
    for (std::size_t size = 1; size <= 4 && size <= text.size(); ++size) {
        if (is_utf8(text.substr(0, size))) return size;
    }
    return 0;
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    out += '"';
    if (is_utf8(text)) {
        append_good(out, text);
    } else {
        while (!text.empty()) {
            const std::size_t size = sequence_size(text);
            if (size == 0) {
                out += "\uFFFD";
                text.remove_prefix(1);
            } else {
                append_good(out, text.substr(0, size));
                text.remove_prefix(size);
            }
        }
    }
    out += '"';
}

}  // namespace saldo
