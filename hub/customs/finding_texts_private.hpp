#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "hub/customs/finding_texts.hpp"

// The words of all findings, in two tables that follow the order of FindingCode: files and sets in
// finding_texts_set.cpp, rows and fields in finding_texts_row.cpp.

namespace saldo::customs {

constexpr std::size_t set_texts_count = static_cast<std::size_t>(FindingCode::short_row);

std::span<const FindingTexts> set_texts();
std::span<const FindingTexts> row_texts();

consteval bool is_in_order(std::span<const FindingTexts> table, std::size_t first) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (table[i].code != static_cast<FindingCode>(first + i)) return false;
    }
    return true;
}

// What to do, where several findings ask for the same.
inline constexpr Text ask_again{
    "Pida de nuevo el archivo a quien lo entregó, o descárguelo otra vez; no lo edite a mano.",
    "Ask for the file again, or download it again; do not edit it by hand."};
inline constexpr Text correct_field{
    "Corrija ese campo en el sistema de origen y vuelva a generar el archivo.",
    "Correct that field where the file was made, and make the file again."};
inline constexpr Text reopen_as_text{
    "Si el archivo pasó por Excel, use el original: Excel cambia fechas, ceros y decimales.",
    "If the file went through Excel, use the original: Excel changes dates, zeros and decimals."};
inline constexpr Text correct_catalog{
    "Corrija el catálogo y vuelva a importar la carpeta completa.",
    "Correct the catalog and import the whole folder again."};
inline constexpr Text look_into_it{"Revíselo; lo demás se importó.",
                                   "Look into it; the rest was imported."};

}  // namespace saldo::customs
