#include "hub/book/credit_tables.hpp"

#include <set>

#include <fmt/format.h>

#include "hub/book/credit.hpp"

namespace saldo::book {
namespace {

Money value_of(const ValueByTariff& values, std::uint32_t fraccion) {
    const auto held = values.find(fraccion);
    return held == values.end() ? Money{} : held->second;
}

std::string_view state_of(const ReportVersion& version, bool is_same) {
    if (version.filed == nullptr) return "open";
    if (is_same) return "filed";
    return version.approver ? "replacement_approved_once" : "replacement";
}

std::vector<Column> columns_of(std::initializer_list<Column> columns) { return columns; }

}  // namespace

Table credit_reports_table(Book& book, const std::string& rfc) {
    Table table{.columns = columns_of({{"rfc", false, true},
                                       {"type", false, true},
                                       {"period", false, true},
                                       {"fraccion", false, true},
                                       {"due"},
                                       {"version", true},
                                       {"replaces", true},
                                       {"state"},
                                       {"filed_mxn", true},
                                       {"now_mxn", true},
                                       {"difference_mxn", true},
                                       {"approver"}}),
                .rows = {}};
    auto reports = reports_of(book.derived(rfc));
    for (const FiledReport& filed : book.filings().all()) {
        if (filed.rfc == rfc) reports.try_emplace(filed.period);
    }
    for (const auto& [period, now] : reports) {
        const ReportVersion version = version_of(book.filings(), rfc, period, now);
        const ValueByTariff filed = version.filed == nullptr ? ValueByTariff{} : *version.filed;
        std::set<std::uint32_t> codes;
        for (const auto* values : {&filed, &now}) {
            for (const auto& [fraccion, value] : *values) codes.insert(fraccion);
        }
        const std::string_view state = state_of(version, filed == now);
        for (std::uint32_t fraccion : codes) {
            const Money was = value_of(filed, fraccion);
            const Money is = value_of(now, fraccion);
            const bool was_filed = version.filed != nullptr;
            table.rows.push_back(
                {rfc, to_string(period.type), fmt::format("{:04}-{:02}", period.year, period.month),
                 fmt::format("{:08}", fraccion), format_date(due_day(period)),
                 std::to_string(version.version), std::to_string(version.replaces), state,
                 was_filed ? format_money(was) : "", format_money(is),
                 was_filed ? format_money(is - was) : "", version.approver.value_or("")});
        }
    }
    return table;
}

Table credit_account_table(Book& book, const std::string& rfc) {
    Table table{.columns = columns_of({{"rfc", false, true},
                                       {"lot_key", false, true},
                                       {"lot_secuencia", true, true},
                                       {"part_number", false, true},
                                       {"fraccion"},
                                       {"entry_date"},
                                       {"payment_form", true},
                                       {"value_mxn", true},
                                       {"iva_mxn", true},
                                       {"own_value_left_mxn", true},
                                       {"sat_value_left_mxn", true},
                                       {"own_iva_left_mxn", true},
                                       {"sat_iva_left_mxn", true},
                                       {"own_minus_sat_mxn", true}}),
                .rows = {}};
    const Derived& derived = book.derived(rfc);
    const Account sat = sat_account(derived);
    const std::vector<AccountLot> own = own_accounts(derived);
    for (std::uint32_t i = 0; i < derived.lots.size(); ++i) {
        const LotRow& lot = derived.lots[i];
        if (!is_on_account(lot)) continue;
        table.rows.push_back(
            {rfc, lot.key, std::to_string(lot.line), lot.part, fmt::format("{:08}", lot.fraccion),
             format_date(lot.entry_date), std::to_string(lot.payment_form),
             format_money(lot.value.value_or(Money{})), format_money(lot.iva.value_or(Money{})),
             format_money(own[i].value), format_money(sat.lots[i].value), format_money(own[i].iva),
             format_money(sat.lots[i].iva), format_money(own[i].value - sat.lots[i].value)});
    }
    return table;
}

}  // namespace saldo::book
