#include <algorithm>
#include <random>

#include "hub/book/book.hpp"
#include "hub/book/tables.hpp"
#include "hub/customs/catalog_files.hpp"
#include "hub/customs/datastage.hpp"
#include "hub/customs/invoice_lines.hpp"
#include "hub/customs/movement_files.hpp"
#include "hub/files/source_files.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"

using namespace saldo;

namespace {

const std::string set_folder =
    (test::source_folder() / "tests/data/datastage/synthetic_small").string();

/// Every fact of the synthetic set, one by one.
std::vector<Fact> all_facts() {
    std::vector<Fact> facts;
    const std::string catalogs[] = {set_folder + "/catalogs"};
    const auto catalog_sources = files::collect_sources(catalogs);
    facts = customs::read_catalogs(catalog_sources.files(), {}).facts();
    const std::string feeds[] = {set_folder + "/feeds"};
    const auto feed_sources = files::collect_sources(feeds);
    for (const auto& file : feed_sources.files()) {
        for (auto& line : customs::read_invoice_lines(file).lines) facts.emplace_back(line);
    }
    const std::string sets[] = {set_folder + "/datastage"};
    const auto set_sources = files::collect_sources(sets);
    for (auto& set : customs::read_datastage(set_sources.files(), {}).sets) {
        for (auto& pedimento : set.pedimentos) facts.emplace_back(std::move(pedimento));
    }
    const std::string movements[] = {set_folder + "/movements"};
    const auto movement_sources = files::collect_sources(movements);
    for (const auto& file : movement_sources.files()) {
        for (auto& m : customs::read_movements(file).movements) facts.emplace_back(m);
    }
    return facts;
}

std::string answers_of(book::Book& book) {
    const book::Filter all{.all = true};
    return book::to_csv(book::lots_table(book, all)) +
           book::to_csv(book::discharges_table(book, all)) +
           book::to_csv(book::balances_table(book, all)) +
           book::to_csv(book::stock_table(book, all)) + book::to_csv(book::alerts_table(book, all));
}

std::string answers_to(const std::vector<Fact>& facts) {
    book::Book book;
    std::uint64_t position = 0;
    for (const Fact& fact : facts) book.apply({LogPosition{position++}, {}, fact});
    return answers_of(book);
}

}  // namespace

TEST_CASE("the order in which facts arrive changes no byte of any answer", "[property][book]") {
    std::vector<Fact> facts = all_facts();
    REQUIRE(facts.size() > 1'500);
    const std::string expected = answers_to(facts);
    CHECK(expected.find("SHORTAGE") == std::string::npos);
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        std::shuffle(facts.begin(), facts.end(), std::mt19937{seed});
        REQUIRE(answers_to(facts) == expected);
    }
}

TEST_CASE("facts told twice change nothing, and one fact less does", "[property][book]") {
    std::vector<Fact> facts = all_facts();
    const std::string expected = answers_to(facts);
    std::vector<Fact> twice = facts;
    twice.insert(twice.end(), facts.begin(), facts.end());
    CHECK(answers_to(twice) == expected);
    // The control: this test would see a book that forgets.
    const auto pedimento = std::ranges::find_if(
        facts, [](const Fact& f) { return std::holds_alternative<Pedimento>(f); });
    REQUIRE(pedimento != facts.end());
    facts.erase(pedimento);
    CHECK(answers_to(facts) != expected);
}
