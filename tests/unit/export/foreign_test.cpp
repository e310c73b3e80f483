#include <algorithm>
#include <random>
#include <sstream>

#include "hub/export/answer_files.hpp"
#include "hub/export/foreign_finder.hpp"
#include "hub/proof/placement.hpp"
#include "hub/scenario/told.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/export/export_rig.hpp"
#include "tests/unit/scenario/scenario_files.hpp"

using namespace saldo;
using namespace saldo::hub;
using namespace saldo::test;

namespace {

using Positions = std::vector<std::uint64_t>;

/// A scenario without what speaks to scenarios alone.
std::string statements_of(const std::string& name) {
    std::istringstream lines{scenario_text(name)};
    std::string text;
    for (std::string line; std::getline(lines, line);) {
        const std::string word = line.substr(0, line.find(' '));
        const bool is_told =
            word != "expect" && word != "knowledge" && word != "today" && word != "run";
        text += is_told ? line + "\n" : "\n";
    }
    return text;
}

/// What an export of some companies holds of a row of facts, with what it needs of others.
struct Known {
    book::Book book;
    std::size_t own = 0;
    std::size_t foreign = 0;
};
Known known_of(const std::vector<Fact>& facts, const std::string& rfc, const Positions& foreign) {
    Known known;
    proof::NameMap names;
    for (std::uint64_t position = 0; position < facts.size(); ++position) {
        const std::string company = proof::place_fact(facts[position], names).value();
        const bool is_own = company.empty() || company == rfc;
        const bool is_foreign = std::ranges::binary_search(foreign, position);
        CHECK_FALSE((is_own && is_foreign));
        if (!is_own && !is_foreign) continue;
        ++(is_own ? known.own : known.foreign);
        known.book.apply({LogPosition{position}, {0}, facts[position]});
    }
    return known;
}

/// Every answer about one company, on a day in the middle and on one when every term is over.
std::vector<std::string> answers_of(book::Book& book, const std::string& rfc) {
    std::vector<std::string> answers;
    for (const char* day : {"2026-03-15", "2031-01-01"}) {
        for (const AnswerTable& table : answer_tables()) {
            answers.push_back(std::string{table.name} + "\n" +
                              to_csv(table.of(book, rfc, parse_date(day).value())));
        }
    }
    return answers;
}

struct Compared {
    bool is_equal = false;
    bool is_equal_without = false;  ///< without the facts of others
    std::size_t foreign = 0;
    std::size_t others = 0;  ///< facts of others that there are
};
Compared compare(const std::vector<Fact>& facts, const std::string& rfc) {
    const TempFolder folder = TempFolder::in_memory();
    ExportRig rig{folder.path()};
    for (const Fact& fact : facts) rig.add({fact});
    const auto foreign = find_foreign(*rig.log, rig.scope_of({rfc}), [](auto, auto) {});
    REQUIRE(foreign);
    book::Book all;
    for (std::uint64_t position = 0; position < facts.size(); ++position) {
        all.apply({LogPosition{position}, {0}, facts[position]});
    }
    const auto expected = answers_of(all, rfc);
    Known known = known_of(facts, rfc, *foreign);
    Known without = known_of(facts, rfc, {});
    return {.is_equal = answers_of(known.book, rfc) == expected,
            .is_equal_without = answers_of(without.book, rfc) == expected,
            .foreign = known.foreign,
            .others = facts.size() - known.own};
}

std::vector<std::string> companies_of(const std::vector<Fact>& facts) {
    book::Book book;
    for (std::uint64_t i = 0; i < facts.size(); ++i) {
        book.apply({LogPosition{i}, {0}, facts[i]});
    }
    return book.companies();
}

/// Three companies that send each other goods by V1, link and name each other rightly and wrongly,
/// withdraw, repeat, and give names that others gave before.
class Traders {
public:
    explicit Traders(unsigned seed) : random_{seed} {}

    std::vector<Fact> facts() {
        std::vector<Fact> told;
        for (const char* rfc : traders) {
            if (one_in(6)) continue;  // nobody told of this company
            told.emplace_back(Company{.rfc = rfc, .name = "N", .immex_program = "1"});
        }
        for (const char* rfc : traders) {
            if (one_in(4)) continue;
            Part part{.rfc = one_in(3) ? "" : rfc, .part_number = "X", .fraccion = 85444299};
            part.umc = part.umt = 6;
            if (!one_in(3)) part.umt_per_umc = quantity(one_in(2) ? 1 : 2);
            told.emplace_back(part);
        }
        for (int i = 0; i < 40; ++i) told.push_back(fact());
        return told;
    }

private:
    static constexpr const char* traders[] = {"AAA010101AAA", "BBB010101BBB", "CCC010101CCC"};

    unsigned below(unsigned end) {
        return std::uniform_int_distribution<unsigned>{0, end - 1}(random_);
    }
    bool one_in(unsigned n) { return below(n) == 0; }
    std::string trader() { return traders[below(3)]; }
    static Quantity quantity(int units) {
        return Quantity::from_ticks(units * Quantity::ticks_per_unit);
    }
    static LocalDate day(unsigned n) {
        return parse_date("2026-03-01")->plus_days(static_cast<int>(n));
    }
    std::string name() { return "N" + std::to_string(below(14)); }
    std::string pedimento() { return "26433890600010" + std::to_string(below(5)); }

    Fact fact() {
        switch (below(10)) {
            case 0:
            case 1: {
                EntryDeclaration entry{.name = name(), .rfc = trader(), .part_number = "X"};
                entry.quantity = quantity(100);
                entry.unit = 6;
                entry.clave = one_in(4) ? "IN" : "V1";
                entry.entry_date = day(below(4));
                entry.payment_date = entry.entry_date;
                if (entry.clave == "V1") entry.from = trader();
                if (!one_in(4)) entry.pedimento = pedimento();
                if (!one_in(3)) entry.value = Money::from_ticks(10'000);
                if (one_in(8)) entry.rejected_outcome = name();
                return entry;
            }
            case 2:
            case 3: {
                OutcomeDeclaration outcome{.name = name(), .rfc = trader()};
                outcome.clave = one_in(5) ? "RT" : "V1";
                outcome.operation_date = day(below(4));
                if (!one_in(3)) outcome.pedimento = pedimento();
                if (!one_in(3)) outcome.to = trader();
                if (!one_in(3)) {
                    outcome.link_pedimento = pedimento();
                    outcome.link_date = day(below(4));
                    outcome.link_clave = "V1";
                }
                outcome.value = Money::from_ticks(one_in(2) ? 10'000 : 20'000);
                return outcome;
            }
            case 4:
            case 5:
                return UseLine{.outcome = name(),
                               .part_number = "X",
                               .incorporated = quantity(one_in(3) ? 90 : 100),
                               .unit = 6};
            case 6:
                return EntryRectification{.name = name(), .paid = day(5), .quantity = quantity(90)};
            case 7: return Withdrawal{.name = name()};
            case 8: {
                ImportedMovement told{.rfc = trader()};
                told.movement = {
                    .event_id = name(), .at = {{1'772'000'000'000}, -360}, .plant = "P01"};
                told.movement.type = MovementType::receipt;
                told.movement.part_number = "X";
                told.movement.quantity = quantity(1);
                told.movement.umc = 6;
                return told;
            }
            default:
                return CaptureTimes{.rfc = trader(),
                                    .name = name(),
                                    .captured = {{0}, 0},
                                    .received = {{90'000'000 + below(2) * 90'000'000LL}, 0}};
        }
    }

    std::mt19937 random_;
};

}  // namespace

TEST_CASE("so it is for companies that send each other goods in every wrong way",
          "[export][foreign][property]") {
    std::size_t needed = 0;
    for (unsigned seed = 1; seed <= 400; ++seed) {
        const auto facts = Traders{seed}.facts();
        for (const std::string& rfc : companies_of(facts)) {
            CAPTURE(seed, rfc);
            const Compared compared = compare(facts, rfc);
            REQUIRE(compared.is_equal);
            needed += compared.is_equal_without ? 0 : 1;
        }
    }
    CHECK(needed > 100);
}

TEST_CASE("one company's facts and what it needs of others give its answers, in every scenario",
          "[export][foreign]") {
    std::size_t cases = 0;
    std::size_t needed = 0;
    std::size_t foreign = 0;
    std::size_t others = 0;
    for (const std::string& name : all_scenarios()) {
        const std::string text = statements_of(name);
        book::Book book;
        const auto told = scenario::tell(text, book);
        if (told.fault_line != 0) continue;  // a scenario of mistakes
        const auto companies = companies_of(told.facts);
        if (companies.size() < 2) continue;
        for (const std::string& rfc : companies) {
            CAPTURE(name, rfc);
            const Compared compared = compare(told.facts, rfc);
            CHECK(compared.is_equal);
            ++cases;
            needed += compared.is_equal_without ? 0 : 1;
            foreign += compared.foreign;
            others += compared.others;
        }
    }
    CHECK(cases > 30);
    CHECK(needed > 5);            // the comparison sees a half that is missing
    CHECK(2 * foreign < others);  // and what nobody needs stays at home
}

TEST_CASE("halves of customs need each other, who claimed first, and whose program number is whose",
          "[export][foreign]") {
    constexpr const char* gama = "GGG030303GGG";
    const auto pedimento = [](const char* rfc, const char* key, std::uint8_t operation,
                              const char* other) {
        Pedimento told{.rfc = rfc, .ref = *parse_pedimento_key(key), .clave = "V1"};
        told.operation = operation;
        told.paid_at = {*parse_date("2026-02-02"), 0};
        told.sections = {true, true, true, true};
        told.identifiers = {{.clave = "V1", .complement1 = other, .complement2 = "IM"}};
        Partida line{.secuencia = 1, .fraccion = 85444299, .quantity = *parse_quantity("10")};
        line.umc = 6;
        line.remarks = {{1, "No. de parte: RM-00001"}};
        told.partidas = {line};
        return told;
    };
    const auto quoting = [](Pedimento half, const char* import) {
        half.discharges = {{.original = *parse_pedimento_key(import),
                            .clave = "V1",
                            .payment_date = *parse_date("2026-02-02")}};
        return half;
    };
    constexpr const char* import = "26-190-8005-6000010";
    std::vector<Fact> facts = {Company{.rfc = alfa, .immex_program = "1-2010"},
                               Company{.rfc = beta, .immex_program = "2-2010"},
                               Company{.rfc = gama, .immex_program = "3-2010"},
                               Part{.rfc = beta, .part_number = "RM-00001", .umc = 6},
                               pedimento(beta, import, 1, "1-2010"),
                               quoting(pedimento(alfa, "26-190-8005-6000020", 2, beta), import),
                               // Between others, and nobody's business here.
                               pedimento(beta, "26-190-8005-6000011", 1, "3-2010")};
    const Compared of_sender = compare(facts, alfa);
    CHECK(of_sender.is_equal);
    CHECK_FALSE(of_sender.is_equal_without);
    CHECK(of_sender.foreign == 2);  // the import, and whose it is: no part of it
    const Compared of_receiver = compare(facts, beta);
    CHECK(of_receiver.is_equal);
    CHECK_FALSE(of_receiver.is_equal_without);  // its import waits for nothing
    CHECK(of_receiver.foreign == 3);            // the return, and both whom its halves name

    // Gama quotes the same import, with an earlier number: the second claim has no half.
    facts.emplace_back(quoting(pedimento(gama, "26-190-8005-6000019", 2, "2-2010"), import));
    const Compared second = compare(facts, alfa);
    CHECK(second.is_equal);
    CHECK(second.foreign == 4);  // that return and its company, too
}
