#include "hub/commands/answers.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/print_table.hpp"

namespace saldo::hub {
namespace {

Result<book::Page> ask(const BookAnswers& answers, const std::string& command,
                       const api::Question& question) {
    if (command == "balances") return answers.balances(question);
    if (command == "lots") return answers.lots(question);
    if (command == "discharges") return answers.discharges(question);
    if (command == "stock") return answers.stock(question);
    if (command == "alerts") return answers.alerts(question);
    return answers.explain(question);
}

/// An explanation is prose: people read its lines, programs get the table.
std::string prose_of(const book::Table& table) {
    std::string text;
    for (const auto& row : table.rows) text.append(row.back()) += '\n';
    return text;
}

}  // namespace

CommandResult list(const config::CommandLine& line, HubStore& hub) {
    std::vector<std::pair<std::string, std::string>> given;
    for (const auto& [name, value] : line.flags) {
        const bool is_switch = name == "all" || name == "national";
        given.emplace_back(name, is_switch && value.empty() ? "true" : value);
    }
    if (!line.positionals.empty()) given.emplace_back("ref", line.positionals.front());
    const auto question = api::parse_question(given, 0);
    if (!question)
        return {config::number(config::ExitCode::wrong_use),
                {},
                "saldo-hub: " + question.error().what + "\n"};
    const BookAnswers answers{hub, line.language};
    const auto page = ask(answers, line.command, *question);
    if (!page) return failed(page.error());
    const bool is_prose = line.command == "explain" && line.format == config::Format::table;
    return done(is_prose ? prose_of(page->table) : print_table(page->table, line.format));
}

}  // namespace saldo::hub
