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

std::string text_or_none(std::optional<LocalDate> date) {
    return date ? format_date(*date) : "none";
}

/// The end of the term with the holidays of the file. A lot does not carry its term in months; the
/// two dates that it has tell it.
std::optional<LocalDate> cff12_of(const book::LotRow& lot, const ledger::Holidays& holidays) {
    if (!lot.term_end || holidays.empty()) return lot.term_end_cff12;
    constexpr int months_max = 1200;
    for (int months = 1; months <= months_max; ++months) {
        if (ledger::term_end_conservative(lot.term_start, months) == *lot.term_end) {
            return ledger::term_end_cff12(lot.term_start, months, holidays);
        }
    }
    return lot.term_end_cff12;
}

}  // namespace

Answer answer_balance(const Statement& s, State&, const View& view) {
    const book::LotRow* lot = view.lot(s.text(0));
    if (lot == nullptr) return Answer::compare(s.is_none(1), "none");
    const LotBalance got = view.balance(*lot, at(s));
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
        const Quantity left = exists ? view.balance(*lot, at(s)).quantity : Quantity{};
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

Answer answer_stock(const Statement& s, State&, const View& view) {
    const bool all = s.text(0) == "all";
    if (!all && !view.is_plant(s.text(0))) return Answer::not_built("stock at a subcontractor");
    return compare(view.stock(all ? "" : s.text(0), s.text(1), at(s)), s.quantity(2));
}

/// What the books owe against what is there: goods at plants, and scrap.
Answer answer_gap(const Statement& s, State&, const View& view) {
    const auto counts = [&](const std::string&, const book::LotRow& lot) {
        return lot.part == s.text(0);
    };
    const Quantity there = view.stock("", s.text(0), at(s)) + view.pool("", s.text(0), at(s));
    return compare(view.sum_of_lots(at(s), counts) - there, s.quantity(1));
}

Answer answer_term(const Statement& s, State& state, const View& view) {
    const book::LotRow* lot = view.lot(s.text(0));
    if (lot == nullptr) return Answer::differs("no such lot");
    const auto cff12 = cff12_of(*lot, state.holidays);
    const std::string got =
        fmt::format("conservative={} cff12={} effective={}", text_or_none(lot->term_end),
                    text_or_none(cff12), text_or_none(lot->term_end));
    if (!s.rest.empty()) return Answer::compare(!lot->term_end && s.fields.empty(), got);
    const bool equal = lot->term_end && equals_if_given(s, "conservative", lot->term_end) &&
                       equals_if_given(s, "cff12", cff12) &&
                       equals_if_given(s, "effective", lot->term_end);
    return Answer::compare(equal, got);
}

}  // namespace saldo::scenario
