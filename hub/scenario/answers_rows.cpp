#include <algorithm>

#include <fmt/format.h>

#include "hub/scenario/answers.hpp"

namespace saldo::scenario {
namespace {

std::string_view state_of(const Row& row) {
    return row.is_provisional ? "provisional" : "confirmed";
}

std::string written(const std::vector<Row>& rows) {
    std::string text;
    for (const Row& row : rows) {
        if (!text.empty()) text += ' ';
        text += fmt::format("{}:{}", row.lot, to_text(row.quantity));
        if (row.column != ledger::Column::incorporated) {
            text += fmt::format(":{}", ledger::to_string(row.column));
        }
    }
    return text.empty() ? "none" : text;
}

bool is_row(const Item& item, const Row& row) {
    return item.name == row.lot && item.quantity == row.quantity && item.column == row.column;
}

/// Has the row the properties that the fields name?
bool has_properties(const Statement& s, const Row& row) {
    const auto line = s.get<std::int64_t>("line");
    return (!s.has("column") || s.text("column") == ledger::to_string(row.column)) &&
           (!s.has("state") || s.text("state") == state_of(row)) &&
           (!s.has("plant") || s.text("plant") == row.plant) &&
           (!s.has("part") || s.text("part") == row.part) && (!line || *line == row.line);
}

using Discharged = std::map<std::pair<std::string, std::string>, Quantity>;

Discharged without_zeros(Discharged all) {
    std::erase_if(all, [](const auto& entry) { return entry.second.is_zero(); });
    return all;
}

Discharged difference(Discharged after, const Discharged& before) {
    for (const auto& [key, quantity] : before) after[key] -= quantity;
    return without_zeros(std::move(after));
}

}  // namespace

Answer answer_lines(const Statement& s, State&, const View& view) {
    const auto rows = view.rows_of(s.text(0));
    const auto items = s.items();
    if (!std::ranges::equal(items, rows, is_row)) return Answer::differs(written(rows));
    const bool all_have_state = std::ranges::all_of(
        rows, [&](const Row& row) { return !s.has("state") || s.text("state") == state_of(row); });
    if (all_have_state) return Answer::holds();
    return Answer::differs(fmt::format("{} {}", written(rows), state_of(rows.front())));
}

Answer answer_discharge(const Statement& s, State&, const View& view) {
    Row sum;
    for (const Row& row : view.rows_of(s.text(0))) {
        if (row.lot != s.text(1) || !has_properties(s, row)) continue;
        sum.quantity += row.quantity;
        sum.umt += row.umt;
        sum.value += row.value;
    }
    const bool equal = sum.quantity == s.quantity(2) &&
                       s.get<Quantity>("umt").value_or(sum.umt) == sum.umt &&
                       s.get<Money>("value").value_or(sum.value) == sum.value;
    return Answer::compare(equal, fmt::format("{} umt={} value={}", to_text(sum.quantity),
                                              to_text(sum.umt), to_text(sum.value)));
}

Answer answer_diff(const Statement& s, State& state, const View&) {
    const auto run = [&](std::size_t word) {
        book::Book book = state.history.first(state.runs.at(s.text(word)));
        return View{book, state.today}.discharged();
    };
    const Discharged found = difference(run(1), run(0));
    Discharged expected;
    for (const Item& item : s.items()) expected[{item.name, item.second}] += item.quantity;
    std::string got;
    for (const auto& [key, quantity] : found) {
        got += fmt::format("{}{}:{}:{}", got.empty() ? "" : " ", key.first, key.second,
                           to_text(quantity));
    }
    return Answer::compare(found == without_zeros(expected), got.empty() ? "none" : got);
}

/// What is held back of an outcome's shrinkage (D-20).
Answer answer_pending(const Statement& s, State&, const View& view) {
    Quantity held;
    const auto at = s.get<LocalDate>("at");
    for (const auto& [rfc, derived] : view.companies()) {
        for (const book::HeldRow& row : derived->held) {
            const book::OutcomeRow& outcome = derived->outcomes[row.outcome];
            const bool counts =
                outcome.key == s.text(0) && row.part == s.text(1) && (!at || outcome.date <= *at);
            if (counts) held += row.quantity;
        }
    }
    return Answer::compare(held == s.quantity(2), to_text(held));
}

Answer answer_recovered(const Statement& s, State&, const View& view) {
    Quantity opened;
    for (const auto& [rfc, lot] : view.lots()) {
        if (lot->disassembly == s.text(0) && name_of(*lot) == s.text(1)) opened += lot->quantity;
    }
    return Answer::compare(opened == s.quantity(2), to_text(opened));
}

Answer answer_ctm(const Statement& s, State&, const View& view) {
    book::CertificateRow found;
    for (const auto& [rfc, derived] : view.companies()) {
        for (const book::CertificateRow& row : derived->certificates) {
            const bool same = derived->outcomes[row.outcome].key == s.text(0);
            if (same && row.part == s.text(1)) found = row;
        }
    }
    const auto equals = [&](std::string_view field, Quantity got) {
        return s.get<Quantity>(field).value_or(got) == got;
    };
    const bool equal = equals("a", found.a) && equals("b", found.b) && equals("c", found.c);
    return Answer::compare(
        equal, fmt::format("a={} b={} c={}", to_text(found.a), to_text(found.b), to_text(found.c)));
}

}  // namespace saldo::scenario
