#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/dock/framing.hpp"
#include "agent/dock/reply_queue.hpp"
#include "agent/sources/capture.hpp"
#include "common/base/time.hpp"
#include "common/base/words.hpp"

namespace saldo::agent {

/// Every maximum of a scanner port, by name.
struct ScannerLimits {
    std::size_t connections_max = 64;
    /// Frames read whose reply is not known yet; past it nothing more is read (back-pressure).
    std::size_t replies_waiting_max = 100;
    std::int64_t connect_ms_max = 5'000;
    std::int64_t back_off_ms_min = 500;
    std::int64_t back_off_ms_max = 30'000;
    std::int64_t stop_ms_max = 3'000;  ///< for the last replies when the agent stops
};

/// What a port saw, over all its connections.
struct ScannerFigures {
    std::uint64_t frames = 0;  ///< all kinds
    std::uint64_t ok = 0;
    std::uint64_t dup = 0;
    std::uint64_t err = 0;
    std::uint64_t no_reads = 0;
    std::uint64_t heartbeats = 0;
    std::uint64_t connections_refused = 0;
    SteadyTime heard;  ///< the last frame of any kind
};

/// What the connections of one port share.
struct ScannerContext {
    Capture& capture;
    const FramingRules& framing;
    const ScannerLimits& limits;
    Language language;
    std::uint32_t idle_seconds;  ///< 0: never
    ScannerFigures figures;
};

/// One connection of a device: frames in, one reply line for each in their order, each only after
/// the commit of what it answers. Heartbeats and no-reads are counted and get no reply.
///
/// Owns:  runs on the executor of its socket, one thing at a time; answers of the journal are
/// posted
///        there. `context` outlives it.
class ScannerSession : public std::enable_shared_from_this<ScannerSession> {
public:
    ScannerSession(boost::asio::ip::tcp::socket socket, ScannerContext& context);

    /// Serves until the device is gone, silent for too long, or stop(). Gives why it ended; empty
    /// for a device that said goodbye.
    boost::asio::awaitable<std::string> run();
    /// Reads nothing more; what was read is still answered.
    void stop();
    /// Ends at once.
    void abort();

private:
    boost::asio::awaitable<void> read_frames();
    boost::asio::awaitable<void> write_replies();
    boost::asio::awaitable<void> watch_silence();
    void on_frame(const Frame& frame);
    void answer(ReplyQueue::Ticket ticket, const Taken& taken);
    void end(std::string why);

    boost::asio::ip::tcp::socket socket_;
    ScannerContext& context_;
    Framing framing_;
    ReplyQueue replies_;
    boost::asio::steady_timer changed_;  // cancelled whenever there is something to look at
    boost::asio::steady_timer silence_;
    SteadyTime heard_;
    std::string why_;
    bool is_reading_ = true;
    bool is_broken_ = false;  // nothing can or may be sent any more
};

}  // namespace saldo::agent
