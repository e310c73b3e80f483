#include "common/tlog/base64.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace saldo::tlog {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::int8_t no_digit = -1;

constexpr std::array<std::int8_t, 256> make_values() {
    std::array<std::int8_t, 256> values{};
    values.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    }
    return values;
}
constexpr auto values = make_values();

}  // namespace

std::string to_base64(ByteView bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = (group << 8U) | (k < count ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            const std::size_t digit = (group >> (18 - 6 * k)) & 63U;
            out.push_back(k <= count ? alphabet[digit] : '=');
        }
    }
    return out;
}

std::optional<Bytes> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const std::string_view four = text.substr(i, 4);
        std::size_t pads = 0;
        if (i + 4 == text.size()) pads = four[2] == '=' ? 2 : (four[3] == '=' ? 1 : 0);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const bool is_pad = k >= 4 - pads;
            if (is_pad && four[k] != '=') return std::nullopt;
            const std::int8_t value =
                is_pad ? std::int8_t{0} : values[static_cast<unsigned char>(four[k])];
            if (value == no_digit) return std::nullopt;
            group = (group << 6U) | static_cast<std::uint32_t>(value);
        }
        const std::uint32_t unused = pads == 0 ? 0U : (pads == 1 ? 0xFFU : 0xFFFFU);
        if ((group & unused) != 0) return std::nullopt;
        for (std::size_t k = 0; k < 3 - pads; ++k) {
            out.push_back(static_cast<std::byte>((group >> (16 - 8 * k)) & 0xFFU));
        }
    }
    return out;
}

}  // namespace saldo::tlog
