#include <fmt/format.h>

#include "hub/scenario/view.hpp"

namespace saldo::scenario {
namespace {

template <class T>
std::int64_t ticks(const std::optional<T>& amount) {
    return amount ? amount->ticks() : -1;
}

std::int32_t days(std::optional<LocalDate> date) { return date ? date->days() : -1; }

std::string positions(const std::vector<LogPosition>& all) {
    std::string text;
    for (const LogPosition& position : all) text += fmt::format(" {}", position.value());
    return text;
}

std::string line_of(const book::LotRow& l) {
    return fmt::format("lot {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}{}{} {} {}{}\n",
                       l.key, l.line, l.part, l.unit, l.clave, l.fraccion, l.entry_date.days(),
                       l.paid_at.date.days(), l.paid_at.second_of_day, l.printed,
                       l.term_start.days(), days(l.term_end), days(l.term_end_cff12),
                       l.quantity.ticks(), ticks(l.quantity_umt), ticks(l.value), l.plant,
                       l.is_declared, l.part_is_proposed, l.entry_date_is_assumed, l.left.ticks(),
                       l.provisional.ticks(), positions(l.positions));
}

std::string line_of(const book::OutcomeRow& o) {
    return fmt::format("outcome {} {} {} {} {} {}{}{}{}\n", o.key, o.clave, o.date.days(),
                       o.order_text, static_cast<int>(o.expiry), o.is_scrap, o.is_provisional,
                       o.is_return_abroad, positions(o.positions));
}

std::string line_of(const book::UseRow& u) {
    return fmt::format("use {} {} {} {} {} {} {} {} {} {}\n", u.outcome, u.line, u.material,
                       static_cast<int>(u.column), u.product, u.part, u.unit, u.plant,
                       u.asked.ticks(), u.shortage.ticks());
}

std::string line_of(const book::TakeRow& t) {
    return fmt::format("take {} {} {} {} {} {}\n", t.use, t.lot, t.quantity.ticks(), t.umt.ticks(),
                       t.value.ticks(), t.iva.ticks());
}

std::string line_of(const book::ScrapRow& s) {
    return fmt::format("scrap {} {} {}\n", s.part, s.date.days(), s.change.ticks());
}

std::string line_of(const book::Alert& a) {
    return fmt::format("alert {} {} {} {} {} {} {} {} {} {} {} {}\n", a.code, a.subject, a.part,
                       a.lot, ticks(a.amount), ticks(a.money), ticks(a.umt), a.reason,
                       a.days.value_or(-1), a.periods.value_or(-1), ticks(a.fine_min),
                       ticks(a.fine_max));
}

}  // namespace

std::string View::to_text() const {
    std::string text;
    const auto add = [&](const auto& rows) {
        for (const auto& row : rows) text += line_of(row);
    };
    for (const auto& [rfc, derived] : companies_) {
        text += fmt::format("company {}\n", rfc);
        add(derived->lots);
        add(derived->outcomes);
        add(derived->uses);
        add(derived->takes);
        add(derived->scrap);
        add(derived->alerts);
        for (const auto& row : book_.physical().stock(rfc, std::nullopt, book_.catalogs())) {
            text += fmt::format("stock {} {} {} {}\n", row.place, row.part,
                                book::to_string(row.where), row.quantity.ticks());
        }
    }
    return text;
}

}  // namespace saldo::scenario
