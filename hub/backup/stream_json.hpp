#pragma once

#include <span>
#include <vector>

#include <boost/json.hpp>

#include "hub/log/log_store.hpp"

namespace saldo::hub {

/// How far the journals are held, as JSON. A nonce is a text: it has 64 bits.
boost::json::array to_json(std::span<const StreamHead> streams);
/// Throws std::exception where it is not that: callers read a whole document under one try.
std::vector<StreamHead> streams_of(const boost::json::value& value);

}  // namespace saldo::hub
