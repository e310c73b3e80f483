#include "agent/notify.hpp"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>

#include <unistd.h>

#include "common/base/text.hpp"

namespace saldo::agent {

void notify_systemd(std::string_view state) {
    const char* path = std::getenv("NOTIFY_SOCKET");
    if (path == nullptr || path[0] == '\0') return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::size_t length = std::strlen(path);
    if (length >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, path, length);
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // an abstract name
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    // Nobody is to be told when this fails: systemd will see that it heard nothing.
    (void)::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL,
                   reinterpret_cast<const sockaddr*>(&address), bytes);
    ::close(fd);
}

std::optional<std::int64_t> watchdog_period_ms() {
    const char* text = std::getenv("WATCHDOG_USEC");
    if (text == nullptr) return std::nullopt;
    const auto microseconds = parse_unsigned(text);
    if (!microseconds || *microseconds < 2'000 || *microseconds > UINT32_MAX) return std::nullopt;
    return static_cast<std::int64_t>(*microseconds / 2'000);
}

}  // namespace saldo::agent
