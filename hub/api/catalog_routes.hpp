#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>

#include "common/base/time.hpp"
#include "common/http/router.hpp"
#include "hub/ingest/agent_directory.hpp"

namespace saldo::api {

/// Where the snapshot of a company lies.
using FindSnapshot = std::function<std::optional<std::filesystem::path>(
    std::string_view rfc, std::uint64_t epoch, std::uint64_t sequence)>;

/// Adds GET /api/v1/agents/{agent}/catalog/{epoch}/{sequence} (docs/protocol.md#catalogs) to the
/// door that the plants reach: the file, or a range of it, for an agent of that company alone, who
/// shows with its signing key who it is.
///
/// `agents` outlives the router.
void add_catalog_routes(http::Router& router, const hub::AgentDirectory& agents, FindSnapshot find,
                        std::function<UtcTime()> now);

}  // namespace saldo::api
