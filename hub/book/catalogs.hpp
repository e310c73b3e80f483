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

namespace saldo::book {

/// What a fact is, seen from what the book already holds.
enum class Verdict {
    fresh,      ///< it changes the book
    duplicate,  ///< told before, word for word; ignored
    conflict,   ///< contradicts what was accepted first; kept and shown, without effect (D-21)
    refused,    ///< forbidden by a rule; kept and shown, without effect
};

/// Companies, plants, parts, products, bills of materials and unit conversions. The latest accepted
/// entry of a name stands; an entry of one company is preferred to one for every company.
class Catalogs {
public:
    Verdict add(const Company& company);
    Verdict add(const Plant& plant);
    Verdict add(const Part& part);
    Verdict add(const Product& product);
    Verdict add(const BomVersion& version);
    Verdict add(const UnitConversion& conversion);
    /// Would add() say duplicate?
    bool holds(const Company& company) const;
    bool holds(const Plant& plant) const;
    bool holds(const Part& part) const;
    bool holds(const Product& product) const;
    bool holds(const BomVersion& version) const;
    bool holds(const UnitConversion& conversion) const;

    const Company* company(std::string_view rfc) const;
    const Plant* plant(std::string_view rfc, std::string_view plant) const;
    const Part* part(std::string_view rfc, std::string_view name) const;
    const Product* product(std::string_view rfc, std::string_view name) const;
    /// The version in force on a day: the one with the latest valid_from not after it.
    const BomVersion* bom(std::string_view rfc, std::string_view product, LocalDate on) const;
    /// What 1 `unit` is in the UMC of the part; 1 when they are equal; nothing without a
    /// conversion.
    std::optional<Quantity> factor(std::string_view rfc, std::string_view part, std::uint8_t umc,
                                   std::uint8_t unit) const;

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
};

}  // namespace saldo::book
