#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "common/mqtt/link.hpp"

namespace saldo::mqtt {

/// A link over Paho. Its threads only post values to `executor`, on which the handler runs.
/// Errors: malformed for an address or file that cannot be used.
Result<std::unique_ptr<MqttLink>> make_paho_link(boost::asio::any_io_executor executor,
                                                 const LinkOptions& options, EventHandler handler);

/// The same, bound to an executor.
LinkFactory paho_factory(boost::asio::any_io_executor executor);

}  // namespace saldo::mqtt
