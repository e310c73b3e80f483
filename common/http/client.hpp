#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/http/message.hpp"
#include "common/http/tls.hpp"

namespace saldo::http {

/// Where a running program is reached: a socket file, or an address and port.
struct Peer {
    std::string unix_path = {};  ///< wins when it is not empty
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::optional<TlsTrust> tls = {};  ///< over TLS, when it is there; never over a socket file
};

struct ClientLimits {
    std::chrono::milliseconds connect_max{2'000};
    std::chrono::milliseconds answer_max{60'000};  ///< from the request to its whole answer
    std::size_t body_bytes_max = std::size_t{256} * 1024 * 1024;
};

struct Answer {
    int status = 0;
    std::string content_type;
    std::string body;
    std::vector<Field> fields;
};

/// Asks one question and waits for its answer: for commands that talk to a running program.
///
/// Errors: not_found when there is no socket file; unavailable when nobody answers there or in
/// time; forbidden when the file may not be opened, or the server is not whom we trust; malformed
/// when the answer is no HTTP or too large.
Result<Answer> request(const Peer& peer, std::string_view method, std::string_view target,
                       std::string_view body = {}, const ClientLimits& limits = {},
                       const std::vector<Field>& fields = {});

}  // namespace saldo::http
