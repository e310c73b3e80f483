#pragma once

#include <string>

#include "hub/book/assets.hpp"
#include "hub/book/catalogs.hpp"
#include "hub/book/decisions.hpp"
#include "hub/book/declarations.hpp"
#include "hub/book/derived.hpp"
#include "hub/book/discharge_history.hpp"
#include "hub/book/documents.hpp"
#include "hub/book/filings.hpp"
#include "hub/book/openings.hpp"
#include "hub/book/physical.hpp"

namespace saldo::book {

/// What derivation reads. Nothing here is changed by it.
struct Sources {
    const Catalogs& catalogs;
    const Documents& documents;
    const Declarations& declarations;
    const Physical& physical;
    const std::vector<Delivery>& deliveries;
    const Decisions& decisions;
    const Filings& filings;
    const Assets& assets;
    const Names& names;
    const Openings& openings;
    const DischargeHistory& history;
};

/// Lots, outcomes, discharge rows and exceptions of one company, from its facts alone, from zero:
/// the reference that the incremental CompanyBook must equal. The order in which the facts came
/// does not matter.
Derived derive(const Sources& sources, const std::string& rfc);

}  // namespace saldo::book
