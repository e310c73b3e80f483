#include "hub/scenario/runner.hpp"

#include <fmt/format.h>

#include "hub/scenario/answers.hpp"
#include "hub/scenario/facts.hpp"
#include "hub/scenario/naming.hpp"
#include "hub/scenario/script.hpp"

namespace saldo::scenario {
namespace {

class Runner {
public:
    Runner(std::string_view name, const Script& script)
        : name_{name}, state_{.script = script}, facts_{script} {}

    FileResult run() {
        for (const Statement& statement : state_.script.statements) {
            step(statement);
            if (result_.is_broken) return std::move(result_);
        }
        settle_refusal();
        return std::move(result_);
    }

private:
    void step(const Statement& s) {
        const bool speaks_of_refusal = s.is_expectation && s.keyword() == "refused";
        if (!speaks_of_refusal) settle_refusal();
        refused_at_ = 0;
        if (s.is_expectation) {
            expect(s);
        } else {
            state_.refusal.clear();
            state_.matched.clear();
            tell(s);
        }
    }

    /// A refusal is followed by the line that expects it, or is a failure of its own.
    void settle_refusal() {
        if (refused_at_ == 0) return;
        ++result_.expectations;
        fail(refused_at_, "accepted", "refused " + state_.refusal);
    }

    void expect(const Statement& s) {
        const Answer found = answer(s, state_);
        ++result_.expectations;
        if (!found.is_right) fail(s.line, s.source, found.text);
    }

    void tell(const Statement& s) {
        if (s.keyword() == "knowledge") {
            state_.known = s.date(0);
            state_.today = s.date(0);
        } else if (s.keyword() == "today") {
            state_.today = s.date(0);
        } else if (s.keyword() == "run") {
            state_.runs[s.text(0)] = state_.history.size();
        } else {
            record(s);
        }
    }

    void record(const Statement& s) {
        const Naming naming = name_of(s, state_.named);
        std::vector<Fact> facts = facts_.facts_of(s, state_.history.book().catalogs());
        // A repetition is the same message: what the catalog says by now is no part of it.
        if (naming.held != nullptr && naming.is_repeated) facts = {naming.held->fact};
        for (std::size_t i = 0; i < facts.size(); ++i) {
            if (moves_nothing(facts[i])) return refuse(s, "OVERDISCHARGE");
            const auto applied = state_.history.record(facts[i], state_.known);
            if (!applied) return end(s, applied.error().what);
            if (applied->verdict == book::Verdict::refused) return refuse(s, applied->code);
            if (i > 0 || !naming.is_named) continue;
            if (applied->verdict == book::Verdict::duplicate) ++state_.duplicates;
            if (applied->verdict != book::Verdict::fresh) return;
            state_.named[s.text(0)] = {naming.words, facts[i]};
        }
    }

    /// A movement of nothing is turned away at the door of the plant, before there is a fact.
    static bool moves_nothing(const Fact& fact) {
        const auto* movement = std::get_if<ImportedMovement>(&fact);
        if (movement == nullptr) return false;
        const bool counts_none =
            movement->movement.type == MovementType::count && movement->movement.quantity.is_zero();
        return movement->movement.quantity <= Quantity{} && !counts_none;
    }

    void refuse(const Statement& s, const std::string& code) {
        state_.refusal = code;
        refused_at_ = s.line;
    }

    void fail(int line, std::string_view expected, std::string_view got) {
        ++result_.failed;
        result_.text += fmt::format("{}:{}: expected {} got {}\n", name_, line, expected, got);
    }

    void end(const Statement& s, std::string_view message) {
        result_.is_broken = true;
        result_.text += fmt::format("{}:{}: {}\n", name_, s.line, message);
    }

    std::string_view name_;
    State state_;
    FactMaker facts_;
    FileResult result_;
    int refused_at_ = 0;  ///< line of a refusal that no line has spoken of yet; 0: none
};

}  // namespace

FileResult run(std::string_view name, std::string_view text) {
    const Parsed parsed = parse(text);
    if (parsed.fault) {
        return {.text = fmt::format("{}:{}: {}\n", name, parsed.fault->line, parsed.fault->message),
                .expectations = 0,
                .failed = 0,
                .is_broken = true};
    }
    return Runner{name, parsed.script}.run();
}

}  // namespace saldo::scenario
