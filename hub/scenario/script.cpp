#include "hub/scenario/script.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "hub/customs/rfc.hpp"
#include "hub/scenario/names.hpp"

namespace saldo::scenario {
namespace {

/// What must hold from line to line, beside names.
class Checker {
public:
    void know(const book::Book& book) {
        names_.know(book);
        for (const auto& [rfc, company] : book.catalogs().companies()) {
            rfc_of[rfc] = rfc;
            if (!company.name.empty()) rfc_of.try_emplace(company.name, rfc);
            given_.insert(rfc);
            first_company = book.catalogs().companies().size() == 1 ? rfc : std::string{};
            for (const Plant* plant : book.catalogs().plants_of(rfc)) plants_.insert(plant->plant);
        }
        is_known_ = true;
    }

    Result<void> check(const Statement& statement) {
        if (auto known = names_.check(statement); !known) return known;
        if (auto clock = check_clock(statement); !clock) return clock;
        if (auto rfc = check_company(statement); !rfc) return rfc;
        if (auto spoken = check_speaks(statement); !spoken) return spoken;
        names_.declare(statement);
        return {};
    }

    Result<void> check_at_end(const Statement& statement) const {
        return names_.check_at_end(statement);
    }

    /// Companies with the RFC that a line gives them, or an empty one.
    std::map<std::string, std::string, std::less<>> rfc_of;
    std::string first_company;

private:
    Result<void> check_clock(const Statement& statement) {
        if (statement.is_expectation || statement.keyword() != "knowledge") return {};
        const LocalDate date = statement.date(0);
        if (known_ && date < *known_) return malformed("the knowledge clock cannot go back");
        known_ = date;
        return {};
    }

    Result<void> check_company(const Statement& statement) {
        if (statement.is_expectation || statement.keyword() != "company") return {};
        const std::string& name = statement.text(0);
        if (first_company.empty()) first_company = name;
        std::string& held = rfc_of[name];
        const std::string given = statement.text("rfc");
        if (is_known_ && given.empty() && held.empty()) {
            return malformed(fmt::format("{} is new here: say its rfc=", name));
        }
        if (given.empty() || given == held) return {};
        if (!held.empty()) return malformed(fmt::format("{} has the RFC {}", name, held));
        if (given.size() > customs::rfc_bytes_max)
            return malformed("an RFC has 13 characters at most");
        if (!given_.insert(given).second) {
            return malformed(fmt::format("another company has the RFC {}", given));
        }
        held = given;
        return {};
    }

    /// Where several companies are known, a line says which one it is of.
    Result<void> check_speaks(const Statement& statement) {
        if (statement.is_expectation) return {};
        if (statement.keyword() == "plant") plants_.insert(statement.text(0));
        if (statement.keyword() == "move") return check_plant(statement.text(2));
        if (statement.keyword() == "adjust") return check_plant(statement.text(1));
        const bool may_say = std::ranges::any_of(
            statement.shape->fields, [](const Slot& slot) { return slot.what == "company"; });
        if (!may_say || statement.has("company") || !first_company.empty()) return {};
        return malformed("say which company: company=RFC");
    }

    /// Where several companies are known, a plant says which one a movement is of.
    Result<void> check_plant(const std::string& plant) const {
        if (!first_company.empty() || plants_.contains(plant)) return {};
        return malformed(
            fmt::format("whose plant is {}? Say so above: plant {} company=RFC", plant, plant));
    }

    Names names_;
    std::set<std::string> plants_;
    bool is_known_ = false;  ///< a book is: what it does not name is new to it
    std::optional<LocalDate> known_;
    std::set<std::string> given_;
};

/// Companies are pools by RFC, so one without an RFC gets one that no other has.
void make_up_missing(std::map<std::string, std::string, std::less<>>& rfc_of) {
    std::set<std::string> taken;
    for (const auto& [name, rfc] : rfc_of) taken.insert(rfc);
    int number = 0;
    for (auto& [name, rfc] : rfc_of) {
        if (!rfc.empty()) continue;
        do {
            rfc = fmt::format("SCN{:09}", ++number);
        } while (!taken.insert(rfc).second);
    }
}

}  // namespace

const std::string& Script::rfc(const Statement& statement) const {
    const auto found = rfc_of.find(statement.text("company", first_company));
    SALDO_CHECK(found != rfc_of.end());
    return found->second;
}

std::string Script::party(const std::string& word) const {
    const auto found = rfc_of.find(word);
    return found == rfc_of.end() ? word : found->second;
}

Parsed parse(std::string_view text, const book::Book* known) {
    Parsed parsed;
    Checker checker;
    if (known != nullptr) checker.know(*known);
    int number = 0;
    const auto fail = [&](int line, const Error& error) {
        parsed.fault = Fault{line, error.what};
        return std::move(parsed);
    };
    for (const std::string_view line : lines_of(text)) {
        ++number;
        const auto words = words_of(line);
        if (!words) return fail(number, words.error());
        if (words->empty()) continue;
        auto statement = read_statement(*words, number);
        if (!statement) return fail(number, statement.error());
        if (const auto good = checker.check(*statement); !good) return fail(number, good.error());
        parsed.script.statements.push_back(std::move(*statement));
    }
    for (const Statement& statement : parsed.script.statements) {
        const auto good = checker.check_at_end(statement);
        if (!good) return fail(statement.line, good.error());
    }
    parsed.script.rfc_of = std::move(checker.rfc_of);
    parsed.script.first_company = std::move(checker.first_company);
    make_up_missing(parsed.script.rfc_of);
    return parsed;
}

}  // namespace saldo::scenario
