#include "hub/book/stock_days.hpp"

#include <algorithm>
#include <tuple>

namespace saldo::book {

bool StockDays::add(LocalDate day, Quantity change) {
    auto at = std::ranges::lower_bound(days_, day, {}, [](const auto& d) { return d.first; });
    if (at == days_.end() || at->first != day) at = days_.insert(at, {day, Quantity{}});
    at->second += change;
    return !counts_.empty() && day <= counts_.back().day;
}

void StockDays::count(LocalDate day, UtcTime at, std::string_view event, Quantity counted) {
    const auto held = std::ranges::lower_bound(counts_, day, {}, &Count::day);
    if (held == counts_.end() || held->day != day) {
        counts_.insert(held, {day, at, std::string{event}, counted});
    } else if (std::tuple{at, event} > std::tuple{held->at, std::string_view{held->event}}) {
        *held = {day, at, std::string{event}, counted};
    }
}

void StockDays::merge(const StockDays& other, const std::function<Quantity(Quantity)>& convert) {
    for (const auto& [day, change] : other.days_) add(day, convert(change));
    for (const Count& c : other.counts_) count(c.day, c.at, c.event, convert(c.counted));
}

const StockDays::Count* StockDays::last_count(std::optional<LocalDate> on) const {
    const auto after = on ? std::ranges::upper_bound(counts_, *on, {}, &Count::day) : counts_.end();
    return after == counts_.begin() ? nullptr : &*std::prev(after);
}

Quantity StockDays::sum(std::optional<LocalDate> after, std::optional<LocalDate> on) const {
    Quantity sum;
    for (const auto& [day, change] : days_) {
        if ((!after || day > *after) && (!on || day <= *on)) sum += change;
    }
    return sum;
}

Quantity StockDays::on_hand(std::optional<LocalDate> on) const {
    const Count* count = last_count(on);
    return count == nullptr ? sum({}, on) : count->counted + sum(count->day, on);
}

Quantity StockDays::difference(std::optional<LocalDate> on) const {
    const Count* count = last_count(on);
    return count == nullptr ? Quantity{} : sum({}, count->day) - count->counted;
}

}  // namespace saldo::book
