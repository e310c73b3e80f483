#pragma once

#include <string>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/time.hpp"

namespace saldo::hub {

/// A file that goes along with a letter, byte for byte.
struct Enclosure {
    std::string name;  ///< letters, digits, `-`, `.`
    std::string bytes;
};

/// What a mail server is given (RFC 5322, MIME).
struct Letter {
    std::string from;  ///< addresses, without brackets
    std::vector<std::string> to;
    std::string subject;  ///< any text of one line
    std::string text;
    std::vector<Enclosure> enclosures;
    UtcTime written;
    std::string id;  ///< of this letter alone: letters, digits, `-`
};

/// Pure ASCII, lines of at most 998 bytes ended by CR LF: no server on the way need change a byte.
std::string format_letter(const Letter& letter);

}  // namespace saldo::hub
