#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>

#include "common/http/server.hpp"

// One connection, from its first byte to its close. Between the files of this folder only.

namespace saldo::http {

using TcpStream = boost::beast::basic_stream<boost::asio::ip::tcp, boost::asio::any_io_executor>;
using LocalStream =
    boost::beast::basic_stream<boost::asio::local::stream_protocol, boost::asio::any_io_executor>;

/// What a connection is told about itself.
struct Connection {
    std::string peer;              ///< address; empty over the unix socket
    bool is_local = false;         ///< over the unix socket
    bool any_host_is_ours = true;  ///< no name is asked for
};

/// Serves request after request until the peer goes, a limit is passed, or something is refused.
/// `stream`, `router` and `settings` must outlive it.
template <class Stream>
boost::asio::awaitable<void> serve(Stream& stream, const Router& router,
                                   const Server::Settings& settings, Connection connection);

extern template boost::asio::awaitable<void> serve(TcpStream&, const Router&,
                                                   const Server::Settings&, Connection);
extern template boost::asio::awaitable<void> serve(LocalStream&, const Router&,
                                                   const Server::Settings&, Connection);

}  // namespace saldo::http
