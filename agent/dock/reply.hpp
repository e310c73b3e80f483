#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/words.hpp"

namespace saldo::agent {

/// Why a frame was not taken. The names that devices read (`to_string`) are frozen; numbers are
/// not.
enum class RefusalCode : std::uint8_t {
    bad_line,
    missing_field,
    too_long,
    bad_text,
    bad_time,
    unknown_type,
    bad_quantity,
    unknown_unit,
    unknown_part,
    unit_mismatch,
    wrong_plant,
    header_line,
    conflict,
    journal_full,
    busy,
    stopping,
};
constexpr std::size_t refusal_code_count = 16;

std::string_view to_string(RefusalCode code);  ///< "UNKNOWN_PART"
std::optional<RefusalCode> refusal_code_from(std::string_view name);

/// Why one line was not taken: an answer to a person, not an error of ours.
struct Refusal {
    RefusalCode code = RefusalCode::bad_line;
    std::string_view column;  ///< one of movement_columns, or empty for the line as a whole
    std::string found;        ///< as it was sent
    std::string expected;     ///< the value that would be right, where one value is; else empty
    friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// "la parte no está en el catálogo": what is wrong, for people.
std::string_view explain(RefusalCode code, Language language);
/// What would have been right: the value in the refusal, or the rule of its code.
std::string expected_of(const Refusal& refusal, Language language);
/// What a person should do about it.
std::string_view remedy(RefusalCode code, Language language);

/// One reply line is never longer than this, its line end counted.
constexpr std::size_t reply_bytes_max = 240;

/// The reply lines of the *line* profile (house.md section 7), ended by CR LF.
std::string reply_ok(std::uint64_t sequence);   ///< "OK 17"
std::string reply_dup(std::uint64_t sequence);  ///< "DUP 17": held since then
/// "ERR UNKNOWN_PART la parte no esta en el catalogo: part_number=RM-9". Words are ASCII, because
/// many a scanner shows nothing else; bytes outside of it are shown as '?'.
std::string reply_err(const Refusal& refusal, Language language);

/// A reply line read back, by programs that play devices.
struct Reply {
    enum class Kind : std::uint8_t { ok, dup, err };
    Kind kind = Kind::ok;
    std::uint64_t sequence = 0;  ///< of ok and dup
    std::string_view code;       ///< of err
    std::string_view words;      ///< of err
};
/// Nothing when `line` (without its line end) is no reply.
std::optional<Reply> read_reply(std::string_view line);

}  // namespace saldo::agent
