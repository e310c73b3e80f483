#include "hub/book/credit.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "hub/ledger/keys.hpp"
#include "hub/ledger/share.hpp"

namespace saldo::book {
namespace {

/// The report that tells of the outcome, once its discharge is confirmed.
std::optional<ReportPeriod> period_of(const OutcomeRow& outcome) {
    const auto type = ledger::report_type(outcome.clave, outcome.date);
    if (!type || outcome.is_provisional || outcome.is_history) return std::nullopt;
    const CivilDate day = outcome.date.civil();
    return ReportPeriod{day.year, static_cast<std::uint8_t>(day.month), *type};
}

/// A part of a value, as the proportion that `share.hpp` cuts other amounts by.
Quantity as_share(Money money) { return Quantity::from_ticks(money.ticks()); }

/// SAT's FIFO: charges of one tariff code, oldest first.
class Sat {
public:
    explicit Sat(const Derived& derived) : derived_{derived} {
        account_.lots.resize(derived.lots.size());
        for (std::uint32_t i = 0; i < derived.lots.size(); ++i) {
            const LotRow& lot = derived.lots[i];
            account_.lots[i] = {lot.value.value_or(Money{}), lot.iva.value_or(Money{})};
            if (is_on_account(lot)) charges_[lot.fraccion].push_back(i);
        }
        for (auto& [fraccion, lots] : charges_) {
            std::ranges::stable_sort(lots, [&](std::uint32_t a, std::uint32_t b) {
                return age(derived.lots[a]) < age(derived.lots[b]);
            });
        }
    }

    Account run() {
        for (const auto& [period, values] : reports_of(derived_)) {
            Money& released = account_.released[period];
            for (const auto& [fraccion, value] : values) released += apply(fraccion, value);
        }
        for (const auto& [fraccion, lots] : charges_) {
            for (std::uint32_t i : lots) account_.credit += account_.lots[i].iva;
        }
        return std::move(account_);
    }

private:
    /// Lots of one partida that are of several parts: by part, so that the order is total.
    using Age = std::tuple<LocalDate, LocalDate, std::uint64_t, std::uint32_t, std::string_view,
                           std::string_view>;
    static Age age(const LotRow& lot) {
        return {lot.entry_date, lot.paid_at.date, lot.printed, lot.line, lot.key, lot.part};
    }

    /// Gives the IVA that goes with the value.
    Money apply(std::uint32_t fraccion, Money value) {
        Money released;
        for (std::uint32_t i : charges_[fraccion]) {
            if (value.ticks() <= 0) break;
            AccountLot& left = account_.lots[i];
            const Money taken = std::min(left.value, value);
            value = value - taken;
            left.value = left.value - taken;
            const LotRow& lot = derived_.lots[i];
            const Money whole = *lot.value;
            const Money iva = lot.iva.value_or(Money{});
            const Money out = ledger::value_out(as_share(whole - left.value), as_share(whole), iva);
            const Money iva_left = iva - out;
            released += left.iva - iva_left;
            left.iva = iva_left;
        }
        return released;
    }

    const Derived& derived_;
    Account account_;
    std::map<std::uint32_t, std::vector<std::uint32_t>> charges_;
};

}  // namespace

std::string_view to_string(ReportType type) {
    switch (type) {
        case ReportType::ctm: return "ctm";
        case ReportType::destruction_donation: return "destruction-donation";
        case ReportType::regime_change: return "regime-change";
        case ReportType::regularisation: return "regularisation";
        case ReportType::retorno: return "return";
        case ReportType::virtual_transfer: return "virtual";
    }
    return "";
}

LocalDate last_day(const ReportPeriod& period) {
    return LocalDate::from_civil({period.year, period.month, 1}).plus_months(1).plus_days(-1);
}

LocalDate due_day(const ReportPeriod& period) {
    const LocalDate first = LocalDate::from_civil({period.year, period.month, 1});
    return first.plus_months(2).plus_days(-1);
}

std::string name_of(const ReportPeriod& period) {
    return fmt::format("{}/{:04}-{:02}", to_string(period.type), period.year, period.month);
}

bool is_on_account(const LotRow& lot) {
    const bool credited =
        lot.payment_form == payment_form_of_credit || lot.payment_form == payment_form_of_guarantee;
    return credited && lot.value && lot.fraccion != 0;
}

std::map<ReportPeriod, ValueByTariff> reports_of(const Derived& derived) {
    std::map<ReportPeriod, ValueByTariff> reports;
    for (const TakeRow& take : derived.takes) {
        const LotRow& lot = derived.lots[take.lot];
        const auto period = period_of(derived.outcomes[derived.uses[take.use].outcome]);
        if (period && is_on_account(lot)) reports[*period][lot.fraccion] += take.value;
    }
    return reports;
}

FrozenReport frozen_rows(const Derived& derived, const ReportPeriod& period) {
    FrozenReport rows;
    if (derived.mode != DischargeMode::quantity) return rows;
    for (const OutcomeRow& outcome : derived.outcomes) {
        if (period_of(outcome) == period) rows[outcome.key];
    }
    for (const TakeRow& take : derived.takes) {
        const UseRow& use = derived.uses[take.use];
        const auto held = rows.find(derived.outcomes[use.outcome].key);
        if (held == rows.end()) continue;
        held->second.push_back({use.line, use.product, use.part, use.column,
                                name_of(derived.lots[take.lot]), take.quantity});
    }
    return rows;
}

Account sat_account(const Derived& derived) { return Sat{derived}.run(); }

std::vector<AccountLot> own_accounts(const Derived& derived) {
    std::vector<AccountLot> left;
    left.reserve(derived.lots.size());
    for (const LotRow& lot : derived.lots) {
        left.push_back({lot.value.value_or(Money{}), lot.iva.value_or(Money{})});
    }
    for (const TakeRow& take : derived.takes) {
        if (derived.outcomes[derived.uses[take.use].outcome].is_provisional) continue;
        AccountLot& lot = left[take.lot];
        lot.value = lot.value - take.value;
        lot.iva = lot.iva - take.iva;
    }
    return left;
}

ReportVersion version_of(const Filings& filings, const std::string& rfc, const ReportPeriod& period,
                         const ValueByTariff& now) {
    ReportVersion result;
    std::size_t filed = 0;
    for (const FiledReport& report : filings.all()) {
        if (report.rfc != rfc || report.period != period) continue;
        ++filed;
        result.filed = &report.values;
    }
    if (filed == 0) return result;
    const bool changed = *result.filed != now;
    result.version = changed ? filed + 1 : filed;
    result.replaces = result.version - 1;
    if (changed) result.approver = filings.approver(rfc, period, now);
    return result;
}

std::vector<Alert> superseded_reports(const Filings& filings, const std::string& rfc,
                                      const Derived& derived) {
    std::vector<Alert> alerts;
    std::map<ReportPeriod, const ValueByTariff*> standing;
    for (const FiledReport& report : filings.all()) {
        if (report.rfc == rfc) standing[report.period] = &report.values;
    }
    if (standing.empty()) return alerts;
    const auto reports = reports_of(derived);
    for (const auto& [period, filed] : standing) {
        const auto found = reports.find(period);
        const ValueByTariff now = found == reports.end() ? ValueByTariff{} : found->second;
        std::set<std::uint32_t> codes;
        for (const auto& [fraccion, value] : *filed) codes.insert(fraccion);
        for (const auto& [fraccion, value] : now) codes.insert(fraccion);
        for (std::uint32_t fraccion : codes) {
            const auto value_in = [&](const ValueByTariff& values) {
                const auto held = values.find(fraccion);
                return held == values.end() ? Money{} : held->second;
            };
            const Money change = value_in(now) - value_in(*filed);
            if (change == Money{}) continue;
            alerts.push_back({.code = "REPORT_SUPERSEDED",
                              .subject = fmt::format("{}/{:08}", name_of(period), fraccion),
                              .money = change});
        }
    }
    return alerts;
}

}  // namespace saldo::book
