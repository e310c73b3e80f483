#include "agent/dock/reply.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "common/base/text.hpp"

namespace saldo::agent {
namespace {

struct CodeText {
    RefusalCode code;
    std::string_view name;
    Words what;
    Words expected;
    Words remedy;
};

constexpr Words fix_and_send_again = {.en = "correct the line and send it again",
                                      .es = "corrija la línea y envíela de nuevo"};

constexpr std::array<CodeText, refusal_code_count> texts = {{
    {RefusalCode::bad_line,
     "BAD_LINE",
     {.en = "the line has not the fields of a movement",
      .es = "la línea no tiene los campos de un movimiento"},
     {.en =
          "11 fields with commas between: event_id,ts,plant,type,part_number,qty,umc,ref_type,ref,"
          "counter_plant,device",
      .es =
          "11 campos separados por comas: event_id,ts,plant,type,part_number,qty,umc,ref_type,ref,"
          "counter_plant,device"},
     {.en = "check the format of the reader or the file",
      .es = "revise el formato del lector o del archivo"}},
    {RefusalCode::missing_field,
     "MISSING_FIELD",
     {.en = "a field is empty", .es = "falta un dato"},
     {.en = "a value", .es = "un valor"},
     fix_and_send_again},
    {RefusalCode::too_long,
     "TOO_LONG",
     {.en = "too long", .es = "dato demasiado largo"},
     {.en = "a line of at most 1024 bytes, and each field within its limit",
      .es = "una línea de 1024 bytes a lo más, y cada campo dentro de su límite"},
     {.en = "check the line end of the reader and the field that is named",
      .es = "revise el fin de línea del lector y el campo nombrado"}},
    {RefusalCode::bad_text,
     "BAD_TEXT",
     {.en = "characters that are not allowed", .es = "caracteres no permitidos"},
     {.en = "UTF-8 text without control characters", .es = "texto UTF-8 sin caracteres de control"},
     fix_and_send_again},
    {RefusalCode::bad_time,
     "BAD_TIME",
     {.en = "not a time", .es = "fecha y hora incorrectas"},
     {.en = "date, time and offset: 2026-03-02T08:00:00-06:00",
      .es = "fecha, hora y huso: 2026-03-02T08:00:00-06:00"},
     {.en = "send the time with its offset (Z or ±hh:mm)",
      .es = "envíe la hora con su huso (Z o ±hh:mm)"}},
    {RefusalCode::unknown_type,
     "UNKNOWN_TYPE",
     {.en = "unknown movement type", .es = "tipo de movimiento desconocido"},
     {.en = "RECEIPT, ISSUE, PRODUCE, SHIP, TRANSFER_OUT, TRANSFER_IN, REGIME_CHANGE, SCRAP, "
            "DESTROY, "
            "DONATE, ADJUST_IN, ADJUST_OUT, COUNT, SUB_OUT or SUB_IN",
      .es = "RECEIPT, ISSUE, PRODUCE, SHIP, TRANSFER_OUT, TRANSFER_IN, REGIME_CHANGE, SCRAP, "
            "DESTROY, "
            "DONATE, ADJUST_IN, ADJUST_OUT, COUNT, SUB_OUT o SUB_IN"},
     fix_and_send_again},
    {RefusalCode::bad_quantity,
     "BAD_QUANTITY",
     {.en = "wrong quantity", .es = "cantidad incorrecta"},
     {.en = "a number above zero, with at most 8 decimals (0 in a COUNT only)",
      .es = "un número mayor que cero, con 8 decimales a lo más (0 solo en COUNT)"},
     {.en = "count again and send the right quantity",
      .es = "cuente de nuevo y envíe la cantidad correcta"}},
    {RefusalCode::unknown_unit,
     "UNKNOWN_UNIT",
     {.en = "unknown unit", .es = "unidad desconocida"},
     {.en = "a unit of appendix 7, 1 to 22", .es = "una clave del apéndice 7, de 1 a 22"},
     fix_and_send_again},
    {RefusalCode::unknown_part,
     "UNKNOWN_PART",
     {.en = "the part is not in the catalog", .es = "la parte no está en el catálogo"},
     {.en = "a part number of parts.csv or products.csv",
      .es = "un número de parte de parts.csv o products.csv"},
     {.en = "check the label; if the part is new, have it added to the catalog and send again",
      .es = "revise la etiqueta; si la parte es nueva, pida que la den de alta y envíe de nuevo"}},
    {RefusalCode::unit_mismatch,
     "UNIT_MISMATCH",
     {.en = "the unit is not the UMC of the part", .es = "la unidad no es la UMC de la parte"},
     {.en = "the UMC of the part in the catalog", .es = "la UMC de la parte en el catálogo"},
     {.en = "convert the quantity to the UMC of the part",
      .es = "convierta la cantidad a la UMC de la parte"}},
    {RefusalCode::wrong_plant,
     "WRONG_PLANT",
     {.en = "the line is of another plant", .es = "la línea es de otra planta"},
     {.en = "the plant of this box", .es = "la planta de este equipo"},
     {.en = "send the line to the box of its plant",
      .es = "envíe la línea al equipo de su planta"}},
    {RefusalCode::header_line,
     "HEADER_LINE",
     {.en = "column header, not a movement", .es = "encabezado de columnas, no es un movimiento"},
     {.en = "a movement", .es = "un movimiento"},
     {.en = "nothing: the header is not kept", .es = "nada: el encabezado no se guarda"}},
    {RefusalCode::conflict,
     "CONFLICT",
     {.en = "this event_id was used with other data",
      .es = "este event_id ya se usó con otros datos"},
     {.en = "a new event_id, or the same line as before",
      .es = "un event_id nuevo, o la misma línea de antes"},
     {.en = "if it is another movement give it another event_id; if it is a correction send an "
            "adjustment",
      .es = "si es otro movimiento, déle otro event_id; si es una corrección, envíe un ajuste"}},
    {RefusalCode::journal_full,
     "JOURNAL_FULL",
     {.en = "journal full: not kept", .es = "diario lleno: no se guardó"},
     {.en = "room in the journal", .es = "espacio en el diario"},
     {.en = "call IT: saldo-agent doctor", .es = "avise a sistemas: saldo-agent doctor"}},
    {RefusalCode::busy,
     "BUSY",
     {.en = "the box is busy: not kept", .es = "el equipo está ocupado: no se guardó"},
     {.en = "fewer connections or lines at once", .es = "menos conexiones o líneas a la vez"},
     {.en = "wait and send again; if it goes on, close connections",
      .es = "espere y envíe de nuevo; si sigue, cierre conexiones"}},
    {RefusalCode::stopping,
     "STOPPING",
     {.en = "the box is stopping: not kept", .es = "el equipo se está deteniendo: no se guardó"},
     {.en = "the box running", .es = "el equipo en marcha"},
     {.en = "wait and send again", .es = "espere y envíe de nuevo"}},
}};

constexpr bool is_complete(Words words) { return !words.en.empty() && !words.es.empty(); }

constexpr bool all_complete() {
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const CodeText& text = texts[i];
        if (static_cast<std::size_t>(text.code) != i || text.name.empty()) return false;
        if (!is_complete(text.what) || !is_complete(text.expected)) return false;
        if (!is_complete(text.remedy)) return false;
    }
    return true;
}
static_assert(all_complete(), "each refusal code needs its name, and its words in both languages");

const CodeText& text_of(RefusalCode code) { return texts[static_cast<std::size_t>(code)]; }

/// The ASCII letter that a device can show for a Spanish one ("línea" -> "linea"), in place of the
/// two bytes of UTF-8 that all of them have.
char plain_letter(unsigned char second) {
    switch (second) {
        case 0xA1: return 'a';
        case 0xA9: return 'e';
        case 0xAD: return 'i';
        case 0xB1: return 'n';
        case 0xB3: return 'o';
        case 0xBA: return 'u';
        default: return '?';
    }
}

void append_ascii(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte == 0xC3 && i + 1 < text.size()) {
            out.push_back(plain_letter(static_cast<unsigned char>(text[++i])));
        } else {
            out.push_back(byte < 0x20 || byte >= 0x7F ? '?' : text[i]);
        }
    }
}

}  // namespace

std::string_view to_string(RefusalCode code) { return text_of(code).name; }

std::optional<RefusalCode> refusal_code_from(std::string_view name) {
    const auto found = std::ranges::find(texts, name, &CodeText::name);
    if (found == texts.end()) return std::nullopt;
    return found->code;
}

std::string_view explain(RefusalCode code, Language language) {
    return text_of(code).what.in(language);
}

std::string expected_of(const Refusal& refusal, Language language) {
    if (!refusal.expected.empty()) return refusal.expected;
    return std::string{text_of(refusal.code).expected.in(language)};
}

std::string_view remedy(RefusalCode code, Language language) {
    return text_of(code).remedy.in(language);
}

std::string reply_ok(std::uint64_t sequence) { return fmt::format("OK {}\r\n", sequence); }

std::string reply_dup(std::uint64_t sequence) { return fmt::format("DUP {}\r\n", sequence); }

std::string reply_err(const Refusal& refusal, Language language) {
    constexpr std::size_t found_bytes_max = 48;
    std::string line = fmt::format("ERR {} ", to_string(refusal.code));
    append_ascii(line, explain(refusal.code, language));
    if (!refusal.column.empty()) {
        line += fmt::format(": {}=", refusal.column);
        append_ascii(line, std::string_view{refusal.found}.substr(0, found_bytes_max));
    }
    if (!refusal.expected.empty()) {
        line += language == Language::es ? " debe ser " : " should be ";
        append_ascii(line, std::string_view{refusal.expected}.substr(0, found_bytes_max));
    }
    line.resize(std::min(line.size(), reply_bytes_max - 2));
    line += "\r\n";
    return line;
}

std::optional<Reply> read_reply(std::string_view line) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const std::string_view word = line.substr(0, blank);
    const std::string_view rest = line.substr(blank + 1);
    if (word == "ERR") {
        const std::size_t end = rest.find(' ');
        const std::string_view code = rest.substr(0, end);
        if (code.empty()) return std::nullopt;
        const std::string_view words =
            end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        return Reply{.kind = Reply::Kind::err, .sequence = 0, .code = code, .words = words};
    }
    if (word != "OK" && word != "DUP") return std::nullopt;
    const auto sequence = parse_unsigned(rest);
    if (!sequence) return std::nullopt;
    return Reply{.kind = word == "OK" ? Reply::Kind::ok : Reply::Kind::dup,
                 .sequence = *sequence,
                 .code = {},
                 .words = {}};
}

}  // namespace saldo::agent
