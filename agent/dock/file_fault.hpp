#pragma once

#include <cstddef>
#include <string>

#include "agent/dock/reply.hpp"
#include "common/base/words.hpp"

namespace saldo::agent {

/// What is wrong at one place of a file that somebody gave us, for the person who must put it
/// right.
struct FileFault {
    std::string file;
    std::size_t line = 0;  ///< of the file, 1 is the first; 0: the file as a whole
    std::string column;    ///< as the header spells it; empty: the line as a whole
    std::string code;      ///< "UNKNOWN_PART": frozen, for programs
    std::string what;
    std::string found;
    std::string expected;
    std::string remedy;
    friend bool operator==(const FileFault&, const FileFault&) = default;
};

/// A refused movement line as a fault of its file.
FileFault fault_of(const Refusal& refusal, std::string file, std::size_t line, Language language);

/// One line: "parts.csv, línea 7, columna umc: UNKNOWN_UNIT unidad desconocida; se encontró "99";
/// se esperaba …; qué hacer: …". Control characters are shown as '?'.
std::string to_text(const FileFault& fault, Language language);

}  // namespace saldo::agent
