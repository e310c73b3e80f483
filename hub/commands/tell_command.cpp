#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "hub/book/compare.hpp"
#include "hub/commands/answers.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/print_table.hpp"
#include "hub/scenario/told.hpp"

namespace saldo::hub {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{16} << 20U;

Result<std::string> read_statements(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::string text;
    char chunk[65'536];
    while (file && text.size() <= file_bytes_max) {
        file.read(chunk, sizeof chunk);
        text.append(chunk, static_cast<std::size_t>(file.gcount()));
    }
    if (!file.eof()) return Error{Errc::not_found, path + " cannot be read"};
    if (text.size() > file_bytes_max) return malformed(path + " is larger than 16 MiB");
    return text;
}

/// What became of each line that was not taken, as people read it.
std::string refusals_of(const std::string& path, const scenario::Told& told, Language language) {
    const bool es = language == Language::es;
    std::string text;
    for (const scenario::Refusal& refusal : told.refusals) {
        text += fmt::format("{}:{}: {} {}: {}\n", path, refusal.line, es ? "rechazado" : "refused",
                            refusal.code, refusal.statement);
    }
    return text;
}

}  // namespace

/// `plan FILE` shows what the facts of a file would change and writes nothing; `record FILE` writes
/// them, all or none, and shows what they changed.
CommandResult tell_file(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const std::string& path = line.positionals.front();
    const auto text = read_statements(path);
    if (!text) return failed(text.error());
    auto copy = hub.book_as_known(api::KnownAt{hub.book().known().value()});
    if (!copy) return failed(copy.error());
    scenario::Told told = scenario::tell(*text, **copy);
    if (told.fault_line != 0) {
        return {config::number(config::ExitCode::wrong_use),
                {},
                fmt::format("{}:{}: {}\n", path, told.fault_line, told.fault)};
    }
    const bool es = line.language == Language::es;
    const book::Filter filter{.company = line.value("company"),
                              .part = line.value("part"),
                              .as_of = {},
                              .all = true,
                              .today = today()};
    const book::Table changes = book::differences(hub.book(), **copy, filter);
    CommandResult result = done(print_table(changes, line.format));
    result.err = refusals_of(path, told, line.language);
    if (line.format == config::Format::table) {
        result.out += fmt::format(
            fmt::runtime(es ? "{} hechos nuevos, {} repetidos, {} rechazados; {} diferencias\n"
                            : "{} new facts, {} repeated, {} refused; {} differences\n"),
            told.facts.size(), told.repeated, told.refusals.size(), changes.rows.size());
    }
    if (!told.refusals.empty()) {
        result.exit = config::number(config::ExitCode::answer_is_no);
        return result;
    }
    if (line.command == "record") {
        const auto appended = hub.append(std::move(told.facts), now);
        if (!appended) return failed(appended.error());
    }
    return result;
}

/// `changes --from A --to B`: what the facts between two places of the log changed.
CommandResult changes(const config::CommandLine& line, HubStore& hub) {
    const auto known = [&](const char* name) -> Result<api::KnownAt> {
        const std::pair<std::string, std::string> given[] = {{"as-known", line.value(name)}};
        const auto question = api::parse_question(given, 0);
        if (!question) return malformed(std::string{"--"} + name + ": " + question.error().what);
        return *question->as_known;
    };
    const auto from = known("from");
    if (!from) return failed(from.error());
    auto before = hub.book_as_known(*from);
    if (!before) return failed(before.error());
    std::unique_ptr<book::Book> then;
    if (line.has("to")) {
        const auto to = known("to");
        if (!to) return failed(to.error());
        auto replayed = hub.book_as_known(*to);
        if (!replayed) return failed(replayed.error());
        then = std::move(*replayed);
    }
    const book::Filter filter{.company = line.value("company"),
                              .part = line.value("part"),
                              .as_of = {},
                              .all = true,
                              .today = today()};
    book::Book& after = then ? *then : hub.book();
    return done(print_table(book::differences(**before, after, filter), line.format));
}

}  // namespace saldo::hub
