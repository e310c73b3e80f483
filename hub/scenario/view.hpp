#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/book/book.hpp"

namespace saldo::scenario {

/// One row of the discharge with everything that an expectation may ask of it.
struct Row {
    std::string outcome;
    std::string lot;
    std::string part;
    std::string plant;
    std::uint32_t line = 0;
    ledger::Column column = ledger::Column::incorporated;
    LocalDate date;  ///< of the operation
    bool is_provisional = false;
    Quantity quantity;
    Quantity umt;
    Money value;
    bool is_of_disassembly = false;
};

/// A lot after the rows up to a day.
struct LotBalance {
    Quantity quantity;
    Quantity confirmed;  ///< after confirmed rows only
    std::optional<Quantity> umt;
    std::optional<Money> value;
};

/// What a book says of all its companies, in the words of scenarios. Valid until the book changes.
class View {
public:
    View(book::Book& book, std::optional<LocalDate> today);

    /// The rows of an outcome in their order: line, material, column, oldest lot first.
    std::vector<Row> rows_of(std::string_view outcome) const;
    /// Quantity of all rows by outcome and lot.
    std::map<std::pair<std::string, std::string>, Quantity> discharged() const;

    /// The first lot of a name; several disassemblies of one lot open several of one name.
    const book::LotRow* lot(std::string_view name) const;
    /// Of all lots of a name. Zero before they have entered.
    LotBalance balance(std::string_view name, std::optional<LocalDate> at) const;
    /// Sum over the lots that `counts` takes.
    template <class Counts>
    Quantity sum_of_lots(std::optional<LocalDate> at, const Counts& counts) const {
        Quantity sum;
        for (const auto& [rfc, lot] : lots_) {
            if (counts(rfc, *lot)) sum += balance_of(*lot, at).quantity;
        }
        return sum;
    }

    /// Scrap pool of a part: of one company, or of all where `rfc` is empty.
    Quantity pool(std::string_view rfc, std::string_view part, std::optional<LocalDate> at) const;

    /// Alerts of all companies; those that differ in nothing but the amount are one, with the sum.
    const std::vector<book::Alert>& alerts() const { return alerts_; }
    /// Lots with the RFC of their company.
    const std::vector<std::pair<std::string, const book::LotRow*>>& lots() const { return lots_; }
    const book::Book& book() const { return book_; }
    /// The derivation of a company; nothing where no fact names it.
    const book::Derived* derived(std::string_view rfc) const;
    const std::map<std::string, const book::Derived*, std::less<>>& companies() const {
        return companies_;
    }

    /// Everything, one line an item: two books that say the same give the same text.
    std::string to_text() const;

private:
    LotBalance balance_of(const book::LotRow& lot, std::optional<LocalDate> at) const;

    struct LotTake {
        LocalDate date;
        bool is_provisional = false;
        Quantity quantity;
        Quantity umt;
        Money value;
    };
    book::Book& book_;
    std::map<std::string, const book::Derived*, std::less<>> companies_;
    std::map<const book::LotRow*, std::vector<LotTake>> takes_;
    std::vector<std::pair<std::string, const book::LotRow*>> lots_;
    std::vector<Row> rows_;
    std::vector<book::Alert> alerts_;
};

}  // namespace saldo::scenario
