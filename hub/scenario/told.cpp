#include "hub/scenario/told.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <variant>

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

/// How often the book was told this very line. Lines without a name of their own would count again
/// when a file is told again.
struct TimesTold {
    const book::Declarations& declared;
    const book::Decisions& decisions;

    template <class T>
    std::size_t operator()(const T&) const {
        return 0;  // it has a name, or replaces what was told
    }
    std::size_t operator()(const UseLine& line) const {
        const auto held = declared.outcomes().find(line.outcome);
        if (held == declared.outcomes().end()) return 0;
        // The one that the outcome itself told is none of these lines.
        const auto own = held->second.outcome.use_part.empty() ? 0 : 1;
        return count(std::span{held->second.uses}.subspan(own), line);
    }
    std::size_t operator()(const ExitLine& line) const {
        const auto held = declared.outcomes().find(line.outcome);
        return held == declared.outcomes().end() ? 0 : count(held->second.exits, line);
    }
    std::size_t operator()(const ValueLine& line) const {
        const auto held = declared.outcomes().find(line.outcome);
        return held == declared.outcomes().end() ? 0 : count(held->second.values, line);
    }
    std::size_t operator()(const ConsolidatedDelivery& line) const {
        const auto held = declared.entries().find(line.entry);
        return held == declared.entries().end() ? 0 : count(held->second.deliveries, line);
    }
    std::size_t operator()(const ScrapRecord& line) const { return count(declared.scrap(), line); }
    std::size_t operator()(const NationalStock& line) const {
        return count(declared.national(), line);
    }
    std::size_t operator()(const DirectedDischarge& line) const {
        return count(decisions.directed(line.outcome), line);
    }
    std::size_t operator()(const Projection& line) const {
        return count(decisions.projections(), line);
    }

private:
    template <class Lines, class Line>
    static std::size_t count(const Lines& lines, const Line& line) {
        return static_cast<std::size_t>(std::ranges::count(lines, line));
    }
};

/// The n-th equal line of a file is new where the book held fewer than n before the file.
class Repeats {
public:
    explicit Repeats(const book::Book& book) : book_{book} {}

    bool is_repeat(const Statement& s, const Fact& fact) {
        const auto [held, is_first] = held_.try_emplace(s.source);
        if (is_first) {
            held->second = std::visit(TimesTold{book_.declarations(), book_.decisions()}, fact);
        }
        if (held->second == 0) return false;
        --held->second;
        return true;
    }

private:
    const book::Book& book_;
    std::map<std::string, std::size_t, std::less<>> held_;  ///< by line, not yet met in the file
};

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
    Repeats repeats{book};
    for (const Statement& s : parsed.script.statements) {
        for (Fact& fact : facts.facts_of(s, book.catalogs())) {
            if (repeats.is_repeat(s, fact)) {
                ++told.repeated;
                break;
            }
            const book::Applied applied = book.apply({book.known(), {}, fact});
            switch (applied.verdict) {
                case book::Verdict::fresh: told.facts.push_back(std::move(fact)); continue;
                case book::Verdict::duplicate: ++told.repeated; break;
                case book::Verdict::conflict:
                case book::Verdict::refused:
                    told.refusals.push_back({s.line, s.source, applied.code});
                    break;
            }
            if (s.keyword() == "policy") continue;  // each of its settings is a fact of its own
            break;  // what a line tells besides is told only where its first fact is new
        }
    }
    return told;
}

}  // namespace saldo::scenario
