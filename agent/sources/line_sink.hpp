#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "agent/sources/capture.hpp"
#include "common/base/result.hpp"

namespace saldo::agent {

/// Somebody who takes lines and gives one reply line for each, in their order: what a device sees
/// of an agent. One thread.
class LineSink {
public:
    virtual ~LineSink() = default;
    /// Errors: unavailable when the other side is gone.
    virtual Result<void> send(std::string_view line) = 0;
    /// The next reply, without its line end. Needs: more sent than received.
    /// Errors: unavailable when it does not come.
    virtual Result<std::string> receive() = 0;
};

/// An agent's scanner port. Errors: unavailable when nobody listens there; malformed.
Result<std::unique_ptr<LineSink>> connect_sink(const std::string& host, std::uint16_t port);

/// The capture path of this very process: for feeding while no agent runs.
class CaptureSink final : public LineSink {
public:
    /// `capture` outlives this.
    CaptureSink(Capture& capture, Language language) : capture_{capture}, language_{language} {}
    Result<void> send(std::string_view line) override;
    Result<std::string> receive() override;

private:
    struct Waiting {
        std::mutex mutex;
        std::condition_variable changed;
        std::deque<std::optional<Taken>> taken;
        std::uint64_t first = 0;
    };
    Capture& capture_;
    const Language language_;
    // Shared with callbacks of the journal's writer, which may come after us.
    std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
};

}  // namespace saldo::agent
