#include <fmt/format.h>

#include "hub/scenario/answers.hpp"

namespace saldo::scenario {
namespace {

std::optional<LocalDate> at(const Statement& s) { return s.get<LocalDate>("at"); }

Answer compare(Quantity got, Quantity expected) {
    return Answer::compare(got == expected, to_text(got));
}

template <class T>
bool equals_if_given(const Statement& s, std::string_view field, const std::optional<T>& got) {
    return !s.has(field) || s.get<T>(field) == got;
}

std::string written(const LotBalance& balance) {
    std::string text = to_text(balance.quantity);
    if (balance.umt) text += " umt=" + to_text(*balance.umt);
    if (balance.value) text += " value=" + to_text(*balance.value);
    if (balance.confirmed != balance.quantity) text += " confirmed=" + to_text(balance.confirmed);
    return text;
}

}  // namespace

Answer answer_balance(const Statement& s, State&, const View& view) {
    const book::LotRow* lot = view.lot(s.text(0));
    if (lot == nullptr) return Answer::compare(s.is_none(1), "none");
    const LotBalance got = view.balance(s.text(0), at(s));
    if (s.is_none(1)) return Answer::differs(written(got));
    const bool equal = got.quantity == s.quantity(1) && equals_if_given(s, "umt", got.umt) &&
                       equals_if_given(s, "value", got.value) &&
                       equals_if_given(s, "confirmed", std::optional{got.confirmed});
    return Answer::compare(equal, written(got));
}

Answer answer_balances(const Statement& s, State&, const View& view) {
    std::string got;
    bool equal = true;
    for (const Item& item : s.items()) {
        const book::LotRow* lot = view.lot(item.name);
        const bool exists = lot != nullptr;
        const Quantity left = exists ? view.balance(item.name, at(s)).quantity : Quantity{};
        equal = equal && exists && left == item.quantity;
        got += fmt::format("{}{}:{}", got.empty() ? "" : " ", item.name,
                           exists ? to_text(left) : "none");
    }
    return Answer::compare(equal, got);
}

Answer answer_part_balance(const Statement& s, State& state, const View& view) {
    const std::string& rfc = state.script.rfc(s);
    const auto counts = [&](const std::string& company, const book::LotRow& lot) {
        return company == rfc && lot.part == s.text(0);
    };
    return compare(view.sum_of_lots(at(s), counts), s.quantity(1));
}

Answer answer_tariff_balance(const Statement& s, State&, const View& view) {
    const auto counts = [&](const std::string&, const book::LotRow& lot) {
        return static_cast<std::int64_t>(lot.fraccion) == s.integer(0);
    };
    return compare(view.sum_of_lots(at(s), counts), s.quantity(1));
}

Answer answer_pool(const Statement& s, State& state, const View& view) {
    return compare(view.pool(state.script.rfc(s), s.text(0), at(s)), s.quantity(1));
}

/// Stock that is not temporary: what came by then, less what outcomes took of it by then.
Answer answer_national(const Statement& s, State&, const View& view) {
    Quantity left;
    for (const auto& [rfc, derived] : view.companies()) {
        for (const book::LotRow& lot : derived->national) {
            if (lot.part == s.text(0) && has_entered(lot, at(s))) left += lot.quantity;
        }
        for (const book::UseRow& use : derived->uses) {
            const bool counts = !at(s) || derived->outcomes[use.outcome].date <= *at(s);
            if (use.part == s.text(0) && counts) left -= use.national;
        }
    }
    return compare(left, s.quantity(1));
}

Answer answer_pedimento(const Statement& s, State&, const View& view) {
    Money left;
    for (const auto& [rfc, lot] : view.lots()) {
        if (value_name_of(*lot) != s.text(0)) continue;
        left += view.balance(name_of(*lot), {}).value.value_or(Money{});
    }
    return Answer::compare(left == Statement::meaning<Money>(s.words.at(1)), to_text(left));
}

}  // namespace saldo::scenario
