#include "tests/support/mosquitto.hpp"

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <fstream>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "common/base/check.hpp"

namespace saldo::test {
namespace {

constexpr std::chrono::seconds start_max{10};

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool accepts(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool is_up =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return is_up;
}

}  // namespace

std::uint16_t Mosquitto::free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    SALDO_CHECK(::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0);
    SALDO_CHECK(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    ::close(socket);
    return ntohs(address.sin_port);
}

std::string Mosquitto::program() {
    for (const char* path : {"/usr/sbin/mosquitto", "/usr/bin/mosquitto"}) {
        if (::access(path, X_OK) == 0) return path;
    }
    return {};
}

Mosquitto::Mosquitto(const std::filesystem::path& folder, const std::string& extra)
    : Mosquitto{folder, free_port(), {}} {
    write("listener " + std::to_string(port_) +
          " 127.0.0.1\nallow_anonymous true\npersistence false\n"
          "max_inflight_messages 32\nmax_queued_messages 16384\nset_tcp_nodelay "
          "true\nmax_packet_size 262144\n" +
          extra);
    start();
}

Mosquitto::Mosquitto(const std::filesystem::path& folder, std::uint16_t port,
                     const std::string& configuration)
    : config_{folder / "mosquitto.conf"}, log_{folder / "mosquitto.log"}, port_{port} {
    if (configuration.empty()) return;
    write(configuration);
    start();
}

void Mosquitto::write(const std::string& configuration) {
    std::ofstream config{config_};
    config << configuration << "log_dest stdout\n";
    if (::geteuid() == 0) config << "user root\n";  // our folder is ours alone
    config.close();
    SALDO_CHECK(config.good());
}

Mosquitto::~Mosquitto() { kill(); }

void Mosquitto::start() {
    SALDO_CHECK(process_ < 0);
    const std::string broker = program();
    const std::string config = config_.string();
    const std::string log = log_.string();
    const pid_t parent = ::getpid();
    process_ = ::fork();
    SALDO_CHECK(process_ >= 0);
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(1);
        const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(out, STDERR_FILENO);
        ::execl(broker.c_str(), broker.c_str(), "-c", config.c_str(), nullptr);
        ::_exit(127);
    }
    const auto give_up = std::chrono::steady_clock::now() + start_max;
    while (!accepts(port_)) {
        SALDO_CHECK(std::chrono::steady_clock::now() < give_up);
        SALDO_CHECK(::waitpid(process_, nullptr, WNOHANG) == 0);  // its log says why it ended
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
}

void Mosquitto::reload() { SALDO_CHECK(::kill(process_, SIGHUP) == 0); }

void Mosquitto::kill() {
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

}  // namespace saldo::test
