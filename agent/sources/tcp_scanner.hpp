#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/sources/scanner_session.hpp"
#include "common/base/result.hpp"
#include "common/sync/backoff.hpp"

namespace saldo::agent {

/// One scanner on the network.
struct ScannerOptions {
    std::string name;
    bool listens = true;  ///< or we connect to it
    std::string address;  ///< to listen on, or to connect to
    std::uint16_t port = 0;
    std::string heartbeat_text;           ///< whole frame; empty: none
    std::uint32_t heartbeat_seconds = 0;  ///< how often it comes; 0: it does not
    std::string no_read_text;        ///< whole frame of a trigger that saw no code; empty: none
    std::uint32_t idle_seconds = 0;  ///< silence that ends the connection; 0: never
};

/// How a scanner stands, as people at the dock must see it.
enum class ScannerState : std::uint8_t {
    waiting,     ///< we listen, and nobody is connected; nothing is wrong
    connected,   ///< at least one connection is open
    connecting,  ///< we call, and it does not answer
    silent,      ///< connected, and its heartbeat stays away
    lost,        ///< its last connection broke and it has not come back
};
std::string_view to_string(ScannerState state);

struct ScannerStatus {
    std::string name;
    bool listens = true;
    std::string address;
    std::uint16_t port = 0;  ///< the one in use, also where the settings say 0
    ScannerState state = ScannerState::waiting;
    bool is_well = true;  ///< waiting or connected
    std::size_t connections = 0;
    ScannerFigures figures;
    std::optional<std::int64_t> heard_ms_ago;
    std::string last_end;  ///< why the last connection ended, or could not be made; empty: well
};

/// One scanner port with the *line* profile (house.md section 7), in either role: listen for
/// readers and data concentrators that call, or connect to a reader that is a server.
///
/// Owns:  runs on the thread of `io`.
class TcpScanner {
public:
    /// `capture` outlives this.
    TcpScanner(boost::asio::io_context& io, ScannerOptions options, Language language,
               Capture& capture, ScannerLimits limits);
    ~TcpScanner();
    TcpScanner(const TcpScanner&) = delete;
    TcpScanner& operator=(const TcpScanner&) = delete;

    /// Listens, or begins to call. Errors: unavailable when the port is taken, forbidden, malformed
    /// for an address that is none.
    Result<void> start();
    /// Reads nothing more; what was read is still answered, for stop_ms_max. Idempotent.
    void stop();
    ScannerStatus status() const;

private:
    boost::asio::awaitable<void> accept_all();
    boost::asio::awaitable<void> call_again_and_again();
    boost::asio::awaitable<void> call_once();
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);
    boost::asio::awaitable<void> turn_away(boost::asio::ip::tcp::socket socket);
    boost::asio::awaitable<void> wait_ms(std::int64_t ms);
    ScannerState state() const;

    boost::asio::io_context& io_;
    const ScannerOptions options_;
    const ScannerLimits limits_;
    const FramingRules framing_;
    ScannerContext context_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    boost::asio::steady_timer stop_timer_;
    sync::Backoff backoff_;
    std::set<std::shared_ptr<ScannerSession>> sessions_;
    std::uint16_t port_ = 0;
    std::string last_end_;
    bool is_stopped_ = false;
};

}  // namespace saldo::agent
