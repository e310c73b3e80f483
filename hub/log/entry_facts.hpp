#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/domain/fact.hpp"
#include "hub/log/log_store.hpp"

namespace saldo::hub {

/// The company that an agent writes for; empty for an agent that nobody enrolled.
using CompanyOf = std::function<std::string(std::string_view agent)>;

/// Shows the facts of one entry, in order, each at its position. A journal record that carries no
/// fact (the opening of an epoch) is passed over; one that cannot be
/// read is shown as QuarantinedRecord: what was accepted at a plant is kept and shown, never
/// dropped.
///
/// Errors: storage for an entry that this hub cannot have stored.
Result<void> visit_facts(const EntryView& entry, const CompanyOf& company_of,
                         const std::function<void(Recorded&&)>& visit);

}  // namespace saldo::hub
