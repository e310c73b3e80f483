#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/movement.hpp"

namespace saldo::agent {

/// What one frame of a device is, before anybody reads what it says.
enum class FrameKind : std::uint8_t {
    line,       ///< to be read as a movement line
    too_long,   ///< past frame_bytes_max; its bytes were thrown away up to its end
    heartbeat,  ///< the device says that it is there
    no_read,    ///< the device was triggered and saw no code
};

struct Frame {
    FrameKind kind = FrameKind::line;
    std::string_view bytes;  ///< without its end; valid until the next call; empty for too_long
};

struct FramingRules {
    std::size_t frame_bytes_max = MovementLimits::line_max;
    /// Whole frames that are no data (capture reference 6.1, rule 5).
    std::vector<std::string> heartbeats;
    std::vector<std::string> no_reads;
};

/// Cuts a stream of bytes into frames ended by CR, LF or CR LF.
///
/// Empty frames are none, so that CR LF is one end. GS, RS and EOT are data. However the bytes are
/// chopped, the frames are the same.
/// Owns: at most frame_bytes_max bytes; `rules` must outlive it.
class Framing {
public:
    explicit Framing(const FramingRules& rules);

    /// Takes bytes off the front of `input`, up to and with the end of one frame.
    /// Gives: the frame, or nothing when `input` was used up before a frame ended.
    std::optional<Frame> next(std::string_view& input);

    /// True while a frame was begun and has not ended.
    bool is_inside() const { return !partial_.empty() || is_skipping_; }
    /// Forgets the frame that was begun: a half frame of a lost connection is no scan.
    void reset();

private:
    Frame classify(std::string_view bytes) const;

    const FramingRules& rules_;
    std::string partial_;
    std::string whole_;
    bool is_skipping_ = false;
};

}  // namespace saldo::agent
