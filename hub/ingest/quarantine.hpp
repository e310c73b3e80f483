#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"

namespace saldo::hub {

/// Frames that were refused, kept as they came for a person to look at: FOLDER/{agent}/{n}.frame,
/// with one line of why in {n}.txt; and the agents that are held out, FOLDER/{agent}/held.txt.
///
/// Bounded: past the limits frames are counted and not kept. A stranger must not fill the disk.
class Quarantine {
public:
    struct Limits {
        std::size_t frames_of_agent_max = 200;
        std::size_t frames_max = 10'000;
    };
    static Result<Quarantine> open(const std::filesystem::path& folder, Limits limits);

    /// Needs: `agent` is an agent name. Keeps the frame if there is room.
    void keep(std::string_view agent, std::string_view why, ByteView frame, UtcTime now);
    /// Remembers over a restart that nothing is taken from this agent. Errors: storage.
    Result<void> hold(std::string_view agent, std::string_view why);
    /// A person decided. Errors: storage.
    Result<void> release(std::string_view agent);
    /// Why the agent is held out; empty: it is not.
    std::string held_why(std::string_view agent) const;

    const std::map<std::string, std::string, std::less<>>& held() const { return held_; }
    std::uint64_t kept() const { return kept_; }
    std::uint64_t refused() const { return refused_; }  ///< all, kept or not, since the start

private:
    Quarantine(std::filesystem::path folder, Limits limits)
        : folder_{std::move(folder)}, limits_{limits} {}

    std::filesystem::path folder_;
    Limits limits_;
    std::map<std::string, std::string, std::less<>> held_;
    std::map<std::string, std::uint64_t, std::less<>> kept_of_;
    std::uint64_t kept_ = 0;
    std::uint64_t refused_ = 0;
};

}  // namespace saldo::hub
