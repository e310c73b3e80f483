#pragma once

#include <cstdint>
#include <filesystem>

#include "common/base/result.hpp"

namespace saldo::bench {

/// Enrols `agents` plants, each of a company of its own, at the hub in `hub` (which must not run),
/// with certificates of its authority, and writes their join bundles into `bundles`.
///
/// Stands for as many enrolments over HTTPS, which are not what is measured here.
Result<void> prepare_fleet(const std::filesystem::path& hub, const std::filesystem::path& bundles,
                           std::uint64_t agents, std::uint16_t broker_port);

}  // namespace saldo::bench
