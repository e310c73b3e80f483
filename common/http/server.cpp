#include "common/http/server.hpp"

#include <functional>
#include <list>
#include <map>
#include <sys/stat.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "common/base/check.hpp"
#include "common/http/session.hpp"
#include "common/http/tls_stream.hpp"

namespace saldo::http {
namespace {

namespace net = boost::asio;
using Tcp = net::ip::tcp;
using Local = net::local::stream_protocol;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);

Error listen_error(const std::string& where, const boost::system::error_code& error) {
    Errc code = Errc::unavailable;
    if (error == net::error::access_denied) code = Errc::forbidden;
    return {code, fmt::format("cannot listen on {}: {}", where, error.message())};
}

/// Who counts as one address: an IPv6 host commands a whole /64.
std::string counted_as(const net::ip::address& address) {
    if (!address.is_v6() || address.to_v6().is_v4_mapped()) return address.to_string();
    const auto bytes = address.to_v6().to_bytes();
    return fmt::format("{:02x}", fmt::join(bytes.begin(), bytes.begin() + 8, ""));
}

/// True when a process answers on this socket file.
bool is_served(const std::string& path) {
    net::io_context context;
    Local::socket probe{context};
    boost::system::error_code error;
    probe.connect(Local::endpoint{path}, error);
    return !error;
}

}  // namespace

/// How a listener takes its connections.
struct Door {
    bool any_host_is_ours = true;
    bool is_tls = false;
};

struct Server::State : std::enable_shared_from_this<State> {
    State(net::any_io_executor on, const Router& router_of, Settings settings_of)
        : executor{std::move(on)}, router{router_of}, settings{std::move(settings_of)} {}

    net::any_io_executor executor;
    const Router& router;
    Settings settings;
    std::list<Tcp::acceptor> tcp_acceptors;
    std::shared_ptr<net::ssl::context> tls;  ///< of listeners that speak TLS
    std::list<Local::acceptor> local_acceptors;
    std::vector<std::string> socket_files;
    std::map<std::uint64_t, std::function<void()>> close_one;  ///< each open connection
    std::map<std::string, std::size_t> per_address;
    std::size_t tcp_count = 0;
    std::size_t local_count = 0;
    std::uint64_t next_id = 0;
    bool is_stopped = false;

    template <class Acceptor>
    static net::awaitable<void> accept_all(std::shared_ptr<State> self, Acceptor& acceptor,
                                           Door door) {
        while (!self->is_stopped) {
            auto [error, socket] = co_await acceptor.async_accept(no_throw);
            if (error == net::error::operation_aborted || self->is_stopped) co_return;
            if (error) {
                // Out of descriptors, most likely: let some connections end first.
                net::steady_timer pause{self->executor, std::chrono::milliseconds{100}};
                co_await pause.async_wait(no_throw);
                continue;
            }
            self->admit_connection(std::move(socket), door);
        }
    }

    void admit_connection(Tcp::socket socket, Door door) {
        boost::system::error_code error;
        const Tcp::endpoint peer = socket.remote_endpoint(error);
        if (error) return;  // gone already
        const std::string key = counted_as(peer.address());
        const auto held = per_address.find(key);
        const std::size_t of_address = held == per_address.end() ? 0 : held->second;
        if (tcp_count >= settings.limits.connections_max ||
            of_address >= settings.limits.connections_per_address_max) {
            return;  // The socket closes as it leaves.
        }
        socket.set_option(Tcp::no_delay{true}, error);
        ++tcp_count;
        ++per_address[key];
        Connection connection{.peer = peer.address().to_string(),
                              .any_host_is_ours = door.any_host_is_ours};
        const auto count_down = [this, key] {
            --tcp_count;
            const auto it = per_address.find(key);
            if (--it->second == 0) per_address.erase(it);
        };
        if (door.is_tls) {
            start(std::make_shared<TlsStream>(std::move(socket), tls), std::move(connection),
                  count_down);
        } else {
            start(std::make_shared<TcpStream>(std::move(socket)), std::move(connection),
                  count_down);
        }
    }

    void admit_connection(Local::socket socket, Door) {
        if (local_count >= settings.limits.connections_max) return;
        ++local_count;
        start(std::make_shared<LocalStream>(std::move(socket)), {.is_local = true},
              [this] { --local_count; });
    }

    template <class Stream>
    void start(std::shared_ptr<Stream> stream, Connection connection,
               std::function<void()> count_down) {
        const std::uint64_t id = next_id++;
        close_one[id] = [weak = std::weak_ptr{stream}] {
            if (const auto open = weak.lock()) open->close();
        };
        auto self = shared_from_this();
        net::co_spawn(
            executor,
            [self, stream, connection = std::move(connection)]() {
                if constexpr (std::is_same_v<Stream, TlsStream>) {
                    return serve_tls(*stream, self->router, self->settings, connection);
                } else {
                    return serve(*stream, self->router, self->settings, connection);
                }
            },
            [self, stream, id, count_down = std::move(count_down)](std::exception_ptr) {
                self->close_one.erase(id);
                count_down();
            });
    }
};

Server::Server(net::any_io_executor executor, const Router& router, Settings settings)
    : state_{std::make_shared<State>(std::move(executor), router, std::move(settings))} {}

Server::~Server() { stop(); }

Result<std::uint16_t> Server::listen_tcp(const std::string& address, std::uint16_t port) {
    return listen(address, port, false);
}

Result<std::uint16_t> Server::listen_tls(const std::string& address, std::uint16_t port,
                                         const TlsIdentity& identity) {
    if (const auto shown = renew_tls(identity); !shown) return shown.error();
    return listen(address, port, true);
}

Result<void> Server::renew_tls(const TlsIdentity& identity) {
    auto context = server_context(identity);
    if (!context) return context.error();
    state_->tls = std::move(*context);
    return {};
}

Result<std::uint16_t> Server::listen(const std::string& address, std::uint16_t port, bool is_tls) {
    const std::string where = fmt::format("{}:{}", address, port);
    boost::system::error_code error;
    const net::ip::address ip =
        net::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
    if (error) return malformed(fmt::format("'{}' is no address to listen on", address));
    const Tcp::endpoint endpoint{ip, port};
    Tcp::acceptor acceptor{state_->executor};
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(net::socket_base::reuse_address{true}, error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
    if (error) return listen_error(where, error);
    const std::uint16_t bound = acceptor.local_endpoint().port();
    state_->tcp_acceptors.push_back(std::move(acceptor));
    const Door door{.any_host_is_ours = state_->settings.hosts.empty() && !ip.is_loopback(),
                    .is_tls = is_tls};
    net::co_spawn(state_->executor, State::accept_all(state_, state_->tcp_acceptors.back(), door),
                  net::detached);
    return bound;
}

Result<void> Server::listen_unix(const std::string& path) {
    if (path.empty() || path.size() > 107) {
        return malformed(fmt::format("'{}': a socket's path has 1 to 107 bytes", path));
    }
    boost::system::error_code error;
    struct stat info{};
    if (::lstat(path.c_str(), &info) == 0) {
        if (!S_ISSOCK(info.st_mode)) {
            return Error{Errc::conflict, fmt::format("{} is there, and no socket", path)};
        }
        if (is_served(path)) {
            return Error{Errc::conflict, fmt::format("another process serves {}", path)};
        }
        ::unlink(path.c_str());
    }
    Local::acceptor acceptor{state_->executor};
    acceptor.open(Local{}, error);
    if (error) return listen_error(path, error);
    // Before bind, which gives the file the mode of the socket: at no moment is it open to others.
    if (::fchmod(acceptor.native_handle(), S_IRUSR | S_IWUSR) != 0) {
        return Error{Errc::forbidden, fmt::format("cannot set the mode of {}", path)};
    }
    acceptor.bind(Local::endpoint{path}, error);
    if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
    if (error) return listen_error(path, error);
    state_->local_acceptors.push_back(std::move(acceptor));
    state_->socket_files.push_back(path);
    net::co_spawn(state_->executor,
                  State::accept_all(state_, state_->local_acceptors.back(), Door{}), net::detached);
    return {};
}

void Server::stop() {
    if (std::exchange(state_->is_stopped, true)) return;
    boost::system::error_code ignored;
    for (auto& acceptor : state_->tcp_acceptors) acceptor.close(ignored);
    for (auto& acceptor : state_->local_acceptors) acceptor.close(ignored);
    for (const std::string& path : state_->socket_files) ::unlink(path.c_str());
    for (const auto& [id, close] : state_->close_one) close();
}

std::size_t Server::connections() const { return state_->close_one.size(); }

}  // namespace saldo::http
