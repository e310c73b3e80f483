#include "hub/prove/report_answer.hpp"

#include "hub/book/credit.hpp"
#include "hub/book/explain_note.hpp"
#include "hub/book/filed_report.hpp"

namespace saldo::hub {
namespace {

void tell(book::Note& note, const book::SealedReport& sealed, const book::FiledReport& report) {
    note.head("Report {} of {}, version {}", "Informe {} de {}, versión {}", name_of(report.period),
              report.rfc, report.version);
    note.say("Filed at log position {}, sealed at {}: {} tariff codes, SHA-256 {}.",
             "Presentado en la posición {} de la bitácora, sellado en la {}: {} fracciones, "
             "SHA-256 {}.",
             sealed.seal.position, sealed.position.value(), report.values.size(),
             to_hex(ByteView{sealed.seal.sha256}));
    for (const auto& [fraccion, value] : report.values) {
        note.item("{:08}: {} MXN", "{:08}: {} MXN", fraccion, format_money(value));
    }
    note.say("`saldo-hub reproduce` derives it again from the facts before that position.",
             "`saldo-hub reproduce` lo deriva otra vez de los hechos anteriores a esa posición.");
}

}  // namespace

std::optional<std::string> filer_of(const book::Book& book, const ProofQuestion& question) {
    const auto name = book::parse_report_name(question.ref);
    if (!name) return std::nullopt;
    for (const book::FiledReport& report : book.filings().all()) {
        if (!question.company.empty() && question.company != report.rfc) continue;
        if (find_report(book.filings(), report.rfc, *name) != nullptr) return report.rfc;
    }
    return std::nullopt;
}

Result<std::optional<ProofAnswer>> answer_report(const book::Book& book,
                                                 const ProofQuestion& question) {
    const auto rfc = filer_of(book, question);
    if (!rfc) return std::optional<ProofAnswer>{};
    const auto name = book::parse_report_name(question.ref);
    const book::FiledReport* filed = find_report(book.filings(), *rfc, *name);
    const book::SealedReport* sealed = book.filings().sealed(filed->position);
    if (sealed == nullptr) return Error{Errc::unavailable, "the report is not sealed yet"};
    const book::FiledReport report = book::report_of(sealed->seal);
    ProofAnswer answer{.kind = "report", .rfc = *rfc};
    answer.tables.emplace_back("report", book::filed_table(report));
    answer.positions.emplace(filed->position, Role::report);
    answer.positions.emplace(sealed->position, Role::report);
    for (const ReportSeal::Tree& tree : sealed->seal.trees) {
        const auto path = proof::parse_tree_path(tree.path);
        if (!path) return Error{Errc::storage, "a seal names a tree that is none: " + tree.path};
        answer.sealed.push_back({*path, tree.size, tree.root});
    }
    for (const Language language : {Language::en, Language::es}) {
        book::Note note{language};
        tell(note, *sealed, report);
        (language == Language::es ? answer.words_es : answer.words_en) = note.take();
    }
    return std::optional{std::move(answer)};
}

}  // namespace saldo::hub
