#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/book/derived.hpp"
#include "hub/book/filings.hpp"

namespace saldo::book {

// The credit account (SCCCyG, Annex 30; anexo24.md section 6): SAT's own ledger of IVA credit, by
// tariff code at import. Contents only; the layout of the authority's file is not known.

/// "return", "regime-change", "virtual", "ctm", "destruction-donation", "regularisation".
std::string_view to_string(ReportType type);

/// Last day to file: of the month that follows.
LocalDate due_day(const ReportPeriod& period);
/// Last day of the month that it is of.
LocalDate last_day(const ReportPeriod& period);
/// "return/2026-02".
std::string name_of(const ReportPeriod& period);

/// Value discharged, by report and tariff code at import: confirmed rows of lots with payment form
/// 21 or 22, a value and a tariff code.
std::map<ReportPeriod, ValueByTariff> reports_of(const Derived& derived);

/// What each confirmed outcome of the report took, as the book has it. Empty in a value mode.
FrozenReport frozen_rows(const Derived& derived, const ReportPeriod& period);

/// Does the lot stand on the credit account?
bool is_on_account(const LotRow& lot);

/// What is left of a lot in SAT's view: its FIFO by tariff code over the reports, in the order of
/// periods and types.
struct AccountLot {
    Money value;
    Money iva;
};
struct Account {
    std::vector<AccountLot> lots;            ///< by index into Derived::lots
    std::map<ReportPeriod, Money> released;  ///< IVA
    Money credit;                            ///< IVA left on the account
};
Account sat_account(const Derived& derived);

/// Value and IVA left of each lot by the company's own confirmed rows, by index.
std::vector<AccountLot> own_accounts(const Derived& derived);

/// How a report stands to what was filed of it.
struct ReportVersion {
    std::size_t version = 1;               ///< of what the book says now
    std::size_t replaces = 0;              ///< filed version that it would replace; 0: none
    const ValueByTariff* filed = nullptr;  ///< the version that stands, where one was filed
    std::optional<std::string> approver;   ///< first of the two that a replacement needs
};
ReportVersion version_of(const Filings& filings, const std::string& rfc, const ReportPeriod& period,
                         const ValueByTariff& now);

/// REPORT_SUPERSEDED for each tariff code of a filed report that the book sees otherwise by now.
/// The filed version stands until another one is filed.
std::vector<Alert> superseded_reports(const Filings& filings, const std::string& rfc,
                                      const Derived& derived);

}  // namespace saldo::book
