#pragma once

#include <memory>
#include <utility>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "common/http/session.hpp"
#include "common/http/tls.hpp"

// A TLS connection with the face of a TCP one. Between the files of this folder only.

namespace saldo::http {

/// A server's context. Errors: malformed for what is no chain and its key.
Result<std::shared_ptr<boost::asio::ssl::context>> server_context(const TlsIdentity& identity);

/// A client's context, for one connection to `host` (a name or an address). The trust is copied.
/// Errors: malformed for authorities that cannot be read, or no trust at all.
Result<std::shared_ptr<boost::asio::ssl::context>> client_context(const TlsTrust& trust,
                                                                  const std::string& host);

class TlsStream {
public:
    using executor_type = TcpStream::executor_type;

    TlsStream(boost::asio::ip::tcp::socket socket,
              std::shared_ptr<boost::asio::ssl::context> context)
        : context_{std::move(context)}, ssl_{TcpStream{std::move(socket)}, *context_} {}
    TlsStream(boost::asio::any_io_executor executor,
              std::shared_ptr<boost::asio::ssl::context> context)
        : context_{std::move(context)}, ssl_{TcpStream{std::move(executor)}, *context_} {}

    executor_type get_executor() { return ssl_.get_executor(); }
    auto& socket() { return ssl_.next_layer().socket(); }
    TcpStream& tcp() { return ssl_.next_layer(); }
    SSL* native_handle() { return ssl_.native_handle(); }
    template <class Duration>
    void expires_after(Duration wait) {
        ssl_.next_layer().expires_after(wait);
    }
    void expires_never() { ssl_.next_layer().expires_never(); }
    void close() { ssl_.next_layer().close(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return ssl_.async_read_some(buffers, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return ssl_.async_write_some(buffers, std::forward<Token>(token));
    }
    template <class Token>
    auto async_handshake(boost::asio::ssl::stream_base::handshake_type type, Token&& token) {
        return ssl_.async_handshake(type, std::forward<Token>(token));
    }
    template <class Token>
    auto async_shutdown(Token&& token) {
        return ssl_.async_shutdown(std::forward<Token>(token));
    }

private:
    std::shared_ptr<boost::asio::ssl::context> context_;  // a renewed one may replace the door's
    boost::asio::ssl::stream<TcpStream> ssl_;
};

/// Shakes hands, within the time of a head, and serves.
boost::asio::awaitable<void> serve_tls(TlsStream& stream, const Router& router,
                                       const Server::Settings& settings, Connection connection);

extern template boost::asio::awaitable<void> serve(TlsStream&, const Router&,
                                                   const Server::Settings&, Connection);

}  // namespace saldo::http
