#include "hub/prove/catalog_places.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

namespace saldo::hub {
namespace {

using Key = std::tuple<CatalogTopic, std::string, std::string>;
using Topic = CatalogTopic;

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

std::optional<Key> key_of(const Fact& fact) {
    using Found = std::optional<Key>;
    const Overloaded key{
        [](const Company& c) -> Found { return Key{Topic::company, c.rfc, ""}; },
        [](const Policy& p) -> Found { return Key{Topic::company, p.rfc, ""}; },
        [](const Cancellation& c) -> Found { return Key{Topic::company, c.rfc, ""}; },
        [](const Holiday& h) -> Found { return Key{Topic::holiday, "", format_date(h.date)}; },
        [](const Part& p) -> Found { return Key{Topic::part, p.rfc, p.part_number}; },
        [](const UnitConversion& u) -> Found { return Key{Topic::part, u.rfc, u.part_number}; },
        [](const ShrinkageNorm& n) -> Found { return Key{Topic::part, n.rfc, n.part_number}; },
        [](const Substitute& s) -> Found { return Key{Topic::part, s.rfc, s.part_number}; },
        [](const Reclassification& r) -> Found { return Key{Topic::part, r.rfc, r.part_number}; },
        [](const ScrapConversion& s) -> Found { return Key{Topic::part, s.rfc, s.scrap}; },
        [](const Product& p) -> Found { return Key{Topic::product, p.rfc, p.part_number}; },
        [](const BomVersion& b) -> Found { return Key{Topic::product, b.rfc, b.product}; },
        [](const WorkOrder& w) -> Found { return Key{Topic::work_order, w.rfc, w.name}; },
        [](const AgentEnrolment& a) -> Found { return Key{Topic::agent, "", a.agent.value()}; },
        [](const auto&) -> Found { return std::nullopt; }};
    return std::visit(key, fact);
}

}  // namespace

void CatalogPlaces::show(const Recorded& recorded) {
    if (auto key = key_of(recorded.fact)) places_[std::move(*key)].push_back(recorded.position);
}

std::vector<LogPosition> CatalogPlaces::of(CatalogTopic topic, const std::string& rfc,
                                           const std::string& name) const {
    std::vector<LogPosition> found;
    for (const std::string& owner : {rfc, std::string{}}) {
        const auto held = places_.find({topic, owner, name});
        if (held != places_.end()) {
            found.insert(found.end(), held->second.begin(), held->second.end());
        }
        if (rfc.empty()) break;
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace saldo::hub
