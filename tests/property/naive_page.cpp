#include <fmt/format.h>

#include "tests/property/naive_model.hpp"
#include "tests/property/naive_pencil.hpp"

// How the naive model and a derivation tell what they say, in the same words.

namespace saldo::test {
namespace {

constexpr std::int64_t thousandth = Quantity::ticks_per_unit / 1000;
constexpr std::int64_t centavo = 100;
__extension__ using Wide = __int128;

/// What of an amount has gone when `gone` of `all` has; half up.
std::int64_t share(Quantity gone, Quantity all, std::int64_t amount, std::int64_t step) {
    if (gone == all) return amount;
    const Wide exact = Wide{gone.ticks()} * amount * 2;
    const Wide divisor = Wide{all.ticks()} * step;
    return static_cast<std::int64_t>((exact + divisor) / (divisor * 2)) * step;
}

}  // namespace

std::string row_line(const std::string& outcome, std::uint32_t line,
                     std::string_view column, const std::string& part, const std::string& lot,
                     Quantity quantity, Quantity umt, Money value, Money iva, bool provisional) {
    return fmt::format("row {} {} {} {} {} {} umt {} value {} iva {}{}\n", outcome, line,
                       column, part, lot, quantity.ticks(), umt.ticks(), value.ticks(),
                       iva.ticks(), provisional ? " provisional" : "");
}

std::string short_line(const std::string& outcome, std::uint32_t line,
                       std::string_view column, const std::string& part, Quantity short_of,
                       Quantity national) {
    if (short_of.is_zero() && national.is_zero()) return {};
    return fmt::format("short {} {} {} {} {} national {}\n", outcome, line, column,
                       part, short_of.ticks(), national.ticks());
}

std::string scrap_line(const std::string& part, LocalDate date, Quantity change) {
    return fmt::format("scrap {} {} {}\n", part, date.days(), change.ticks());
}

std::string held_line(const std::string& outcome, const std::string& part, Quantity quantity) {
    return fmt::format("held {} {} {}\n", outcome, part, quantity.ticks());
}

std::string certificate_line(const std::string& outcome, const std::string& part,
                             const std::array<Quantity, 3>& parts, Quantity cleared) {
    return fmt::format("certificate {} {} {} {} {} cleared {}\n", outcome, part, parts[0].ticks(),
                       parts[1].ticks(), parts[2].ticks(), cleared.ticks());
}

std::string balance_line(LocalDate on, const std::string& lot, Quantity left, Quantity provisional,
                         Money value) {
    return fmt::format("balance {} {} {} {} {}\n", on.days(), lot, left.ticks(),
                       provisional.ticks(), value.ticks());
}

void NaivePage::row(const NaiveUse& use, NaiveLot& lot, Quantity taken) {
    const Quantity before = lot.quantity - lot.left;
    lot.left -= taken;
    const Quantity after = lot.quantity - lot.left;
    const auto part = [&](std::int64_t amount, std::int64_t step) {
        return share(after, lot.quantity, amount, step) - share(before, lot.quantity, amount, step);
    };
    const Quantity umt =
        lot.umt ? Quantity::from_ticks(part(lot.umt->ticks(), thousandth)) : Quantity{};
    const Money value = lot.value ? Money::from_ticks(part(lot.value->ticks(), centavo)) : Money{};
    const Money iva = lot.iva ? Money::from_ticks(part(lot.iva->ticks(), centavo)) : Money{};
    rows_.push_back({lot.name, lot.part, use.outcome.clears, use.outcome.operation_date, taken,
                     value, use.provisional});
    row_texts_.push_back(row_line(use.outcome.name, use.line, use.column, use.part,
                                  lot.name, taken, umt, value, iva, use.provisional));
}

void NaivePage::scrap(const std::string& part, LocalDate date, Quantity change) {
    scrap_[{part, date}] += change;
}

void NaivePage::held(const std::string& outcome, const std::string& part, Quantity quantity) {
    rest_.insert(held_line(outcome, part, quantity));
}

void NaivePage::certificate(const std::string& outcome, const std::string& part,
                            const std::array<Quantity, 3>& parts, Quantity cleared) {
    rest_.insert(certificate_line(outcome, part, parts, cleared));
}

Quantity NaivePage::taken_for(const std::string& certificate, const std::string& part) const {
    Quantity sum;
    for (const Row& row : rows_) {
        if (row.clears == certificate && row.part == part) sum += row.quantity;
    }
    return sum;
}

std::string NaivePage::text(const std::vector<NaiveLot>& lots, const std::vector<NaiveUse>& uses,
                            const std::vector<LocalDate>& days) const {
    std::string text;
    for (const std::string& row : row_texts_) text += row;
    for (const NaiveUse& use : uses) {
        text += short_line(use.outcome.name, use.line, use.column, use.part,
                           use.short_of, use.national);
    }
    for (const auto& [key, change] : scrap_) text += scrap_line(key.first, key.second, change);
    for (const std::string& line : rest_) text += line;
    for (const LocalDate on : days) {
        std::set<std::string> lines;
        for (const NaiveLot& lot : lots) {
            Quantity left = lot.quantity;
            Quantity provisional;
            Money value = lot.value.value_or(Money{});
            for (const Row& row : rows_) {
                if (row.lot != lot.name || row.date > on) continue;
                left -= row.quantity;
                value = value - row.value;
                if (row.provisional) provisional += row.quantity;
            }
            if (lot.entered <= on)
                lines.insert(balance_line(on, lot.name, left, provisional, value));
        }
        for (const std::string& line : lines) text += line;
    }
    return text;
}

}  // namespace saldo::test
