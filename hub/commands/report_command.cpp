#include <algorithm>

#include "common/base/json.hpp"
#include "common/config/say.hpp"
#include "hub/book/credit_tables.hpp"
#include "hub/book/parallel_tables.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/credit_report.hpp"
#include "hub/commands/print_table.hpp"

namespace saldo::hub {
namespace {

using config::say;

CommandResult wrong_use(const std::string& text) {
    return {config::number(config::ExitCode::wrong_use), {}, "saldo-hub: " + text + "\n"};
}

CommandResult parallel_run(const config::CommandLine& line, HubStore& hub) {
    book::ParallelQuestion question{
        .rfc = line.value("company"), .system = {}, .from = {}, .to = {}};
    for (const auto& [flag, day] : {std::pair{"from", &question.from}, {"to", &question.to}}) {
        if (!line.has(flag)) continue;
        const auto date = parse_date(line.value(flag));
        if (!date) return wrong_use(std::string{"--"} + flag + ": " + date.error().what);
        *day = *date;
    }
    book::Book& book = hub.book();
    const auto systems = book::systems_of(book, question.rfc);
    question.system = line.value("system", systems.empty() ? "" : *systems.begin());
    if (!systems.contains(question.system)) {
        return failed({Errc::not_found,
                       say(line.language,
                           "no discharges of another system for {}: import discharge-history first",
                           "sin descargos de otro sistema para {}: use antes import "
                           "discharge-history",
                           question.rfc)});
    }
    if (systems.size() > 1 && !line.has("system")) {
        std::string names;
        for (const std::string& name : systems) names += (names.empty() ? "" : ", ") + name;
        return wrong_use(
            say(line.language, "say --system, one of: {}", "diga --system, uno de: {}", names));
    }
    if (book.derived(question.rfc).mode != DischargeMode::quantity) {
        return wrong_use(say(line.language, "{} discharges values: lots cannot be compared",
                             "{} descarga valores: no hay lotes que comparar", question.rfc));
    }
    const book::ParallelRun run = book::parallel_run(book, question);
    const auto rows = book::differences_table(question.rfc, run);
    const auto causes = book::causes_table(run, line.language);
    const auto summary = book::summary_table(run, line.language);
    CommandResult result;
    result.exit = run.rows.empty() ? 0 : config::number(config::ExitCode::answer_is_no);
    const std::string period =
        run.first ? format_date(*run.first) + " … " + format_date(*run.last) : "-";
    const std::string ending = say(line.language, "{} against saldo, {}\n", "{} contra saldo, {}\n",
                                   question.system, period) +
                               print_table(summary, config::Format::table);
    switch (line.format) {
        case config::Format::table:
            if (!run.rows.empty()) {
                result.out =
                    print_table(rows, line.format) + "\n" + print_table(causes, line.format) + "\n";
            }
            result.out += ending;
            break;
        case config::Format::csv:  // a program reads the rows; a person may read the rest
            result.out = print_table(rows, line.format);
            result.err = ending;
            break;
        case config::Format::json:
            result.out = "{\"system\":";
            append_json_text(result.out, question.system);
            result.out += ",\"rows\":" + book::to_json(rows) +
                          ",\"causes\":" + book::to_json(causes) +
                          ",\"summary\":" + book::to_json(summary) + "}\n";
            break;
    }
    return result;
}

/// The reports there are. One line a report.
struct Report {
    std::string_view name;
    CommandResult (*run)(const config::CommandLine& line, HubStore& hub);
};
constexpr Report reports[] = {
    {"parallel-run", parallel_run},
    {"scccyg", [](const config::CommandLine& line,
                  HubStore& hub) { return credit_report(line, hub, book::credit_reports_table); }},
    {"scccyg-account",
     [](const config::CommandLine& line, HubStore& hub) {
         return credit_report(line, hub, book::credit_account_table);
     }},
};

}  // namespace

CommandResult report(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    if (line.has("file")) {
        if (line.positionals.front() == "scccyg") return file_report(line, hub, now);
        return wrong_use(say(line.language, "--file is of scccyg", "--file es de scccyg"));
    }
    const auto found = std::ranges::find(reports, line.positionals.front(), &Report::name);
    if (found != std::end(reports)) return found->run(line, hub);
    std::string names;
    for (const Report& r : reports) names += " " + std::string{r.name};
    return wrong_use(say(line.language, "no report of that name; there are:{}",
                         "no hay reporte con ese nombre; existen:{}", names));
}

}  // namespace saldo::hub
