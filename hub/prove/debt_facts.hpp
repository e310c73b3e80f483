#pragma once

#include <string>

#include "hub/prove/catalog_places.hpp"
#include "hub/prove/debt_rows.hpp"

namespace saldo::hub {

/// The facts that these rows follow from: documents of lots and exits, and what catalogs say of
/// their company, parts, products, bills and work orders.
Positions facts_of(const book::Book& book, const book::Derived& derived,
                   const CatalogPlaces& places, const std::string& rfc, const DebtRows& rows);

}  // namespace saldo::hub
