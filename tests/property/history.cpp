#include "tests/property/history.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "tests/property/history_maker.hpp"

namespace saldo::test {

const std::string first_subject = "first";
const std::string alfa = "AAA010101AAA";
const std::string beta = "BBB020202BBB";
const std::string gama = "CCC030303CCC";

HistoryMaker::HistoryMaker(std::uint64_t seed, Story story) : random_{seed}, story_{story} {
    // Ends of months, where terms are clamped, and a few days on which everything happens.
    const std::vector<LocalDate> month_ends = {
        LocalDate::from_civil({2024, 2, 29}), LocalDate::from_civil({2024, 8, 31}),
        LocalDate::from_civil({2024, 12, 31}), LocalDate::from_civil({2025, 8, 30})};
    const LocalDate start = LocalDate::from_civil({2024, 2, 20});
    days_.push_back(random_.of(month_ends));
    for (int i = 0; i < 7; ++i) days_.push_back(start.plus_days(random_.below(850)));
    // The day on which the term of a lot of the first days ends, and the day after it.
    const LocalDate early = std::ranges::min(days_);
    days_.push_back(early.plus_months(random_.percent(50) ? 6 : 18));
    days_.push_back(days_.back().plus_days(1));
    std::ranges::sort(days_);
}

void HistoryMaker::tell(Fact fact, std::string subject) {
    told_.push_back({std::move(fact), std::move(subject)});
}

std::string HistoryMaker::new_name(const char* kind) { return fmt::format("{}{}", kind, ++names_); }

/// 15 digits, or none.
std::string HistoryMaker::printed_number(int choices) {
    if (random_.percent(25)) return {};
    return fmt::format("264338906{:06}", random_.below(choices) + 98);
}

/// Mostly whole, sometimes with a half or a third, so that roundings are met.
Quantity HistoryMaker::some_quantity() {
    const Quantity whole = Quantity::from_units(random_.between(1, 12));
    switch (random_.below(6)) {
        case 0: return whole + Quantity::from_ticks(Quantity::ticks_per_unit / 2);
        case 1: return whole + Quantity::from_ticks(Quantity::ticks_per_unit / 3);
        default: return whole;
    }
}

/// Enough for several exits.
Quantity HistoryMaker::large_quantity() {
    const Quantity some = some_quantity();
    return random_.percent(50) ? some + Quantity::from_units(random_.between(5, 30)) : some;
}

/// What one unit takes of a material.
Quantity HistoryMaker::some_factor() {
    constexpr std::int64_t unit = Quantity::ticks_per_unit;
    const std::vector<std::int64_t> ticks = {unit,     2 * unit, unit / 2,
                                             unit / 3, unit + 1, unit / 2 + 1};
    return Quantity::from_ticks(random_.of(ticks));
}

Money HistoryMaker::some_money(int pesos_max) {
    constexpr std::int64_t peso = 10'000;
    const std::int64_t pesos = random_.between(1, pesos_max);
    return Money::from_ticks(pesos * peso + (random_.percent(30) ? 3'300 : 0));
}

void HistoryMaker::tell_something() {
    if (has_value_company_ && random_.percent(35)) {
        return random_.percent(60) ? tell_value_entry() : tell_value_outcome();
    }
    const int choice = random_.below(100);
    if (choice < 38) return tell_entry();
    if (choice < 66) return tell_outcome();
    if (choice < 73) return tell_rectification();
    if (choice < 80) return tell_pair();
    if (choice < 84) return tell_certificate();
    if (choice < 87) return tell_withdrawal();
    if (random_.percent(18)) return tell_rejected_goods();
    if (is_plain()) {
        tell(NationalStock{company(), part(), some_quantity(), day()});
        return;
    }
    if (is_any() && random_.percent(20)) return tell_disputed_report();
    if (choice < 90) return tell_disassembly();
    if (choice < 94) return tell_decision();
    tell_rarely();
}

void HistoryMaker::tell_rarely() {
    switch (random_.below(10)) {
        case 0: return tell_pedimentos();
        case 1: return tell_pedimento_pair();
        case 2: return tell_asset();
        case 3: return tell_movement();
        case 4: return tell(ScrapRecord{company(), part(), some_quantity(), day()});
        case 5: return tell(NationalStock{company(), part(), some_quantity(), day()});
        case 6: return tell_contradiction();
        case 7: return tell_newer_bill();
        case 8: return tell_used_import();
        default: return tell_times();
    }
}

std::vector<Told> HistoryMaker::make() {
    tell_catalogs();
    const std::size_t facts = told_.size() + static_cast<std::size_t>(random_.between(4, 28));
    tell_entry();
    tell_entry();
    while (told_.size() < facts) tell_something();
    if (is_plain()) return std::move(told_);
    if (random_.percent(20)) tell_newer_bill();  // after the exits that it explodes
    // A catalog entry may come after the facts that need it, and a line before its document.
    for (std::size_t i = 1; is_any() && i < told_.size(); ++i) {
        if (!random_.percent(3)) continue;
        std::swap(told_[i], told_[static_cast<std::size_t>(random_.below(static_cast<int>(i)))]);
    }
    return std::move(told_);
}

std::vector<Told> random_history(std::uint64_t seed, Story story) {
    return HistoryMaker{seed, story}.make();
}

std::vector<Fact> facts_of(const std::vector<Told>& history) {
    std::vector<Fact> facts;
    facts.reserve(history.size());
    for (const Told& told : history) facts.push_back(told.fact);
    return facts;
}

namespace {

/// The rectifications of one import change places among themselves: the one paid last stands.
void mix_rectifications(const std::vector<Told>& history, std::vector<std::size_t>& told,
                        Random& random) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < told.size(); ++i) {
        const Fact& fact = history[told[i]].fact;
        if (std::holds_alternative<EntryRectification>(fact)) places.push_back(i);
    }
    for (std::size_t i = places.size(); i > 1; --i) {
        const auto other = static_cast<std::size_t>(random.below(static_cast<int>(i)));
        std::swap(told[places[i - 1]], told[places[other]]);
    }
}

}  // namespace

std::vector<std::size_t> another_arrival(const std::vector<Told>& history, Random& random) {
    std::vector<std::size_t> order;
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < history.size(); ++i) {
        (history[i].subject == first_subject ? order : rest).push_back(i);
    }
    const std::vector<std::size_t> as_told = rest;
    for (std::size_t i = rest.size(); i > 1; --i) {
        std::swap(rest[i - 1], rest[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
    }
    // The places that a subject was given take its facts in the order in which they were told.
    std::map<std::string, std::vector<std::size_t>> told_of;
    for (std::size_t i : as_told) told_of[history[i].subject].push_back(i);
    for (auto& [subject, told] : told_of) mix_rectifications(history, told, random);
    std::map<std::string, std::size_t> next_of;
    for (std::size_t& place : rest) {
        const std::string& subject = history[place].subject;
        if (!subject.empty()) place = told_of[subject][next_of[subject]++];
    }
    order.insert(order.end(), rest.begin(), rest.end());
    return order;
}

}  // namespace saldo::test
