#pragma once

#include <string>

#include "common/crypto/hash.hpp"
#include "hub/book/filings.hpp"
#include "hub/book/table.hpp"

namespace saldo::book {

/// A report as it was filed: a row a tariff code, in their order. Its CSV is what is sealed; its
/// columns and bytes are frozen (docs/proof.md, "Sealed reports").
Table filed_table(const FiledReport& report);
/// The same out of what a seal says.
FiledReport report_of(const ReportSeal& seal);

/// SHA-256 of the CSV.
Digest digest_of(const FiledReport& report);

/// Reads "return/2026-02", or "return/2026-02#2": the version of it, 0 for the one that stands.
struct ReportName {
    ReportPeriod period;
    std::uint32_t version = 0;
};
/// Errors: malformed.
Result<ReportName> parse_report_name(std::string_view text);

/// The filed report of that name; null where there is none.
const FiledReport* find_report(const Filings& filings, const std::string& rfc,
                               const ReportName& name);

}  // namespace saldo::book
