#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "common/base/result.hpp"
#include "common/http/router.hpp"
#include "common/http/tls.hpp"

namespace saldo::http {

/// Every maximum of the door, by name. Tests inject short ones.
struct Limits {
    std::size_t head_bytes_max = 8 * 1024;
    std::size_t body_bytes_max = 1024 * 1024;
    std::chrono::milliseconds head_max{10'000};  ///< from the first byte of a request
    std::chrono::milliseconds body_max{30'000};
    std::chrono::milliseconds idle_max{60'000};  ///< between two requests
    std::chrono::milliseconds write_max{30'000};
    std::chrono::milliseconds linger_max{1'000};  ///< for the peer to read a refusal
    std::size_t connections_per_address_max = 50;
    std::size_t connections_max = 512;
};

/// One answered request, for the log and the metrics.
struct Served {
    std::string method;  ///< empty when the head was refused
    std::string path;
    int status = 0;
    std::string peer;
    std::string id;
    std::chrono::microseconds took{0};
    std::string why = {};  ///< of a refusal, or of our own mistake
};

/// The door of both programs: HTTP/1.1 over TCP and over a unix socket.
///
/// Everything runs on `executor`, which must run one thing at a time (a context with one thread, or
/// a strand). The router must outlive the last thing that runs there; handlers run there too.
class Server {
public:
    struct Settings {
        Limits limits = {};
        /// Names by which this server may be called besides addresses and "localhost", so that no
        /// web page can reach it under its own name (DNS rebinding). Empty: on a loopback address
        /// no other name, elsewhere any. Not asked over the unix socket.
        std::vector<std::string> hosts = {};
        std::function<void(const Served&)> observe = {};
    };

    Server(boost::asio::any_io_executor executor, const Router& router, Settings settings);
    ~Server();  ///< stops
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Listens on an address and port; port 0 takes a free one. Gives the port.
    /// Errors: malformed for an address that is none, unavailable when it is taken, forbidden.
    Result<std::uint16_t> listen_tcp(const std::string& address, std::uint16_t port);
    /// The same over TLS. Errors: as listen_tcp; malformed for what is no chain and its key.
    Result<std::uint16_t> listen_tls(const std::string& address, std::uint16_t port,
                                     const TlsIdentity& identity);
    /// Shows another certificate from the next connection on; those that are open stay.
    /// Errors: malformed, and the one before stays in use.
    Result<void> renew_tls(const TlsIdentity& identity);
    /// Listens on a socket file, mode 0600. A file that a dead process left is replaced.
    /// Errors: conflict when a living process serves it; malformed when the path is too long.
    Result<void> listen_unix(const std::string& path);

    /// Closes listeners and connections; from the executor, or before or after it ran. Idempotent.
    void stop();
    std::size_t connections() const;

private:
    struct State;
    Result<std::uint16_t> listen(const std::string& address, std::uint16_t port, bool is_tls);
    std::shared_ptr<State> state_;
};

}  // namespace saldo::http
