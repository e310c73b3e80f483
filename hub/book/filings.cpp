#include "hub/book/filings.hpp"

#include <algorithm>

namespace saldo::book {
namespace {

ReportPeriod period_of(const ReplacementApproval& a) { return {a.year, a.month, a.type}; }

}  // namespace

void Filings::file(FiledReport report) {
    waiting_.erase({report.rfc, report.period});
    const FiledReport* before = standing(report.rfc, report.period);
    report.version = before == nullptr ? 1 : before->version + 1;
    filed_.push_back(std::move(report));
}

const FiledReport* Filings::standing(const std::string& rfc, const ReportPeriod& period) const {
    const auto found = std::find_if(filed_.rbegin(), filed_.rend(), [&](const FiledReport& report) {
        return report.rfc == rfc && report.period == period;
    });
    return found == filed_.rend() ? nullptr : &*found;
}

Verdict Filings::seal(ReportSeal seal, LogPosition position) {
    const LogPosition filed{seal.position};
    const bool is_first = sealed_.try_emplace(filed, std::move(seal), position).second;
    return is_first ? Verdict::fresh : Verdict::duplicate;
}

const SealedReport* Filings::sealed(LogPosition filed) const {
    const auto found = sealed_.find(filed);
    return found == sealed_.end() ? nullptr : &found->second;
}

Result<std::vector<std::string>> Filings::approve(const ReplacementApproval& approval,
                                                  const ValueByTariff& values) {
    const auto [held, is_first] =
        waiting_.try_emplace({approval.rfc, period_of(approval)}, approval.approver, values);
    if (is_first) return std::vector<std::string>{};
    if (held->second.values != values) {
        held->second = {approval.approver, values};
        return std::vector<std::string>{};
    }
    if (held->second.approver == approval.approver) {
        return Error{Errc::conflict, "the same person twice"};
    }
    return std::vector{held->second.approver, approval.approver};
}

std::optional<std::string> Filings::approver(const std::string& rfc, const ReportPeriod& period,
                                             const ValueByTariff& values) const {
    const auto held = waiting_.find({rfc, period});
    if (held == waiting_.end() || held->second.values != values) return std::nullopt;
    return held->second.approver;
}

void Filings::freeze(const std::string& rfc, const ReportPeriod& period, FrozenReport rows) {
    thaw(rfc, period);
    for (const auto& [outcome, kept] : rows) by_outcome_[{rfc, outcome}] = period;
    frozen_[{rfc, period}] = std::move(rows);
}

std::optional<FrozenReport> Filings::thaw(const std::string& rfc, const ReportPeriod& period) {
    const auto held = frozen_.find({rfc, period});
    if (held == frozen_.end()) return std::nullopt;
    for (const auto& [outcome, kept] : held->second) by_outcome_.erase({rfc, outcome});
    FrozenReport rows = std::move(held->second);
    frozen_.erase(held);
    return rows;
}

const std::vector<FrozenRow>* Filings::frozen(const std::string& rfc,
                                              const std::string& outcome) const {
    const auto found = by_outcome_.find({rfc, outcome});
    if (found == by_outcome_.end()) return nullptr;
    return &frozen_.at({rfc, found->second}).at(outcome);
}

}  // namespace saldo::book
