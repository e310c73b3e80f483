#include "hub/export/placing.hpp"

#include <variant>

namespace saldo::hub {
namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

}  // namespace

std::string Placing::of_name(std::string_view name) const {
    const auto held = names_.find(name);
    return held == names_.end() ? std::string{} : held->second;
}

std::string Placing::of_agent(std::string_view agent) const {
    const auto held = agents_.find(agent);
    return held == agents_.end() ? std::string{} : held->second;
}

std::string Placing::give(const std::string& name, const std::string& rfc) {
    names_.try_emplace(name, rfc);
    return rfc;
}

std::string Placing::of_fact(const Fact& fact) {
    const Overloaded company_of{
        [&](const AgentEnrolment& a) { return agents_[a.agent.value()] = a.rfc; },
        [&](const AgentRevocation& r) { return of_agent(r.agent.value()); },
        [&](const AgentAdmission& a) { return of_agent(a.agent.value()); },
        [&](const QuarantinedRecord& q) { return of_agent(q.place.agent.value()); },
        [&](const ClockStepped& s) { return of_agent(s.place.agent.value()); },
        [&](const JournalCheckpoint& c) { return of_agent(c.place.agent.value()); },
        [&](const EntryDeclaration& e) { return give(e.name, e.rfc); },
        [&](const OutcomeDeclaration& o) { return give(o.name, o.rfc); },
        [&](const OpeningBalance& o) { return give(o.entry.name, o.entry.rfc); },
        [&](const Disassembly& d) { return give(d.name, d.rfc); },
        [&](const WorkOrder& w) { return give(w.name, w.rfc); },
        [&](const Adjustment& a) { return give(a.name, a.rfc); },
        [&](const AssetEntry& a) { return give(a.serial, a.rfc); },
        [&](const EntryRectification& r) { return of_name(r.name); },
        [&](const ConsolidatedDelivery& d) { return of_name(d.entry); },
        [&](const UseLine& l) { return of_name(l.outcome); },
        [&](const ExitLine& l) { return of_name(l.outcome); },
        [&](const ValueLine& l) { return of_name(l.outcome); },
        [&](const Approval& a) { return of_name(a.outcome); },
        [&](const DirectedDischarge& d) { return of_name(d.outcome); },
        [&](const Withdrawal& w) { return of_name(w.name); },
        [&](const AssetMove& m) { return give(m.name, of_name(m.serial)); },
        [&](const Holiday&) { return std::string{}; },
        [&](const auto& told) { return told.rfc; }};
    return std::visit([&](const auto& told) -> std::string { return company_of(told); }, fact);
}

}  // namespace saldo::hub
