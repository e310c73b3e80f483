#pragma once

#include <functional>
#include <string_view>

namespace saldo::sim {

/// Where the product's log lines go; nowhere when empty.
std::function<void(std::string_view)>& log_sink();

}  // namespace saldo::sim
