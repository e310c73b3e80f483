#include <map>
#include <optional>
#include <set>
#include <span>
#include <sstream>

#include "common/crypto/hash.hpp"
#include "hub/book/book.hpp"
#include "tests/property/book_text.hpp"
#include "tests/property/histories.hpp"
#include "tests/property/laws.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::test;

namespace {

const LocalDate today = LocalDate::from_civil({2026, 3, 1});

/// Every so many of them, for what is dear.
std::uint64_t share(std::uint64_t parts) { return histories() / parts + 1; }

void apply(book::Book& book, const std::vector<Fact>& facts, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) book.apply({LogPosition{i}, {}, facts[i]});
}

/// The whole answer of a book that is told the first facts and asked once.
std::string replay(const std::vector<Fact>& facts, std::size_t count) {
    book::Book fresh;
    apply(fresh, facts, 0, count);
    return text_of(fresh, today);
}

/// Plays one quarter of the histories: asks after each fact, and compares with the eager
/// derivation from zero and with a replay.
void play_quarter(std::uint64_t quarter) {
    for (std::uint64_t seed = quarter; seed < histories(); seed += 4) {
        CAPTURE(seed);
        const std::vector<Fact> facts = facts_of(random_history(seed, Story::any));
        book::Book book;
        for (std::size_t i = 0; i < facts.size(); ++i) {
            CAPTURE(i);
            apply(book, facts, i, i + 1);
            for (const std::string& rfc : book.companies()) {
                const std::string broken = broken_law(book.derived(rfc));
                if (!broken.empty()) FAIL(broken);
                const std::string stale = first_difference(text_of(book.derived_from_zero(rfc)),
                                                           text_of(book.derived(rfc)));
                if (!stale.empty()) FAIL(stale);
            }
            const std::string difference =
                first_difference(replay(facts, i + 1), text_of(book, today));
            if (!difference.empty()) FAIL(difference);
        }
    }
}

}  // namespace

TEST_CASE("asked after each fact a book says what a replay says and loses nothing: 1 of 4",
          "[property][history]") {
    play_quarter(0);
}
TEST_CASE("asked after each fact a book says what a replay says and loses nothing: 2 of 4",
          "[property][history]") {
    play_quarter(1);
}
TEST_CASE("asked after each fact a book says what a replay says and loses nothing: 3 of 4",
          "[property][history]") {
    play_quarter(2);
}
TEST_CASE("asked after each fact a book says what a replay says and loses nothing: 4 of 4",
          "[property][history]") {
    play_quarter(3);
}

TEST_CASE("facts that arrive in 200 other orders give the same book", "[property][history]") {
    for (std::uint64_t seed = 1; seed <= share(50); ++seed) {
        CAPTURE(seed);
        const auto history = random_history(seed, Story::orderly);
        const std::vector<Fact> facts = facts_of(history);
        std::vector<std::size_t> order(facts.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        book::Book as_told;
        apply(as_told, facts, 0, facts.size());
        const std::string expected = text_of(as_told, today, {&order});
        Random random{seed};
        for (int arrival = 1; arrival <= 200; ++arrival) {
            CAPTURE(arrival);
            order = another_arrival(history, random);
            book::Book book;
            for (std::size_t i = 0; i < order.size(); ++i) {
                book.apply({LogPosition{i}, {}, facts[order[i]]});
            }
            const std::string difference =
                first_difference(expected, text_of(book, today, {&order}));
            if (!difference.empty()) FAIL(difference);
        }
    }
}

namespace {

/// The same name with other words; nothing for a fact without a name of its own.
std::optional<Fact> with_other_words(const Fact& fact) {
    if (const auto* told = std::get_if<EntryDeclaration>(&fact)) {
        EntryDeclaration other = *told;
        other.quantity += Quantity::from_units(1);
        other.entry_date = other.entry_date.plus_days(-400);
        return other;
    }
    if (const auto* told = std::get_if<OutcomeDeclaration>(&fact)) {
        OutcomeDeclaration other = *told;
        other.operation_date = other.operation_date.plus_days(200);
        other.clave = other.clave == "RT" ? "F4" : "RT";
        return other;
    }
    if (const auto* told = std::get_if<Disassembly>(&fact)) {
        Disassembly other = *told;
        other.quantity += Quantity::from_units(1);
        return other;
    }
    if (const auto* told = std::get_if<AssetEntry>(&fact)) {
        AssetEntry other = *told;
        other.date = other.date.plus_days(1);
        return other;
    }
    if (const auto* told = std::get_if<WorkOrder>(&fact)) {
        WorkOrder other = *told;
        std::swap(other.made, other.bought);
        return other;
    }
    return std::nullopt;
}

/// Everything that a book says, but for its clashes.
std::string without_conflicts(const std::string& text) {
    std::istringstream lines{text};
    std::string kept;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("alert|CONFLICT|")) kept += line + '\n';
    }
    return kept;
}

}  // namespace

TEST_CASE("a name told again changes nothing, and with other words it is a conflict",
          "[property][history]") {
    for (std::uint64_t seed = 1; seed <= share(5); ++seed) {
        CAPTURE(seed);
        const std::vector<Fact> facts = facts_of(random_history(seed, Story::orderly));
        book::Book told_twice;
        apply(told_twice, facts, 0, facts.size());
        for (const Fact& fact : facts) {
            const auto other = with_other_words(fact);
            if (!other) continue;
            const LogPosition next{1'000};
            REQUIRE(told_twice.apply({next, {}, fact}).verdict == book::Verdict::duplicate);
            REQUIRE(told_twice.apply({next, {}, *other}).verdict == book::Verdict::conflict);
        }
        const std::string difference = first_difference(
            replay(facts, facts.size()), without_conflicts(text_of(told_twice, today)));
        if (!difference.empty()) FAIL(difference);
    }
}

namespace {

/// What came of the facts of one history, counted by word.
void count_what_came(const std::vector<Fact>& facts, std::map<std::string, std::uint64_t>& met) {
    book::Book book;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const book::Applied applied = book.apply({LogPosition{i}, {}, facts[i]});
        if (!applied.code.empty()) ++met[applied.code];
    }
    for (const std::string& rfc : book.companies()) {
        for (const book::UseRow& use : book.derived(rfc).uses) {
            met["rest of a frozen line"] += use.is_frozen;
            met["frozen row"] += use.own_why == book::OwnLot::filed;
            met["rejected goods"] += use.own_why == book::OwnLot::rejected;
            met["scrap by table"] += use.column == ledger::Column::scrap && !use.product.empty();
        }
    }
    for (const book::FiledReport& filed : book.filings().all()) {
        met["replaced by two"] += filed.approvers.size() == 2;
    }
}

}  // namespace

TEST_CASE("the histories hold reports that are replaced, frozen lines and special goods",
          "[property][history]") {
    std::map<std::string, std::uint64_t> met;
    const std::uint64_t count = share(5);
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        count_what_came(facts_of(random_history(seed, Story::any)), met);
    }
    for (const char* word : {"SECOND_PERSON_NEEDED", "NOTHING_TO_REPLACE", "NOT_FOUND",
                             "REASON_MISSING", "NOT_REJECTED", "replaced by two", "frozen row",
                             "rest of a frozen line", "rejected goods", "scrap by table"}) {
        CAPTURE(word);
        UNSCOPED_INFO(word << " " << met[word] << " in " << count);
        CHECK(met[word] > count / 200);
    }
}

TEST_CASE("the same seed tells the same history on every machine, of every kind of fact",
          "[property][history]") {
    Random random{1234567};  // the numbers that the authors of splitmix64 give
    CHECK(random.next() == 6457827717110365317U);
    CHECK(random.next() == 3203168211198807973U);
    std::set<std::size_t> kinds;
    std::string outline;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        for (const Story story : {Story::any, Story::orderly, Story::plain}) {
            for (const Told& told : random_history(seed, story)) {
                kinds.insert(told.fact.index());
                outline += std::to_string(told.fact.index()) + told.subject + "\n";
            }
        }
    }
    // All but what comes from agents, with deliveries, from other systems, and of the hub itself.
    CHECK(kinds.size() == std::variant_size_v<Fact> - 13);
    CHECK(to_hex(sha256(std::as_bytes(std::span{outline}))) ==
          "26d00fe16eb968ad5fbc531cbb967deff52aa6c0f6b90c434fa3526ad13927c8");
}
