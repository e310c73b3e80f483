#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "common/domain/fact.hpp"

namespace saldo::hub {

/// What a catalog fact is about. The name is the second half of its key.
enum class CatalogTopic : std::uint8_t {
    company,     ///< the company, its policies and cancellations; no name
    holiday,     ///< by its day; of no company
    part,        ///< units, norms, substitutes and tariff codes of a part or scrap
    product,     ///< a product and the versions of its bill of materials
    work_order,  ///< by its name
    agent,       ///< enrolments, by agent; of no company here
};

/// Where the log tells of catalogs: the book keeps what they say, and a proof needs the facts.
///
/// Owns:    a position for each catalog fact: millions of movements and documents cost nothing.
class CatalogPlaces {
public:
    /// Shows every fact of the log once, in order.
    void show(const Recorded& recorded);

    /// The facts about a name of a company, and those that hold for every company, ascending.
    std::vector<LogPosition> of(CatalogTopic topic, const std::string& rfc,
                                const std::string& name) const;

private:
    using Key = std::tuple<CatalogTopic, std::string, std::string>;
    std::map<Key, std::vector<LogPosition>> places_;
};

}  // namespace saldo::hub
