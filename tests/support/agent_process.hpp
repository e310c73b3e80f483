#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace saldo::test {

/// What a command printed, and how it ended (128 + the signal, when one ended it).
struct Ran {
    int code = 0;
    std::string out;  ///< standard output and standard error, as they came
};
/// Runs a program to its end.
Ran run_program(const std::string& program, const std::vector<std::string>& arguments);

/// Starts a program whose words go to the end of `log`; it dies with us.
pid_t start_program(const std::string& program, const std::vector<std::string>& arguments,
                    const std::filesystem::path& log);
/// Waits for its end; gives its exit code, as in Ran.
int wait_for_program(pid_t process);

/// The real saldo-agent in a folder of its own: plant P01 of GNA150301A00, one scanner port
/// "dock-1", a watched folder "drop", a catalog with RM-1 (umc 6), and a broker that is not there.
class AgentProcess {
public:
    static constexpr const char* rfc = "GNA150301A00";
    static constexpr const char* name = "gna-tij1";

    /// Writes bundle, catalog and configuration; starts nothing. `extra` is added to the
    /// configuration, before its tables.
    explicit AgentProcess(std::filesystem::path folder, const std::string& extra = {});
    ~AgentProcess();  ///< kill -9
    AgentProcess(const AgentProcess&) = delete;
    AgentProcess& operator=(const AgentProcess&) = delete;

    /// The program that was built beside this test.
    static std::string program();
    /// Starts and waits until it answers; stops the test process when it does not.
    void start();
    void kill();
    /// SIGTERM; gives its exit code.
    int stop();
    /// Any command of the program with this agent's configuration.
    Ran command(const std::vector<std::string>& arguments) const;

    std::uint16_t port() const { return port_; }  ///< of dock-1
    pid_t pid() const { return process_; }
    /// Anonymous resident memory now.
    std::uint64_t rss_anon_bytes() const;
    std::filesystem::path config_file() const { return folder_ / "agent.toml"; }
    std::filesystem::path data() const { return folder_ / "data"; }
    std::filesystem::path drop() const { return folder_ / "drop"; }
    std::string log() const;

private:
    int wait();

    std::filesystem::path folder_;
    pid_t process_ = -1;
    std::uint16_t port_ = 0;
};

/// A good movement line of plant P01.
std::string scan_line(const std::string& event_id);

}  // namespace saldo::test
