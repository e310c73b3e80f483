#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "common/domain/catalog.hpp"
#include "common/domain/decision.hpp"
#include "common/domain/declaration.hpp"

namespace saldo::book {

/// What a fact is, seen from what the book already holds.
enum class Verdict {
    fresh,      ///< it changes the book
    duplicate,  ///< told before, word for word; ignored
    conflict,   ///< contradicts what was accepted first; kept and shown, without effect (D-21)
    refused,    ///< forbidden by a rule; kept and shown, without effect
};

/// Companies, plants, parts, products, bills of materials, unit conversions, norms, substitutes,
/// reclassifications, holidays and policies. The latest accepted entry of a name stands; an entry
/// of one company is preferred to one for every company.
class Catalogs {
public:
    /// Would the discharge mode of this entry be turned away? MODE_NOT_AUTHORISED, MODE_MIXED, or
    /// empty (D-26).
    std::string mode_fault(const Company& company) const;
    Verdict add(const Company& company);
    Verdict add(const Plant& plant);
    Verdict add(const Part& part);
    Verdict add(const Product& product);
    Verdict add(const BomVersion& version);
    Verdict add(const UnitConversion& conversion);
    Verdict add(const ShrinkageNorm& norm);
    Verdict add(const Substitute& substitute);
    Verdict add(const Reclassification& reclassification);
    Verdict add(const Holiday& holiday);
    Verdict add(const Policy& policy);
    Verdict add(const ScrapConversion& conversion);
    /// Would add() say duplicate?
    bool holds(const Company& company) const;
    bool holds(const Plant& plant) const;
    bool holds(const Part& part) const;
    bool holds(const Product& product) const;
    bool holds(const BomVersion& version) const;
    bool holds(const UnitConversion& conversion) const;
    bool holds(const ShrinkageNorm& norm) const;
    bool holds(const Substitute& substitute) const;
    bool holds(const ScrapConversion& conversion) const;
    bool holds(const Reclassification& reclassification) const;
    bool holds(const Holiday& holiday) const;
    bool holds(const Policy& policy) const;

    const Company* company(std::string_view rfc) const;
    const Plant* plant(std::string_view rfc, std::string_view plant) const;
    const Part* part(std::string_view rfc, std::string_view name) const;
    const Product* product(std::string_view rfc, std::string_view name) const;
    /// The version in force on a day: the one with the latest valid_from not after it. Without a
    /// day the one that holds since ever. From the day on which one is in force there always is.
    const BomVersion* bom(std::string_view rfc, std::string_view product,
                          std::optional<LocalDate> on) const;
    /// Every version, by the day from which it holds; that of all days first.
    std::vector<const BomVersion*> boms(std::string_view rfc, std::string_view product) const;
    /// The unit in which a part or product is kept; 0 where no catalog has it.
    std::uint8_t umc(std::string_view rfc, std::string_view name) const;
    /// What 1 `unit` is in the UMC of the part; 1 when they are equal; nothing without a
    /// conversion.
    std::optional<Quantity> factor(std::string_view rfc, std::string_view part, std::uint8_t umc,
                                   std::uint8_t unit) const;

    /// Quantity, for a company that nobody told of.
    DischargeMode mode_of(std::string_view rfc) const;
    /// Documented shrinkage in percent of what is incorporated, or nothing.
    std::optional<Quantity> norm_percent(std::string_view rfc, std::string_view part) const;
    /// The authorisation under which `by` may be used in place of `part` on that day (D-14), or
    /// nothing. With several, the first by its day.
    const Substitute* authorisation(std::string_view rfc, std::string_view part,
                                    std::string_view by, LocalDate on) const;
    /// What one UMC of the scrap holds on that day, by part; empty for scrap that leaves under the
    /// name of its material.
    std::vector<Yield> scrap_content(std::string_view rfc, std::string_view scrap,
                                     LocalDate on) const;
    /// May `by` be used in place of `part` on that day (D-14)?
    bool is_authorised(std::string_view rfc, std::string_view part, std::string_view by,
                       LocalDate on) const;
    /// The catalog's tariff code of a part or product on a day; 0 where it has none.
    std::uint32_t fraccion(std::string_view rfc, std::string_view name, LocalDate on) const;
    const std::set<LocalDate>& holidays() const { return holidays_; }
    /// The choice in force on a day; nothing where nobody chose.
    std::optional<std::uint16_t> policy(std::string_view rfc, PolicyName name, LocalDate on) const;

    const std::map<std::string, Company>& companies() const { return companies_; }
    std::vector<const Plant*> plants_of(std::string_view rfc) const;
    /// Names of all parts and products that some company may use; for checks of files at the door.
    std::set<std::string> names() const;

private:
    using Name = std::pair<std::string, std::string>;  // rfc or empty, name
    using BomKey = std::tuple<std::string, std::string, std::optional<LocalDate>>;
    using UnitKey = std::tuple<std::string, std::string, std::uint8_t>;

    template <class Map, class Key, class T>
    static Verdict put(Map& map, Key key, const T& entry);
    template <class T>
    static const T* find(const std::map<Name, T>& map, std::string_view rfc, std::string_view name);

    std::map<std::string, Company> companies_;
    std::map<Name, Plant> plants_;
    std::map<Name, Part> parts_;
    std::map<Name, Product> products_;
    std::map<BomKey, BomVersion> boms_;
    std::map<UnitKey, UnitConversion> units_;
    std::map<Name, ShrinkageNorm> norms_;
    using SubstituteKey = std::tuple<std::string, std::string, std::string,
                                     std::optional<LocalDate>>;  // rfc, part, by, from
    std::map<SubstituteKey, Substitute> substitutes_;
    using ScrapKey = std::tuple<std::string, std::string, std::string,
                                std::optional<LocalDate>>;  // scrap, rfc, part, from
    std::map<ScrapKey, ScrapConversion> scrap_conversions_;
    using CodeKey = std::tuple<std::string, std::string, LocalDate>;
    std::map<CodeKey, Reclassification> reclassifications_;
    std::set<LocalDate> holidays_;
    using PolicyKey = std::tuple<std::string, PolicyName, std::optional<LocalDate>>;
    std::map<PolicyKey, Policy> policies_;
};

}  // namespace saldo::book
