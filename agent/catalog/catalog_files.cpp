#include "agent/catalog/catalog_files.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "agent/catalog/csv_file.hpp"
#include "common/base/text.hpp"
#include "common/domain/movement.hpp"

namespace saldo::agent {
namespace {

enum class Problem : std::uint8_t {
    unreadable,
    bad_row,
    missing_column,
    repeated_column,
    missing_value,
    bad_text,
    unknown_unit,
    duplicate_part,
};

struct ProblemText {
    Problem problem;
    std::string_view code;
    Words what;
    Words expected;
    Words remedy;
};

constexpr Words correct_the_file = {.en = "correct the file; the last good catalog stays in use",
                                    .es =
                                        "corrija el archivo; sigue en uso el último catálogo "
                                        "bueno"};

constexpr std::array<ProblemText, 8> problems = {{
    {Problem::unreadable,
     "UNREADABLE_FILE",
     {.en = "the file cannot be read", .es = "no se puede leer el archivo"},
     {.en = "a CSV file that the agent may read", .es = "un archivo CSV que el agente pueda leer"},
     {.en = "put the file there, readable for the agent's user",
      .es = "ponga el archivo ahí, legible para el usuario del agente"}},
    {Problem::bad_row,
     "BAD_ROW",
     {.en = "the row has not the fields of the header",
      .es = "la línea no tiene los campos del encabezado"},
     {.en = "as many fields as the header has", .es = "tantos campos como el encabezado"},
     correct_the_file},
    {Problem::missing_column,
     "MISSING_COLUMN",
     {.en = "a column is missing", .es = "falta una columna"},
     {.en = "a header with part_number and umc", .es = "un encabezado con part_number y umc"},
     correct_the_file},
    {Problem::repeated_column,
     "DUPLICATE_COLUMN",
     {.en = "a column stands twice", .es = "una columna está dos veces"},
     {.en = "each column once", .es = "cada columna una vez"},
     correct_the_file},
    {Problem::missing_value,
     "MISSING_FIELD",
     {.en = "a field is empty", .es = "falta un dato"},
     {.en = "a value", .es = "un valor"},
     correct_the_file},
    {Problem::bad_text,
     "BAD_TEXT",
     {.en = "no part number", .es = "no es un número de parte"},
     {.en = "1 to 64 bytes of UTF-8 without control characters",
      .es = "de 1 a 64 bytes de UTF-8 sin caracteres de control"},
     correct_the_file},
    {Problem::unknown_unit,
     "UNKNOWN_UNIT",
     {.en = "unknown unit", .es = "unidad desconocida"},
     {.en = "a unit of appendix 7, 1 to 22", .es = "una clave del apéndice 7, de 1 a 22"},
     correct_the_file},
    {Problem::duplicate_part,
     "DUPLICATE_PART",
     {.en = "the part stands twice", .es = "la parte está dos veces"},
     {.en = "each part or product once", .es = "cada parte o producto una vez"},
     correct_the_file},
}};

/// Reads one file after the other into the same entries and faults.
class Reader {
public:
    Reader(std::string_view rfc, Language language) : rfc_{rfc}, language_{language} {}

    void read(const std::filesystem::path& path, bool required) {
        file_ = path.filename().string();
        auto csv = CsvFile::open(path);
        if (!csv) {
            if (csv.error().code == Errc::not_found && !required) return;
            fault(Problem::unreadable, 0, "", csv.error().what);
            return;
        }
        auto first = csv->next();
        if (!first || !*first) {
            fault(Problem::missing_column, 1, "part_number", "");
            return;
        }
        const CsvHeader header{(*first)->fields};
        if (!read_header(header, (*first)->line)) return;
        while (auto row = csv->next()) {
            if (!*row) {
                fault(Problem::bad_row, csv->row_line(), "", row->error().what);
                return;
            }
            read_row(**row, header.size());
        }
    }

    CatalogFiles finish() {
        std::ranges::sort(found_, {}, [](const Found& f) { return std::tie(f.entry, f.line); });
        CatalogFiles files = std::move(files_);
        files_ = {};
        for (const Found& found : found_) {
            const bool is_repeat =
                !files.entries.empty() && files.entries.back().number == found.entry.number;
            if (is_repeat) {
                file_ = found.file_index == 0 ? "parts.csv" : "products.csv";
                fault(Problem::duplicate_part, found.line, "part_number", found.entry.number);
                continue;
            }
            files.entries.push_back(found.entry);
        }
        files.faults_count += files_.faults_count;
        for (FileFault& late : files_.faults) {
            if (files.faults.size() < CatalogFiles::faults_max) files.faults.push_back(late);
        }
        return files;
    }
    void next_file() { ++file_index_; }

private:
    struct Found {
        PartBook::Entry entry;
        std::size_t line = 0;
        int file_index = 0;
    };

    bool read_header(const CsvHeader& header, std::size_t line) {
        if (const auto name = header.repeated()) {
            fault(Problem::repeated_column, line, *name, header.text());
            return false;
        }
        const auto number = header.index_of("part_number");
        const auto umc = header.index_of("umc");
        if (!number) fault(Problem::missing_column, line, "part_number", header.text());
        if (!umc) fault(Problem::missing_column, line, "umc", header.text());
        number_at_ = number.value_or(0);
        umc_at_ = umc.value_or(0);
        rfc_at_ = header.index_of("rfc");
        return number && umc;
    }

    void read_row(const CsvRow& row, std::size_t columns) {
        if (row.fields.size() != columns) {
            fault(Problem::bad_row, row.line, "",
                  fmt::format("{} / {}", row.fields.size(), columns));
            return;
        }
        if (rfc_at_ && !row.fields[*rfc_at_].empty() && row.fields[*rfc_at_] != rfc_) return;
        const std::string_view number = trim(row.fields[number_at_]);
        const bool has_control = std::ranges::any_of(
            number, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
        if (number.empty()) {
            fault(Problem::missing_value, row.line, "part_number", "");
            return;
        }
        if (number.size() > MovementLimits::part_number_max || has_control || !is_utf8(number)) {
            fault(Problem::bad_text, row.line, "part_number", number);
            return;
        }
        const auto umc = parse_unsigned(trim(row.fields[umc_at_]));
        if (!umc || *umc < 1 || *umc > 22) {
            fault(Problem::unknown_unit, row.line, "umc", row.fields[umc_at_]);
            return;
        }
        found_.push_back(
            {.entry = {.number = std::string{number}, .umc = static_cast<std::uint8_t>(*umc)},
             .line = row.line,
             .file_index = file_index_});
    }

    void fault(Problem problem, std::size_t line, std::string_view column, std::string_view found) {
        ++files_.faults_count;
        if (files_.faults.size() == CatalogFiles::faults_max) return;
        const ProblemText& text = problems[static_cast<std::size_t>(problem)];
        files_.faults.push_back({.file = file_,
                                 .line = line,
                                 .column = std::string{column},
                                 .code = std::string{text.code},
                                 .what = std::string{text.what.in(language_)},
                                 .found = std::string{found},
                                 .expected = std::string{text.expected.in(language_)},
                                 .remedy = std::string{text.remedy.in(language_)}});
    }

    const std::string_view rfc_;
    const Language language_;
    std::string file_;
    int file_index_ = 0;
    std::size_t number_at_ = 0;
    std::size_t umc_at_ = 0;
    std::optional<std::size_t> rfc_at_;
    std::vector<Found> found_;
    CatalogFiles files_;
};

}  // namespace

CatalogFiles read_catalog_files(const std::filesystem::path& folder, std::string_view rfc,
                                Language language) {
    Reader reader{rfc, language};
    reader.read(folder / "parts.csv", true);
    reader.next_file();
    reader.read(folder / "products.csv", false);
    return reader.finish();
}

}  // namespace saldo::agent
