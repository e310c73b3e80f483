#include "hub/book/catalogs.hpp"

#include <tuple>

namespace saldo::book {
namespace {

template <class Map, class Key, class T>
bool holds_equal(const Map& map, const Key& key, const T& entry) {
    const auto found = map.find(key);
    return found != map.end() && found->second == entry;
}

}  // namespace

template <class Map, class Key, class T>
Verdict Catalogs::put(Map& map, Key key, const T& entry) {
    if (holds_equal(map, key, entry)) return Verdict::duplicate;
    map.insert_or_assign(std::move(key), entry);
    return Verdict::fresh;
}

Verdict Catalogs::add(const Company& c) { return put(companies_, c.rfc, c); }
Verdict Catalogs::add(const Plant& p) { return put(plants_, Name{p.rfc, p.plant}, p); }
Verdict Catalogs::add(const Part& p) { return put(parts_, Name{p.rfc, p.part_number}, p); }
Verdict Catalogs::add(const Product& p) { return put(products_, Name{p.rfc, p.part_number}, p); }
Verdict Catalogs::add(const BomVersion& v) {
    return put(boms_, BomKey{v.rfc, v.product, v.valid_from}, v);
}
Verdict Catalogs::add(const UnitConversion& u) {
    return put(units_, UnitKey{u.rfc, u.part_number, u.unit}, u);
}
Verdict Catalogs::add(const ShrinkageNorm& n) { return put(norms_, Name{n.rfc, n.part_number}, n); }
Verdict Catalogs::add(const Substitute& s) {
    return put(substitutes_, SubstituteKey{s.rfc, s.part_number, s.by, s.valid_from}, s);
}
Verdict Catalogs::add(const ScrapConversion& s) {
    return put(scrap_conversions_, ScrapKey{s.scrap, s.rfc, s.part_number, s.valid_from}, s);
}
Verdict Catalogs::add(const Reclassification& r) {
    return put(reclassifications_, CodeKey{r.rfc, r.part_number, r.valid_from}, r);
}
Verdict Catalogs::add(const Holiday& h) {
    return holidays_.insert(h.date).second ? Verdict::fresh : Verdict::duplicate;
}
Verdict Catalogs::add(const Policy& p) {
    return put(policies_, PolicyKey{p.rfc, p.name, p.valid_from}, p);
}

bool Catalogs::holds(const Company& c) const { return holds_equal(companies_, c.rfc, c); }
bool Catalogs::holds(const Plant& p) const { return holds_equal(plants_, Name{p.rfc, p.plant}, p); }
bool Catalogs::holds(const Part& p) const {
    return holds_equal(parts_, Name{p.rfc, p.part_number}, p);
}
bool Catalogs::holds(const Product& p) const {
    return holds_equal(products_, Name{p.rfc, p.part_number}, p);
}
bool Catalogs::holds(const BomVersion& v) const {
    return holds_equal(boms_, BomKey{v.rfc, v.product, v.valid_from}, v);
}
bool Catalogs::holds(const UnitConversion& u) const {
    return holds_equal(units_, UnitKey{u.rfc, u.part_number, u.unit}, u);
}
bool Catalogs::holds(const ShrinkageNorm& n) const {
    return holds_equal(norms_, Name{n.rfc, n.part_number}, n);
}
bool Catalogs::holds(const Substitute& s) const {
    return holds_equal(substitutes_, SubstituteKey{s.rfc, s.part_number, s.by, s.valid_from}, s);
}
bool Catalogs::holds(const ScrapConversion& s) const {
    return holds_equal(scrap_conversions_, ScrapKey{s.scrap, s.rfc, s.part_number, s.valid_from},
                       s);
}
bool Catalogs::holds(const Reclassification& r) const {
    return holds_equal(reclassifications_, CodeKey{r.rfc, r.part_number, r.valid_from}, r);
}
bool Catalogs::holds(const Holiday& h) const { return holidays_.contains(h.date); }
bool Catalogs::holds(const Policy& p) const {
    return holds_equal(policies_, PolicyKey{p.rfc, p.name, p.valid_from}, p);
}

std::string Catalogs::mode_fault(const Company& c) const {
    const Company* held = company(c.rfc);
    if (held != nullptr && held->mode != c.mode) return "MODE_MIXED";
    const bool needs_leave = c.mode != DischargeMode::quantity;
    return needs_leave && c.mode_authorisation.empty() ? "MODE_NOT_AUTHORISED" : "";
}

template <class T>
const T* Catalogs::find(const std::map<Name, T>& map, std::string_view rfc, std::string_view name) {
    auto found = map.find(Name{rfc, name});
    if (found == map.end()) found = map.find(Name{"", name});
    return found == map.end() ? nullptr : &found->second;
}

const Company* Catalogs::company(std::string_view rfc) const {
    const auto found = companies_.find(std::string{rfc});
    return found == companies_.end() ? nullptr : &found->second;
}
const Plant* Catalogs::plant(std::string_view rfc, std::string_view plant) const {
    return find(plants_, rfc, plant);
}
const Part* Catalogs::part(std::string_view rfc, std::string_view name) const {
    return find(parts_, rfc, name);
}
const Product* Catalogs::product(std::string_view rfc, std::string_view name) const {
    return find(products_, rfc, name);
}

const BomVersion* Catalogs::bom(std::string_view rfc, std::string_view product,
                                std::optional<LocalDate> on) const {
    for (const std::string& owner : {std::string{rfc}, std::string{}}) {
        // The first version past the day; the one before it, if of this product, is in force.
        auto after = boms_.upper_bound(BomKey{owner, product, on});
        if (after == boms_.begin()) continue;
        const auto& [key, version] = *--after;
        if (std::get<0>(key) == owner && std::get<1>(key) == product) return &version;
    }
    return nullptr;
}

std::vector<const BomVersion*> Catalogs::boms(std::string_view rfc,
                                              std::string_view product) const {
    std::vector<const BomVersion*> found;
    for (const std::string& owner : {std::string{}, std::string{rfc}}) {
        auto at = boms_.lower_bound(BomKey{owner, product, std::nullopt});
        for (; at != boms_.end(); ++at) {
            const auto& [key_owner, name, from] = at->first;
            if (key_owner != owner || name != product) break;
            found.push_back(&at->second);
        }
        if (rfc.empty()) break;
    }
    return found;
}

std::uint8_t Catalogs::umc(std::string_view rfc, std::string_view name) const {
    if (const Part* known = part(rfc, name)) return known->umc;
    if (const Product* known = product(rfc, name)) return known->umc;
    return 0;
}

std::optional<Quantity> Catalogs::factor(std::string_view rfc, std::string_view part,
                                         std::uint8_t umc, std::uint8_t unit) const {
    if (unit == umc || unit == 0) return Quantity::from_units(1);
    auto found = units_.find(UnitKey{rfc, part, unit});
    if (found == units_.end()) found = units_.find(UnitKey{"", part, unit});
    if (found == units_.end()) return std::nullopt;
    return found->second.factor;
}

DischargeMode Catalogs::mode_of(std::string_view rfc) const {
    const Company* held = company(rfc);
    return held == nullptr ? DischargeMode::quantity : held->mode;
}

std::optional<Quantity> Catalogs::norm_percent(std::string_view rfc, std::string_view part) const {
    const ShrinkageNorm* norm = find(norms_, rfc, part);
    return norm == nullptr ? std::nullopt : std::optional{norm->percent};
}

const Substitute* Catalogs::authorisation(std::string_view rfc, std::string_view part,
                                          std::string_view by, LocalDate on) const {
    for (const auto& [key, entry] : substitutes_) {
        const bool same =
            (entry.rfc.empty() || entry.rfc == rfc) && entry.part_number == part && entry.by == by;
        const bool counts =
            !entry.authorisation.empty() && (!entry.valid_from || *entry.valid_from <= on);
        if (same && counts) return &entry;
    }
    return nullptr;
}

std::vector<Yield> Catalogs::scrap_content(std::string_view rfc, std::string_view scrap,
                                           LocalDate on) const {
    std::map<std::string_view, const ScrapConversion*> latest;  // by part
    auto at = scrap_conversions_.lower_bound(ScrapKey{std::string{scrap}, {}, {}, {}});
    for (; at != scrap_conversions_.end() && at->second.scrap == scrap; ++at) {
        const ScrapConversion& row = at->second;
        const bool counts =
            (row.rfc.empty() || row.rfc == rfc) && (!row.valid_from || *row.valid_from <= on);
        if (!counts) continue;
        const ScrapConversion*& held = latest[row.part_number];
        // The later day counts; of one day the company's own row.
        if (held == nullptr || held->valid_from <= row.valid_from) held = &row;
    }
    std::vector<Yield> content;
    for (const auto& [part, row] : latest) {
        if (row->factor > Quantity{}) content.push_back({row->part_number, row->factor});
    }
    return content;
}

bool Catalogs::is_authorised(std::string_view rfc, std::string_view part, std::string_view by,
                             LocalDate on) const {
    return authorisation(rfc, part, by, on) != nullptr;
}

std::uint32_t Catalogs::fraccion(std::string_view rfc, std::string_view name, LocalDate on) const {
    for (const std::string& owner : {std::string{rfc}, std::string{}}) {
        auto after = reclassifications_.upper_bound(CodeKey{owner, name, on});
        if (after == reclassifications_.begin()) continue;
        const auto& [key, entry] = *--after;
        if (std::get<0>(key) == owner && std::get<1>(key) == name) return entry.fraccion;
    }
    if (const Part* held = part(rfc, name)) return held->fraccion;
    const Product* made = product(rfc, name);
    return made == nullptr ? 0 : made->fraccion;
}

std::optional<std::uint16_t> Catalogs::policy(std::string_view rfc, PolicyName name,
                                              LocalDate on) const {
    for (const std::string& owner : {std::string{rfc}, std::string{}}) {
        auto after = policies_.upper_bound(PolicyKey{owner, name, on});
        if (after == policies_.begin()) continue;
        const auto& [key, entry] = *--after;
        if (std::get<0>(key) == owner && std::get<1>(key) == name) return entry.value;
    }
    return std::nullopt;
}

std::vector<const Plant*> Catalogs::plants_of(std::string_view rfc) const {
    std::vector<const Plant*> found;
    for (const auto& [name, plant] : plants_) {
        if (name.first == rfc) found.push_back(&plant);
    }
    return found;
}

std::set<std::string> Catalogs::names() const {
    std::set<std::string> all;
    for (const auto& [name, part] : parts_) all.insert(name.second);
    for (const auto& [name, product] : products_) all.insert(name.second);
    return all;
}

}  // namespace saldo::book
