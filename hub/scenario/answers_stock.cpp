#include <algorithm>

#include "hub/scenario/answers.hpp"

namespace saldo::scenario {
namespace {

using book::Whereabouts;

/// What the WHERE of an expectation stands for: a word for all places of a kind, else the place.
class Places {
public:
    explicit Places(std::string_view where) : where_{where} {}

    bool contain(const book::Physical::StockRow& row) const {
        if (where_ == "transit") return row.where == Whereabouts::in_transit;
        if (where_ == "difference") return row.where == Whereabouts::difference;
        if (where_ == "subcontractors") return row.where == Whereabouts::subcontractor;
        if (where_ == "all") return row.where != Whereabouts::difference;
        const bool is_there =
            row.where == Whereabouts::on_hand || row.where == Whereabouts::subcontractor;
        return is_there && row.place == where_;
    }

private:
    std::string_view where_;
};

Quantity stock(const View& view, const Places& places, std::string_view part,
               std::optional<LocalDate> at) {
    Quantity sum;
    for (const auto& [rfc, derived] : view.companies()) {
        for (const auto& row : view.book().physical().stock(rfc, at, view.book().catalogs())) {
            if (row.part == part && places.contain(row)) sum += row.quantity;
        }
    }
    return sum;
}

}  // namespace

Answer answer_stock(const Statement& s, State&, const View& view) {
    const Quantity got = stock(view, Places{s.text(0)}, s.text(1), s.get<LocalDate>("at"));
    return Answer::compare(got == s.quantity(2), to_text(got));
}

/// What the books owe against what is there (anexo24.md 5.5): goods at plants, on the way and at
/// subcontractors, and scrap.
Answer answer_gap(const Statement& s, State&, const View& view) {
    const auto at = s.get<LocalDate>("at");
    const auto counts = [&](const std::string&, const book::LotRow& lot) {
        return lot.part == s.text(0);
    };
    const Quantity there = stock(view, Places{"all"}, s.text(0), at) + view.pool("", s.text(0), at);
    const Quantity gap = view.sum_of_lots(at, counts) - there;
    return Answer::compare(gap == s.quantity(1), to_text(gap));
}

}  // namespace saldo::scenario
