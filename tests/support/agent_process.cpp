#include "tests/support/agent_process.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "agent/commands/status_command.hpp"
#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/config/join_bundle.hpp"
#include "tests/support/places.hpp"

namespace saldo::test {
namespace {

std::string whole_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// Starts a program with standard output and error on `out`; it dies with us.
pid_t spawn(const std::string& program, const std::vector<std::string>& arguments, int out) {
    std::vector<char*> argv;
    argv.push_back(const_cast<char*>(program.c_str()));
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    std::fflush(nullptr);
    const pid_t child = ::fork();
    SALDO_CHECK(child >= 0);
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(out, STDERR_FILENO);
        ::execv(program.c_str(), argv.data());
        ::_exit(127);
    }
    return child;
}

int code_of(pid_t process) {
    int status = 0;
    while (::waitpid(process, &status, 0) != process) SALDO_CHECK(errno == EINTR);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Ran run_program(const std::string& program, const std::vector<std::string>& arguments) {
    std::array<int, 2> pipe{};
    SALDO_CHECK(::pipe2(pipe.data(), O_CLOEXEC) == 0);
    const pid_t child = spawn(program, arguments, pipe[1]);
    ::close(pipe[1]);
    Ran ran;
    std::array<char, 4096> chunk{};
    for (ssize_t got = 0; (got = ::read(pipe[0], chunk.data(), chunk.size())) > 0;) {
        ran.out.append(chunk.data(), static_cast<std::size_t>(got));
    }
    ::close(pipe[0]);
    ran.code = code_of(child);
    return ran;
}

pid_t start_program(const std::string& program, const std::vector<std::string>& arguments,
                    const std::filesystem::path& log) {
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    SALDO_CHECK(out >= 0);
    const pid_t child = spawn(program, arguments, out);
    ::close(out);
    return child;
}

int wait_for_program(pid_t process) { return code_of(process); }

std::string scan_line(const std::string& event_id) {
    return event_id + ",2026-03-02T08:00:00-06:00,P01,RECEIPT,RM-1,1,6,PED,25-190-8005,,SC01\n";
}

AgentProcess::AgentProcess(std::filesystem::path folder, const std::string& extra)
    : folder_{std::move(folder)} {
    std::filesystem::create_directories(folder_ / "catalogs");
    std::filesystem::create_directories(drop());
    const auto written = config::write_join_bundle(folder_ / "join.json",
                                                   {.agent = AgentId{name},
                                                    .rfc = rfc,
                                                    .plant = "P01",
                                                    .signing_key = SigningKey::generate(),
                                                    .hub_id = "hub-1",
                                                    .hub_key = SigningKey::generate().public_key(),
                                                    .broker_host = "127.0.0.1",
                                                    .broker_port = 1});
    SALDO_CHECK(written.has_value());
    std::ofstream{folder_ / "catalogs" / "parts.csv"} << "part_number,umc\nRM-1,6\n";
    std::ofstream{config_file()} << fmt::format(
        "data = \"{0}/data\"\njoin = \"{0}/join.json\"\ncatalogs = \"{0}/catalogs\"\n"
        "http.listen = \"127.0.0.1:0\"\nlanguage = \"en\"\n{1}\n"
        "[[scanner]]\nname = \"dock-1\"\nport = 0\n[[folder]]\nname = \"erp\"\n"
        "path = \"{0}/drop\"\n",
        folder_.string(), extra);
}

AgentProcess::~AgentProcess() { kill(); }

std::string AgentProcess::program() { return test::program("saldo-agent").string(); }

void AgentProcess::start() {
    SALDO_CHECK(process_ < 0);
    const int log =
        ::open((folder_ / "agent.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    SALDO_CHECK(log >= 0);
    process_ = spawn(program(), {"run", "--config", config_file().string()}, log);
    ::close(log);
    for (int i = 0; i < 2'000; ++i) {
        const auto door = agent::find_scanner_door((data() / "agent.sock").string());
        if (door) {
            port_ = door->port;
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    std::fputs(this->log().c_str(), stderr);
    SALDO_CHECK(!"the agent does not answer");
}

int AgentProcess::wait() {
    const int code = code_of(process_);
    process_ = -1;
    return code;
}

void AgentProcess::kill() {
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    wait();
}

int AgentProcess::stop() {
    SALDO_CHECK(process_ > 0);
    ::kill(process_, SIGTERM);
    return wait();
}

Ran AgentProcess::command(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{"--lang", "en", "--config", config_file().string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_program(program(), all);
}

std::uint64_t AgentProcess::rss_anon_bytes() const {
    const std::string text = whole_file(fmt::format("/proc/{}/status", process_));
    const std::string key = "RssAnon:";
    const std::size_t at = text.find(key);
    if (at == std::string::npos) return 0;
    const std::size_t end = text.find("kB", at);
    const auto kib =
        parse_unsigned(trim(std::string_view{text}.substr(at + key.size(), end - at - key.size())));
    return kib.value_or(0) * 1024;
}

std::string AgentProcess::log() const { return whole_file(folder_ / "agent.log"); }

}  // namespace saldo::test
