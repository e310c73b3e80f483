#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/result.hpp"
#include "common/domain/fact.hpp"
#include "hub/book/catalogs.hpp"
#include "hub/ledger/fold.hpp"

namespace saldo::book {

/// One discharge report of the credit account: a type of outcome and a month. Ordered as SAT
/// applies them (Annex 30).
struct ReportPeriod {
    std::int32_t year = 0;
    std::uint8_t month = 0;
    ReportType type = ReportType::retorno;
    friend auto operator<=>(const ReportPeriod&, const ReportPeriod&) = default;
};
/// Commercial value by tariff code at import.
using ValueByTariff = std::map<std::uint32_t, Money>;

/// A report as it was filed; it is never edited, only followed by another version.
struct FiledReport {
    std::string rfc;
    ReportPeriod period;
    ValueByTariff values;
    LogPosition position;
    std::uint32_t version = 0;           ///< of this report, from 1; set by file()
    std::vector<std::string> approvers;  ///< of a replacement that two people approved
};

/// A seal, and where the log tells it.
struct SealedReport {
    ReportSeal seal;
    LogPosition position;
};

/// One row of a filed discharge that a policy keeps as it was filed.
struct FrozenRow {
    std::uint32_t line = 0;
    std::string product;
    std::string part;
    ledger::Column column = ledger::Column::incorporated;
    std::string lot;
    Quantity quantity;
};
/// Frozen rows of one report, by outcome.
using FrozenReport = std::map<std::string, std::vector<FrozenRow>>;

/// What was filed, what waits to replace it, and what is kept as it was filed.
class Filings {
public:
    void file(FiledReport report);
    /// In the order in which they were filed.
    const std::vector<FiledReport>& all() const { return filed_; }
    /// The version that stands; null where none was filed.
    const FiledReport* standing(const std::string& rfc, const ReportPeriod& period) const;

    /// What was sealed of a filing; the first seal of one stands.
    Verdict seal(ReportSeal seal, LogPosition position);
    /// Null for a filing that nobody sealed.
    const SealedReport* sealed(LogPosition filed) const;

    /// One approval of `values` in place of what stands. Other values than those approved before
    /// make the earlier approval void.
    /// Gives:   both approvers, once there are two; empty after the first; an error, "the same
    ///          person twice".
    Result<std::vector<std::string>> approve(const ReplacementApproval& approval,
                                             const ValueByTariff& values);
    /// Who approved the replacement that waits, if it is of these values.
    std::optional<std::string> approver(const std::string& rfc, const ReportPeriod& period,
                                        const ValueByTariff& values) const;

    void freeze(const std::string& rfc, const ReportPeriod& period, FrozenReport rows);
    /// Takes the frozen rows of a report away, if it has any.
    std::optional<FrozenReport> thaw(const std::string& rfc, const ReportPeriod& period);
    /// What is frozen of an outcome; null where its report was not frozen.
    const std::vector<FrozenRow>* frozen(const std::string& rfc, const std::string& outcome) const;

private:
    using Key = std::pair<std::string, ReportPeriod>;
    struct Waiting {
        std::string approver;
        ValueByTariff values;
    };
    std::vector<FiledReport> filed_;
    std::map<LogPosition, SealedReport> sealed_;  // by the filing
    std::map<Key, Waiting> waiting_;
    std::map<Key, FrozenReport> frozen_;
    std::map<std::pair<std::string, std::string>, ReportPeriod> by_outcome_;
};

}  // namespace saldo::book
