#include "hub/scenario/told.hpp"

#include <algorithm>

#include "hub/scenario/facts.hpp"
#include "hub/scenario/script.hpp"

namespace saldo::scenario {
namespace {

constexpr std::string_view of_scenarios[] = {"knowledge", "today", "run"};

const Statement* misplaced(const Script& script) {
    const auto found = std::ranges::find_if(script.statements, [](const Statement& s) {
        return s.is_expectation ||
               std::ranges::find(of_scenarios, s.keyword()) != std::end(of_scenarios);
    });
    return found == script.statements.end() ? nullptr : &*found;
}

}  // namespace

Told tell(std::string_view text, book::Book& book) {
    Told told;
    const Parsed parsed = parse(text, &book);
    if (parsed.fault) {
        told.fault_line = parsed.fault->line;
        told.fault = parsed.fault->message;
        return told;
    }
    if (const Statement* wrong = misplaced(parsed.script)) {
        told.fault_line = wrong->line;
        told.fault = "'" + wrong->source + "' speaks to a scenario; here are facts only";
        return told;
    }
    FactMaker facts{parsed.script};
    facts.know(book.catalogs());
    for (const Statement& s : parsed.script.statements) {
        for (Fact& fact : facts.facts_of(s, book.catalogs())) {
            const book::Applied applied = book.apply({book.known(), {}, fact});
            switch (applied.verdict) {
                case book::Verdict::fresh: told.facts.push_back(std::move(fact)); continue;
                case book::Verdict::duplicate: ++told.repeated; break;
                case book::Verdict::conflict:
                case book::Verdict::refused:
                    told.refusals.push_back({s.line, s.source, applied.code});
                    break;
            }
            break;  // what a line tells besides is told only where its first fact is new
        }
    }
    return told;
}

}  // namespace saldo::scenario
