#pragma once

#include <filesystem>
#include <memory>

#include "hub/hub_store.hpp"

namespace saldo::test {

/// Opens a store of tests/golden/stores as any hub would.
Result<std::unique_ptr<hub::HubStore>> open_golden(const std::filesystem::path& folder);

/// Writes one into an empty folder: declared lots and exits, a product with its bill, a journal
/// that an agent signed, a report that was filed, a late fact and what two people filed in its
/// place. The same bytes of facts in each release; what is derived from them must stay the same
/// too.
Result<void> write_golden(const std::filesystem::path& folder);

}  // namespace saldo::test
