#include "hub/proof/tree_name.hpp"

#include <cstddef>

#include "common/base/text.hpp"

namespace saldo::proof {
namespace {

constexpr std::string_view common_word = "common";
constexpr std::string_view enye = "\xC3\x91";
constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t era_bytes = 4;

bool stands_as_it_is(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '&';
}

std::string escaped(std::string_view rfc) {
    std::string out;
    for (std::size_t i = 0; i < rfc.size();) {
        if (rfc.substr(i).starts_with(enye)) {
            out += enye;
            i += enye.size();
            continue;
        }
        const auto byte = static_cast<unsigned char>(rfc[i++]);
        if (stands_as_it_is(static_cast<char>(byte))) {
            out.push_back(static_cast<char>(byte));
        } else {
            out.push_back('~');
            out.push_back(digits[byte >> 4U]);
            out.push_back(digits[byte & 15U]);
        }
    }
    return out;
}

std::optional<std::string> unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '~') {
            out.push_back(text[i++]);
            continue;
        }
        if (text.size() - i < 3) return std::nullopt;
        const std::size_t high = digits.find(text[i + 1]);
        const std::size_t low = digits.find(text[i + 2]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        out.push_back(static_cast<char>(high * 16 + low));
        i += 3;
    }
    return out;
}

}  // namespace

std::string tree_path(const TreeName& name) {
    const std::string company =
        name.company.empty() ? std::string{common_word} : escaped(name.company);
    std::string path = company + "/" + std::to_string(name.year);
    if (!name.era.empty()) path += "-" + name.era;
    return path;
}

std::string era_of(const Digest& leaf_hash) { return to_hex(ByteView{leaf_hash}.first(era_bytes)); }

std::optional<TreeName> parse_tree_path(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string_view company = path.substr(0, slash);
    const std::string_view term = path.substr(slash + 1);
    const std::size_t dash = term.find('-');
    const auto year = parse_unsigned(term.substr(0, dash));
    if (!year || *year > 9'999) return std::nullopt;
    TreeName name{.company = {}, .year = static_cast<std::int32_t>(*year)};
    if (dash != std::string_view::npos) {
        name.era = term.substr(dash + 1);
        const bool is_hex = name.era.find_first_not_of(digits) == std::string::npos;
        if (name.era.size() != 2 * era_bytes || !is_hex) return std::nullopt;
    }
    if (company != common_word) {
        auto rfc = unescaped(company);
        if (!rfc) return std::nullopt;
        name.company = std::move(*rfc);
    }
    if (tree_path(name) != path) return std::nullopt;
    return name;
}

std::string tree_origin(std::string_view hub, const TreeName& name) {
    return std::string{hub} + "/" + tree_path(name);
}

}  // namespace saldo::proof
