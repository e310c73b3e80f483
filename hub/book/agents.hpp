#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/book/catalogs.hpp"

namespace saldo::book {

/// Who may write to this hub, by what was decided, in order.
class Agents {
public:
    /// The first of an agent says for which plant it writes, for ever; a later one of the same
    /// plant replaces its key and ends a revocation. Another plant is a conflict: what the agent's
    /// name stood for in records must not change.
    Verdict add(const AgentEnrolment& enrolment);
    /// Conflict for an agent that was never enrolled.
    Verdict add(const AgentRevocation& revocation);
    /// True when the fact would change nothing.
    bool holds(const AgentEnrolment& enrolment) const;
    bool holds(const AgentRevocation& revocation) const;

    /// What an agent recorded of itself, at its position in the log.
    Verdict add(const ClockStepped& step);
    Verdict add(const JournalCheckpoint& checkpoint, LogPosition position);

    struct Evidence {
        std::uint64_t clock_steps = 0;
        std::vector<LogPosition> checkpoints;  ///< where they are, oldest first
    };
    const std::map<std::string, Evidence>& evidence() const { return evidence_; }

    const std::map<std::string, AgentEnrolment>& enrolled() const { return enrolled_; }
    /// Those that nothing is taken from now, each with the reason.
    const std::map<std::string, std::string>& revoked() const { return revoked_; }

private:
    std::map<std::string, AgentEnrolment> enrolled_;
    std::map<std::string, std::string> revoked_;
    std::map<std::string, Evidence> evidence_;
};

}  // namespace saldo::book
