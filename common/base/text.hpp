#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saldo {

/// Drops blanks and control characters of ASCII at both ends.
std::string_view trim(std::string_view text);

/// The pieces between separators; "a||b" has three. An empty text is one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);

bool is_utf8(std::string_view text);

/// Windows-1252, as customs files carry it, to UTF-8. The five unassigned bytes become U+FFFD.
std::string cp1252_to_utf8(std::string_view text);

std::string to_upper_ascii(std::string_view text);
std::string to_lower_ascii(std::string_view text);

/// All digits, read as a whole number. Nothing for an empty text, another character, or overflow.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

/// Edits (insert, delete, replace, swap neighbours) from one word to the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that a person most likely meant, if one is near enough to say so.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);

}  // namespace saldo
