#include "hub/export/answer_files.hpp"

#include <utility>

#include "hub/book/credit_tables.hpp"
#include "hub/book/tables.hpp"

namespace saldo::hub {
namespace {

constexpr std::size_t text_bytes = 64U << 10U;  // of rows that are written at once

book::Filter everything_of(const std::string& rfc) { return {.company = rfc, .all = true}; }

Result<void> write_rows(PartFile& file, const book::Table& table) {
    std::string text;
    for (const auto& row : table.rows) {
        book::append_csv_row(text, row);
        if (text.size() < text_bytes) continue;
        if (const auto written = file.write(text); !written) return written.error();
        text.clear();
    }
    return file.write(text);
}

Result<void> write_table(ExportFolder& folder, const AnswerTable& answer, book::Book& book,
                         const std::vector<std::string>& companies, LocalDate as_of) {
    const std::string name = "answers/" + std::string{answer.name} + ".csv";
    if (folder.whole(name)) return {};
    auto file = folder.begin(name);
    if (!file) return file.error();
    std::string head;
    // The columns do not depend on the book: one of nothing tells them.
    book::Book nothing;
    book::append_csv_head(head, answer.of(nothing, {}, as_of));
    if (const auto written = file->write(head); !written) return written.error();
    for (const std::string& rfc : companies) {
        const auto written = write_rows(*file, answer.of(book, rfc, as_of));
        if (!written) return written.error();
    }
    return folder.finish(name, std::move(*file));
}

}  // namespace

const std::vector<AnswerTable>& answer_tables() {
    using book::Book;
    static const std::vector<AnswerTable> tables = {
        {"lots", [](Book& book, const std::string& rfc,
                    LocalDate) { return lots_table(book, everything_of(rfc)); }},
        {"discharges", [](Book& book, const std::string& rfc,
                          LocalDate) { return discharges_table(book, everything_of(rfc)); }},
        {"balances", [](Book& book, const std::string& rfc,
                        LocalDate) { return balances_table(book, everything_of(rfc)); }},
        {"stock", [](Book& book, const std::string& rfc,
                     LocalDate) { return stock_table(book, everything_of(rfc)); }},
        {"alerts",
         [](Book& book, const std::string& rfc, LocalDate as_of) {
             book::Filter filter = everything_of(rfc);
             filter.today = as_of;
             return alerts_table(book, filter);
         }},
        {"scccyg", [](Book& book, const std::string& rfc,
                      LocalDate) { return credit_reports_table(book, rfc); }},
        {"account", [](Book& book, const std::string& rfc, LocalDate) {
             return credit_account_table(book, rfc);
         }}};
    return tables;
}

Result<void> write_answers(ExportFolder& folder, book::Book& book,
                           const std::vector<std::string>& companies, LocalDate as_of,
                           const Passed& passed) {
    std::uint64_t tables = 0;
    for (const AnswerTable& answer : answer_tables()) {
        passed(tables++, answer_tables().size());
        const auto written = write_table(folder, answer, book, companies, as_of);
        if (!written) return written.error();
    }
    passed(tables, tables);
    return {};
}

}  // namespace saldo::hub
