#include <fmt/format.h>

#include "hub/book/credit.hpp"
#include "hub/scenario/answers.hpp"

namespace saldo::scenario {
namespace {

book::ReportPeriod period_of(const Statement& s) {
    const auto type_of = [](const std::string& word) {
        for (int number = 1; number <= 6; ++number) {
            const auto type = static_cast<ReportType>(number);
            if (book::to_string(type) == word) return type;
        }
        return ReportType::retorno;
    };
    const CivilDate first_day = s.date(1).civil();
    return {first_day.year, static_cast<std::uint8_t>(first_day.month), type_of(s.text(0))};
}

Money money_at(const Statement& s, std::size_t word) {
    return Statement::meaning<Money>(s.words.at(word));
}

template <class T>
bool equals_if_given(const Statement& s, std::string_view field, const T& got) {
    return !s.has(field) || s.get<T>(field) == got;
}

Answer compare(const Statement& s, const book::AccountLot& left) {
    const bool equal = left.value == money_at(s, 1) && equals_if_given(s, "iva", left.iva);
    return Answer::compare(equal, fmt::format("{} iva={}", to_text(left.value), to_text(left.iva)));
}

/// The account of the company that holds a lot, and the lot's place in it.
struct Place {
    const book::Derived* derived = nullptr;
    std::uint32_t index = 0;
};
std::optional<Place> place_of(const View& view, std::string_view lot) {
    for (const auto& [rfc, derived] : view.companies()) {
        for (std::uint32_t i = 0; i < derived->lots.size(); ++i) {
            if (name_of(derived->lots[i]) == lot) return Place{derived, i};
        }
    }
    return std::nullopt;
}

}  // namespace

Answer answer_report(const Statement& s, State& state, const View& view) {
    const std::string& rfc = state.script.rfc(s);
    const book::Derived* derived = view.derived(rfc);
    if (derived == nullptr) return Answer::differs("no report");
    const book::ReportPeriod period = period_of(s);
    auto reports = book::reports_of(*derived);
    const book::ValueByTariff& now = reports[period];
    const auto value = now.find(static_cast<std::uint32_t>(s.integer(2)));
    const Money got = value == now.end() ? Money{} : value->second;
    const auto version = book::version_of(view.book().filings(), rfc, period, now);
    const bool equal = got == money_at(s, 3) && equals_if_given(s, "due", book::due_day(period)) &&
                       equals_if_given(s, "version", static_cast<std::int64_t>(version.version)) &&
                       equals_if_given(s, "replaces", static_cast<std::int64_t>(version.replaces));
    return Answer::compare(
        equal, fmt::format("{} due={} version={} replaces={}", to_text(got),
                           format_date(book::due_day(period)), version.version, version.replaces));
}

Answer answer_sat(const Statement& s, State&, const View& view) {
    const auto place = place_of(view, s.text(0));
    if (!place) return Answer::differs("no such lot");
    return compare(s, book::sat_account(*place->derived).lots[place->index]);
}

Answer answer_own(const Statement& s, State&, const View& view) {
    const auto place = place_of(view, s.text(0));
    if (!place) return Answer::differs("no such lot");
    return compare(s, book::own_accounts(*place->derived)[place->index]);
}

Answer answer_release(const Statement& s, State& state, const View& view) {
    const book::Derived* derived = view.derived(state.script.rfc(s));
    Money released;
    if (derived != nullptr) released = book::sat_account(*derived).released[period_of(s)];
    return Answer::compare(released == money_at(s, 2), to_text(released));
}

Answer answer_credit(const Statement& s, State& state, const View& view) {
    const book::Derived* derived = view.derived(state.script.rfc(s));
    Money credit;
    if (derived != nullptr) credit = book::sat_account(*derived).credit;
    return Answer::compare(credit == money_at(s, 0), to_text(credit));
}

}  // namespace saldo::scenario
