#include "hub/book/agents.hpp"

namespace saldo::book {

Verdict Agents::add(const AgentEnrolment& enrolment) {
    if (holds(enrolment)) return Verdict::duplicate;
    const std::string agent = enrolment.agent.value();
    const auto [held, is_new] = enrolled_.try_emplace(agent, enrolment);
    if (is_new) return Verdict::fresh;
    if (held->second.rfc != enrolment.rfc || held->second.plant != enrolment.plant) {
        return Verdict::conflict;
    }
    held->second = enrolment;
    revoked_.erase(agent);
    return Verdict::fresh;
}

Verdict Agents::add(const AgentRevocation& revocation) {
    const std::string agent = revocation.agent.value();
    if (!enrolled_.contains(agent)) return Verdict::conflict;
    return revoked_.try_emplace(agent, revocation.reason).second ? Verdict::fresh
                                                                 : Verdict::duplicate;
}

bool Agents::holds(const AgentEnrolment& enrolment) const {
    const std::string agent = enrolment.agent.value();
    const auto held = enrolled_.find(agent);
    return held != enrolled_.end() && held->second == enrolment && !revoked_.contains(agent);
}

bool Agents::holds(const AgentRevocation& revocation) const {
    return revoked_.contains(revocation.agent.value());
}

Verdict Agents::add(const ClockStepped& step) {
    ++evidence_[step.place.agent.value()].clock_steps;
    return Verdict::fresh;
}

Verdict Agents::add(const JournalCheckpoint& checkpoint, LogPosition position) {
    evidence_[checkpoint.place.agent.value()].checkpoints.push_back(position);
    return Verdict::fresh;
}

}  // namespace saldo::book
