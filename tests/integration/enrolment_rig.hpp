#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

#include "tests/support/agent_process.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::test {

/// A real hub with its HTTPS door, an ordinary mosquitto that runs on the files which that hub
/// wrote, and agents that enrol: as `docs/operations/enrolment.md` says it is done.
class EnrolmentRig {
public:
    EnrolmentRig();
    ~EnrolmentRig();
    EnrolmentRig(const EnrolmentRig&) = delete;
    EnrolmentRig& operator=(const EnrolmentRig&) = delete;

    /// Any command of the hub: over its socket while it runs.
    Ran hub(const std::vector<std::string>& arguments) const;
    void start_hub();
    void stop_hub();
    std::string hub_log() const;

    /// A token in a file of its own.
    std::filesystem::path token(const std::string& agent, const std::string& plant = "P01",
                                const std::string& minutes = "60");
    /// An agent without an identity.
    std::unique_ptr<AgentProcess> agent(const std::string& folder) const;
    /// `saldo-agent enroll` for it.
    Ran enroll(const AgentProcess& agent, const std::filesystem::path& token_file,
               const std::vector<std::string>& more = {}) const;

    Mosquitto& broker() { return *broker_; }
    /// What a path unit does in earnest: the broker reads its lists anew.
    void reload_broker();
    std::string broker_log() const;
    std::string url() const;
    std::uint16_t https_port() const { return https_port_; }
    std::filesystem::path folder() const { return folder_.path(); }
    std::filesystem::path broker_folder() const { return folder_.path() / "broker"; }
    /// How many movements of an agent the hub holds; -1 for none of that name.
    long movements_of(const std::string& agent) const;

private:
    TempFolder folder_;
    std::uint16_t https_port_ = 0;
    std::uint16_t broker_port_ = 0;
    std::unique_ptr<Mosquitto> broker_;
    pid_t hub_ = -1;
    int tokens_ = 0;
};

/// Sends one scan to the agent; gives its reply line.
std::string scan(const AgentProcess& agent, const std::string& event_id);

/// Whether mosquitto is here; says that the test is skipped where it is not.
bool has_broker();
bool says(const std::string& text, const std::string& words);
/// Asks `done` now and then until it is true; false when the time is up.
template <class Done>
bool wait_for(std::chrono::seconds time_max, Done done) {
    const auto give_up = std::chrono::steady_clock::now() + time_max;
    while (!done()) {
        if (std::chrono::steady_clock::now() >= give_up) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    return true;
}

}  // namespace saldo::test
