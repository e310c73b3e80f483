#include <algorithm>
#include <map>
#include <set>

#include "hub/book/tables.hpp"
#include "hub/scenario/history.hpp"
#include "tests/property/book_text.hpp"
#include "tests/property/histories.hpp"
#include "tests/support/catch.hpp"

// D-22: what was so on a day, as known at a place of the log.

using namespace saldo;
using namespace saldo::test;

namespace {

const LocalDate today = LocalDate::from_civil({2026, 3, 1});

std::string replay(const std::vector<Fact>& facts, std::size_t count) {
    book::Book fresh;
    for (std::size_t i = 0; i < count; ++i) fresh.apply({LogPosition{i}, {}, facts[i]});
    return text_of(fresh, today);
}

/// Balance of every lot that has one at the end of the day, a line a lot.
std::string balances_on(book::Book& book, LocalDate day) {
    std::map<std::string, Quantity> all;
    for (const std::string& rfc : book.companies()) {
        const book::Derived& derived = book.derived(rfc);
        const auto balances = book::balances_at(derived, day);
        for (std::size_t i = 0; i < balances.size(); ++i) {
            if (balances[i].left.is_zero()) continue;
            all[rfc + " " + book::name_of(derived.lots[i])] += balances[i].left;
        }
    }
    std::string text;
    for (const auto& [lot, left] : all) text += lot + " " + format_quantity(left) + "\n";
    return text;
}

/// What is declared to happen after the day, or speaks of something that does.
std::set<std::string> later_names(const std::vector<Fact>& facts, LocalDate day) {
    std::set<std::string> names;
    for (const Fact& fact : facts) {
        if (const auto* o = std::get_if<OutcomeDeclaration>(&fact)) {
            if (o->operation_date > day) names.insert(o->name);
        } else if (const auto* d = std::get_if<Disassembly>(&fact)) {
            if (d->date > day) names.insert(d->name);
        }
    }
    return names;
}

}  // namespace

TEST_CASE("as known on a day a book says what a replay of the facts known then says",
          "[property][history]") {
    for (std::uint64_t seed = 1; seed <= histories() / 10 + 1; ++seed) {
        CAPTURE(seed);
        const std::vector<Fact> facts = facts_of(random_history(seed, Story::any));
        Random random{seed};
        scenario::History history;
        std::map<LocalDate, std::size_t> known;  // day -> facts known at its end
        LocalDate day = today.plus_days(-100);
        for (const Fact& fact : facts) {
            if (random.percent(30)) day = day.plus_days(random.between(1, 9));
            REQUIRE(history.record(fact, day).has_value());
            known[day] = history.size();
        }
        for (const auto& [on, count] : known) {
            book::Book then = history.known_by(on);
            const std::string difference =
                first_difference(replay(facts, count), text_of(then, today));
            if (!difference.empty()) FAIL(difference);
            book::Book same = history.known_by(on.plus_days(0));
            REQUIRE(same.known() == LogPosition{count});
        }
        book::Book nothing = history.known_by(known.begin()->first.plus_days(-1));
        REQUIRE(text_of(nothing, today).empty());
    }
}

TEST_CASE("what happens later changes no balance as of an earlier day", "[property][history]") {
    std::uint64_t balances = 0;
    for (std::uint64_t seed = 1; seed <= histories() / 4 + 1; ++seed) {
        CAPTURE(seed);
        auto history = random_history(seed, Story::orderly);
        // A directed discharge reserves its lot for all time.
        std::erase_if(history, [](const Told& told) {
            return std::holds_alternative<DirectedDischarge>(told.fact);
        });
        const std::vector<Fact> facts = facts_of(history);
        book::Book whole;
        std::set<LocalDate> days;
        for (std::size_t i = 0; i < facts.size(); ++i) {
            whole.apply({LogPosition{i}, {}, facts[i]});
            const auto* o = std::get_if<OutcomeDeclaration>(&facts[i]);
            if (o != nullptr) days.insert(o->operation_date);
        }
        for (const LocalDate day : days) {
            const auto later = later_names(facts, day);
            book::Book until;
            for (std::size_t i = 0; i < facts.size(); ++i) {
                if (!later.contains(history[i].subject)) {
                    until.apply({LogPosition{i}, {}, facts[i]});
                }
            }
            CAPTURE(format_date(day));
            const std::string expected = balances_on(until, day);
            const std::string difference = first_difference(expected, balances_on(whole, day));
            if (!difference.empty()) FAIL(difference);
            balances += static_cast<std::uint64_t>(std::ranges::count(expected, '\n'));
        }
    }
    CHECK(balances > histories());
}
