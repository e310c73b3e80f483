#include "hub/book/decisions.hpp"

#include <utility>

namespace saldo::book {
namespace {

constexpr int days_after_notice = 60;  // Decree 28, rules 4.3.8 and 7.2.7

}  // namespace

void Decisions::add(const Approval& approval, LogPosition position) {
    approved_[{approval.outcome, approval.part_number}] += approval.quantity;
    positions_[approval.outcome].push_back(position);
}

void Decisions::add(const Projection& projection) { projections_.push_back(projection); }

void Decisions::add(const Cancellation& cancellation) {
    cancellations_.insert_or_assign({cancellation.rfc, cancellation.what}, cancellation);
}

void Decisions::add(const DirectedDischarge& directed, LogPosition position) {
    directed_[directed.outcome].push_back(directed);
    positions_[directed.outcome].push_back(position);
}

void Decisions::add(const KeyDecision& decision, LogPosition position) {
    key_decisions_.insert_or_assign({decision.rfc, decision.document}, decision);
    positions_[decision.document].push_back(position);
}

void Decisions::add(const CaptureTimes& times) { capture_times_.emplace(times.name, times); }

Quantity Decisions::approved(const std::string& outcome, const std::string& part) const {
    const auto found = approved_.find({outcome, part});
    return found == approved_.end() ? Quantity{} : found->second;
}

std::optional<Cancellation> Decisions::cancellation(const std::string& rfc,
                                                    Registration what) const {
    const auto found = cancellations_.find({rfc, what});
    if (found == cancellations_.end()) return std::nullopt;
    return found->second;
}

std::optional<Decisions::Deadline> Decisions::deadline(const std::string& rfc,
                                                       Registration what) const {
    const auto cancelled = cancellation(rfc, what);
    if (!cancelled) return std::nullopt;
    const LocalDate day = cancelled->notice.plus_days(days_after_notice);
    return Deadline{day, day.plus_days(cancelled->extension_days)};
}

std::vector<DirectedDischarge> Decisions::directed(const std::string& outcome) const {
    const auto found = directed_.find(outcome);
    return found == directed_.end() ? std::vector<DirectedDischarge>{} : found->second;
}

const KeyDecision* Decisions::key_decision(const std::string& rfc,
                                           const std::string& document) const {
    const auto found = key_decisions_.find({rfc, document});
    return found == key_decisions_.end() ? nullptr : &found->second;
}

std::vector<LogPosition> Decisions::positions_of(const std::string& name) const {
    const auto found = positions_.find(name);
    return found == positions_.end() ? std::vector<LogPosition>{} : found->second;
}

}  // namespace saldo::book
