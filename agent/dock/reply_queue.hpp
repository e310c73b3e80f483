#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace saldo::agent {

/// The replies that a connection owes its device: given in the order of the frames, whatever the
/// order in which they become known.
class ReplyQueue {
public:
    using Ticket = std::uint64_t;

    /// A frame was read; its reply will be known later.
    Ticket open();
    /// Needs: a ticket of this queue that was not filled yet (checked).
    void fill(Ticket ticket, std::string reply);
    /// The replies that may be sent now, one after the other; empty while the first is unknown.
    std::string take_ready();
    /// Frames that were read and whose reply was not taken yet.
    std::size_t size() const { return slots_.size(); }

private:
    std::deque<std::optional<std::string>> slots_;
    Ticket first_ = 0;  // of slots_.front()
};

}  // namespace saldo::agent
