#include "tests/property/book_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "hub/book/credit.hpp"
#include "hub/book/tables.hpp"

namespace saldo::test {
namespace {

/// Writes lines: words parted by a bar, empty where there is no value.
class Writer {
public:
    explicit Writer(const Arrival& arrival) : arrival_{arrival} {}

    template <class... Values>
    void line(std::string_view kind, const Values&... values) {
        text_ += kind;
        (put_next(values), ...);
        text_ += '\n';
    }
    std::string take() { return std::move(text_); }
    bool is_as_it_came() const { return arrival_.fact_at == nullptr; }

private:
    template <class T>
    void put_next(const T& value) {
        text_ += '|';
        put(value);
    }
    void put(std::string_view value) { text_ += value; }
    void put(const std::string& value) { text_ += value; }
    void put(bool value) { text_ += value ? '1' : '0'; }
    template <class T>
        requires std::is_integral_v<T>
    void put(T value) {
        std::array<char, 24> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        text_.append(digits.data(), end);
    }
    template <class T>
        requires std::is_enum_v<T>
    void put(T value) {
        put(static_cast<std::int64_t>(value));
    }
    void put(Quantity value) { put(value.ticks()); }
    void put(Money value) { put(value.ticks()); }
    void put(LocalDate value) { put(value.days()); }
    void put(LocalDateTime value) {
        put(value.date);
        text_ += ' ';
        put(value.second_of_day);
    }
    template <class T>
    void put(const std::optional<T>& value) {
        if (value) put(*value);
    }
    void put(const std::vector<LogPosition>& positions) {
        std::vector<std::uint64_t> facts;
        facts.reserve(positions.size());
        for (const LogPosition& position : positions) facts.push_back(position.value());
        if (!is_as_it_came()) {
            for (std::uint64_t& fact : facts) fact = (*arrival_.fact_at)[fact];
            std::ranges::sort(facts);
        }
        for (std::uint64_t fact : facts) {
            put(fact);
            text_ += ' ';
        }
    }

    const Arrival& arrival_;
    std::string text_;
};

// Each row is taken apart as a whole, so that a field that is not printed does not compile.

void put(Writer& out, const book::LotRow& row) {
    const auto& [key, line, part, unit, clave, fraccion, entry_date, crossed_on, paid_at, printed,
                 term_start, term_end, conservative, cff12, closing, quantity, umt, value, iva,
                 payment_form, duty, plant, available_from, disassembly, is_of_scrap, before,
                 rejected, is_declared, is_proposed, is_assumed, is_missing, positions, left,
                 provisional] = row;
    out.line("lot", key, line, part, unit, clave, fraccion, entry_date, crossed_on, paid_at,
             printed, term_start, term_end, conservative, cff12, closing, quantity, umt, value, iva,
             payment_form, duty, plant, available_from, disassembly, is_of_scrap, rejected,
             is_declared, is_proposed, is_assumed, is_missing, positions, left, provisional);
    if (!before) return;
    const auto& [day, out_then, umt_then, value_then, iva_then] = *before;
    out.line("before", day, out_then, umt_then, value_then, iva_then);
}

void put(Writer& out, const book::OutcomeRow& row) {
    const auto& [key, clave, date, order_text, expiry, is_scrap, is_provisional, pair_fault, kind,
                 is_return_abroad, is_history, clears, positions] = row;
    out.line("outcome", key, clave, date, order_text, expiry, is_scrap, is_provisional, pair_fault,
             kind, is_return_abroad, is_history, clears, positions);
}

void put(Writer& out, const book::UseRow& row) {
    const auto& [outcome, line, material, column, product, part, unit, plant, asked, shortage,
                 national, status, own_lot, own_why, is_frozen] = row;
    out.line("use", outcome, line, material, column, product, part, unit, plant, asked, shortage,
             national, status, own_lot, own_why, is_frozen);
}

void put(Writer& out, const book::TakeRow& row) {
    const auto& [use, lot, quantity, umt, value, iva] = row;
    out.line("take", use, lot, quantity, umt, value, iva);
}

void put(Writer& out, const book::ScrapRow& row) {
    const auto& [part, date, change] = row;
    out.line("scrap", part, date, change);
}

void put(Writer& out, const book::HeldRow& row) {
    const auto& [outcome, part, quantity] = row;
    out.line("held", outcome, part, quantity);
}

void put(Writer& out, const book::CertificateRow& row) {
    const auto& [outcome, part, a, b, c, cleared] = row;
    out.line("certificate", outcome, part, a, b, c, cleared);
}

void put(Writer& out, const book::YieldRow& row) {
    const auto& [outcome, part, unit, fraccion, per_unit, is_scrap] = row;
    out.line("yield", outcome, part, unit, fraccion, per_unit, is_scrap);
}

void put(Writer& out, const book::LonelyHalf& row) {
    const auto& [subject, paid] = row;
    out.line("lonely", subject, paid);
}

void put(Writer& out, const book::Alert& row) {
    const auto& [code, subject, part, lot, amount, money, umt, reason, days, periods, fine_min,
                 fine_max, delay_minutes] = row;
    out.line("alert", code, subject, part, lot, amount, money, umt, reason, days, periods, fine_min,
             fine_max, delay_minutes);
}

template <class Rows>
void put_all(Writer& out, const Rows& rows) {
    for (const auto& row : rows) put(out, row);
}

void put(Writer& out, const book::Derived& derived) {
    const auto& [lots, outcomes, uses, takes, scrap, national, national_takes, held, certificates,
                 yields, lonely, mode, alerts] = derived;
    out.line("mode", mode);
    put_all(out, lots);
    put_all(out, outcomes);
    put_all(out, uses);
    put_all(out, takes);
    auto pool = scrap;  // of one day in order of arrival
    if (!out.is_as_it_came()) {
        std::ranges::sort(pool, {}, [](const book::ScrapRow& row) {
            return std::tie(row.part, row.date, row.change);
        });
    }
    put_all(out, pool);
    out.line("national");
    put_all(out, national);
    put_all(out, national_takes);
    put_all(out, held);
    put_all(out, certificates);
    put_all(out, yields);
    put_all(out, lonely);
    put_all(out, alerts);
}

void put_credit(Writer& out, const book::Book& book, const std::string& rfc,
                const book::Derived& derived) {
    for (const auto& [period, values] : book::reports_of(derived)) {
        for (const auto& [fraccion, value] : values) {
            out.line("report", period.year, period.month, period.type, fraccion, value);
        }
        const auto version = book::version_of(book.filings(), rfc, period, values);
        out.line("version", version.version, version.replaces, version.approver);
    }
    for (const book::FiledReport& filed : book.filings().all()) {
        if (filed.rfc != rfc) continue;
        out.line("filed", filed.period.year, filed.period.month, filed.period.type);
        for (const auto& [fraccion, value] : filed.values) out.line("of", fraccion, value);
        for (const std::string& approver : filed.approvers) out.line("by", approver);
    }
    const book::Account account = book::sat_account(derived);
    out.line("credit", account.credit);
    for (const book::AccountLot& lot : account.lots) out.line("sat", lot.value, lot.iva);
    for (const auto& [period, released] : account.released) out.line("released", released);
    for (const book::AccountLot& own : book::own_accounts(derived)) {
        out.line("own", own.value, own.iva);
    }
}

}  // namespace

std::string text_of(const book::Derived& derived, const Arrival& arrival) {
    Writer out{arrival};
    put(out, derived);
    return out.take();
}

std::string text_of(book::Book& book, LocalDate today, const Arrival& arrival) {
    Writer out{arrival};
    for (const std::string& rfc : book.companies()) {
        out.line("company", rfc);
        const book::Derived& derived = book.derived(rfc);
        put(out, derived);
        put_all(out, book.alerts(rfc, today));
        for (const book::LotBalance& balance : book::balances_at(derived, today)) {
            out.line("balance", balance.left, balance.provisional, balance.value);
        }
        put_credit(out, book, rfc, derived);
        for (const book::AssetRow& asset : book.assets().rows(rfc)) {
            out.line("asset", asset.serial, asset.now, asset.entry.clave, asset.entry.date,
                     asset.state, asset.positions);
        }
        for (const std::optional<LocalDate> on : {std::optional<LocalDate>{}, {today}}) {
            for (const auto& row : book.physical().stock(rfc, on, book.catalogs())) {
                out.line("stock", row.place, row.part, row.where, row.quantity);
            }
        }
    }
    return out.take();
}

std::string first_difference(const std::string& expected, const std::string& got) {
    if (expected == got) return {};
    const auto [a, b] = std::ranges::mismatch(expected, got);
    const auto at = static_cast<std::size_t>(a - expected.begin());
    const std::size_t newline = at == 0 ? std::string::npos : expected.rfind('\n', at - 1);
    const std::size_t start = newline == std::string::npos ? 0 : newline + 1;
    const auto line_of = [&](const std::string& text) {
        return text.substr(start, text.find('\n', start) - start);
    };
    return fmt::format("expected {}\n     got {}", line_of(expected), line_of(got));
}

}  // namespace saldo::test
