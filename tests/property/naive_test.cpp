#include <map>
#include <set>
#include <sstream>

#include "hub/book/book.hpp"
#include "tests/property/book_text.hpp"
#include "tests/property/histories.hpp"
#include "tests/property/naive_model.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::test;

namespace {

void count_words(const std::string& text, std::map<std::string, std::uint64_t>& met) {
    std::istringstream words{text};
    for (std::string word; words >> word;) ++met[word];
}

}  // namespace

TEST_CASE("the book says what pencil and paper say, row by row and day by day",
          "[property][history]") {
    std::map<std::string, std::uint64_t> met;
    for (std::uint64_t seed = 1; seed <= histories(); ++seed) {
        CAPTURE(seed);
        const std::vector<Fact> facts = facts_of(random_history(seed, Story::plain));
        book::Book book;
        std::set<LocalDate> days;
        for (std::size_t i = 0; i < facts.size(); ++i) {
            book.apply({LogPosition{i}, {}, facts[i]});
            const auto* outcome = std::get_if<OutcomeDeclaration>(&facts[i]);
            if (outcome != nullptr) days.insert(outcome->operation_date);
        }
        const std::vector<LocalDate> asked{days.begin(), days.end()};
        for (const std::string& rfc : book.companies()) {
            const std::string difference =
                first_difference(naive_book(facts, rfc, asked), narrate(book.derived(rfc), asked));
            if (!difference.empty()) FAIL(rfc << ' ' << difference);
            count_words(naive_book(facts, rfc, {}), met);
        }
    }
    // The histories hold something of everything.
    for (const char* word : {"row", "short", "scrap", "held", "certificate", "provisional",
                             "shrinkage", "incorporated"}) {
        CAPTURE(word);
        UNSCOPED_INFO(word << " " << met[word]);
        CHECK(met[word] > histories() / 20);
    }
}
