#include "hub/export/fact_names.hpp"

#include <variant>

namespace saldo::hub {
namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

using Names = std::vector<std::string_view>;

}  // namespace

std::string_view name_given(const Fact& fact) {
    const Overloaded name_of{
        [](const EntryDeclaration& e) -> std::string_view { return e.name; },
        [](const OutcomeDeclaration& o) -> std::string_view { return o.name; },
        [](const OpeningBalance& o) -> std::string_view { return o.entry.name; },
        [](const Disassembly& d) -> std::string_view { return d.name; },
        [](const WorkOrder& w) -> std::string_view { return w.name; },
        [](const Adjustment& a) -> std::string_view { return a.name; },
        [](const AssetEntry& a) -> std::string_view { return a.serial; },
        [](const AssetMove& m) -> std::string_view { return m.name; },
        [](const auto&) -> std::string_view { return {}; }};
    return std::visit(name_of, fact);
}

std::vector<std::string_view> names_in(const Fact& fact) {
    const Overloaded names_of{
        [](const EntryDeclaration& e) { return Names{e.name, e.rejected_outcome}; },
        [](const OpeningBalance& o) { return Names{o.entry.name, o.entry.rejected_outcome}; },
        [](const EntryRectification& r) { return Names{r.name}; },
        [](const ConsolidatedDelivery& d) { return Names{d.entry}; },
        [](const OutcomeDeclaration& o) { return Names{o.name, o.clears}; },
        [](const UseLine& l) { return Names{l.outcome, l.rejected_lot}; },
        [](const ExitLine& l) { return Names{l.outcome, l.work_order}; },
        [](const ValueLine& l) { return Names{l.outcome}; },
        [](const Withdrawal& w) { return Names{w.name}; },
        [](const Disassembly& d) { return Names{d.name}; },
        [](const WorkOrder& w) { return Names{w.name}; },
        [](const Adjustment& a) { return Names{a.name}; },
        [](const AssetEntry& a) { return Names{a.serial}; },
        [](const AssetMove& m) { return Names{m.name, m.serial, m.exit_of_return}; },
        [](const CaptureTimes& t) { return Names{t.name}; },
        [](const Approval& a) { return Names{a.outcome}; },
        [](const DirectedDischarge& d) { return Names{d.outcome, d.lot}; },
        [](const ImportedMovement& m) { return Names{m.movement.event_id}; },
        [](const CapturedMovement& m) { return Names{m.movement.event_id}; },
        [](const auto&) { return Names{}; }};
    Names names = std::visit(names_of, fact);
    std::erase_if(names, [](std::string_view name) { return name.empty(); });
    return names;
}

}  // namespace saldo::hub
