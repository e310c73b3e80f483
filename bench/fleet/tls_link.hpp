#pragma once

#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "common/mqtt/link.hpp"

namespace saldo::bench {

/// The certificate and the key of one agent, PEM.
struct Credentials {
    std::string certificate;
    std::string key;
};

/// Figures over all links of this process.
struct LinkFigures {
    std::uint64_t connected = 0;  ///< now
    std::uint64_t refused = 0;    ///< attempts that came to nothing
    std::uint64_t lost = 0;
    std::uint64_t packets_out = 0;
    std::uint64_t packets_in = 0;
};

/// A context that trusts this authority, for all links of the process.
std::shared_ptr<boost::asio::ssl::context> fleet_context(const std::string& authority);

/// One agent's connection to a broker over TLS with its own certificate.
///
/// Owns:  its socket; `context` and `figures` outlive it. One thread.
std::unique_ptr<mqtt::MqttLink> make_tls_link(boost::asio::io_context& io,
                                              boost::asio::ssl::context& context,
                                              Credentials credentials, LinkFigures& figures,
                                              mqtt::LinkOptions options,
                                              mqtt::EventHandler handler);

}  // namespace saldo::bench
