#pragma once

#include <functional>

#include "common/http/metrics.hpp"
#include "common/http/server.hpp"

namespace saldo::http {

/// What both programs do with every answered request: count it by status, time it, and log it (our
/// own mistakes as errors, refusals as warnings, the rest for whoever asks for debug).
/// `metrics` must outlive the server.
std::function<void(const Served&)> observer(Metrics& metrics);

}  // namespace saldo::http
