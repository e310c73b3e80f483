#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "agent/sources/line_sink.hpp"
#include "agent/sources/movement_file.hpp"

namespace saldo::agent {

/// What became of a file that was fed.
struct FeedSummary {
    struct Refused {
        std::size_t line = 0;
        std::string why;  ///< the reply, or the fault of the row
    };
    static constexpr std::size_t refused_listed_max = 1'000;

    std::uint64_t sent = 0;
    std::uint64_t ok = 0;
    std::uint64_t dup = 0;
    std::uint64_t refused_count = 0;
    std::vector<Refused> refused;  ///< the first refused_listed_max of them
};

/// Called now and then with the lines answered so far, and the bytes of the file that were read.
using FeedProgress = std::function<void(const FeedSummary&, std::uint64_t bytes_read)>;

/// Plays a movement file as a device would: line by line, several on their way, replies in order.
///
/// Gives:   the summary; on an error it was filled up to there.
/// Errors:  unavailable when the other side went away: feed again, nothing is taken twice.
Result<void> feed(MovementFile& file, LineSink& sink, const FeedProgress& progress,
                  Language language, FeedSummary& summary);

}  // namespace saldo::agent
