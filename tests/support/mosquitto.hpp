#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>

namespace saldo::test {

/// A real broker on a free loopback port, private to one test: it keeps nothing on disk, and dies
/// with the test however that ends.
class Mosquitto {
public:
    /// Where the broker is on this machine; empty: there is none, and the test says "skipped".
    static std::string program();

    /// Starts and waits until it accepts. `extra` is added to its configuration, a line each.
    explicit Mosquitto(const std::filesystem::path& folder, const std::string& extra = {});
    /// With a whole configuration of somebody else, which must listen on `port` of loopback.
    Mosquitto(const std::filesystem::path& folder, std::uint16_t port,
              const std::string& configuration);
    static std::uint16_t free_port();
    ~Mosquitto();
    Mosquitto(const Mosquitto&) = delete;
    Mosquitto& operator=(const Mosquitto&) = delete;

    std::string uri() const { return "tcp://127.0.0.1:" + std::to_string(port_); }
    std::uint16_t port() const { return port_; }

    /// kill -9: all that it held is gone.
    void kill();
    /// SIGHUP: reads its lists anew.
    void reload();
    /// Starts again on the same port.
    void start();

private:
    void write(const std::string& configuration);

    std::filesystem::path config_;
    std::filesystem::path log_;
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
};

}  // namespace saldo::test
