#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/fact.hpp"

namespace saldo::book {

/// What people decided, by what it is about. Order matters only where a later word replaces an
/// earlier one (a cancellation).
class Decisions {
public:
    void add(const Approval& approval, LogPosition position);
    void add(const Projection& projection);
    void add(const Cancellation& cancellation);
    void add(const DirectedDischarge& directed, LogPosition position);
    void add(const KeyDecision& decision, LogPosition position);
    /// The first told of a name stands.
    void add(const CaptureTimes& times);

    /// Shrinkage that was approved for an outcome and part, in total.
    Quantity approved(const std::string& outcome, const std::string& part) const;
    const std::vector<Projection>& projections() const { return projections_; }
    /// The latest word on it, or nothing.
    std::optional<Cancellation> cancellation(const std::string& rfc, Registration what) const;
    /// Last day of what was cancelled, with and without the extension.
    struct Deadline {
        LocalDate day;
        LocalDate extended;
    };
    std::optional<Deadline> deadline(const std::string& rfc, Registration what) const;
    std::vector<DirectedDischarge> directed(const std::string& outcome) const;
    const KeyDecision* key_decision(const std::string& rfc, const std::string& document) const;
    const std::map<std::string, CaptureTimes>& capture_times() const { return capture_times_; }
    /// Where the log tells of decisions about an outcome, for explanations.
    std::vector<LogPosition> positions_of(const std::string& name) const;

private:
    std::map<std::pair<std::string, std::string>, Quantity> approved_;
    std::vector<Projection> projections_;
    std::map<std::pair<std::string, Registration>, Cancellation> cancellations_;
    std::map<std::string, std::vector<DirectedDischarge>> directed_;
    std::map<std::pair<std::string, std::string>, KeyDecision> key_decisions_;
    std::map<std::string, CaptureTimes> capture_times_;
    std::map<std::string, std::vector<LogPosition>> positions_;
};

}  // namespace saldo::book
