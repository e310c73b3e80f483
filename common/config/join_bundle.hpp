#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/crypto/sign.hpp"
#include "common/domain/fact.hpp"

namespace saldo::config {

/// What an enrolled agent has besides: its TLS key and certificate, and whom it trusts. PEM texts.
struct BundleTls {
    std::string hub_url;      ///< https://host:port, where the certificate is renewed
    std::string hub_ca;       ///< authorities for that address; empty: `ca`
    std::string key;          ///< secret
    std::string certificate;  ///< ours; its common name is the agent
    std::string ca;           ///< the hub's authority: the broker's certificate is from it
};

/// All that one agent must know to join a hub. `saldo-agent enroll` writes it, and renews it;
/// `saldo-hub plant add` writes one without TLS, for tests and demonstrations.
///
/// It holds the agent's keys, so its file is for its owner alone (mode 0600). It is one file, so
/// that an identity is there whole or not at all.
struct JoinBundle {
    AgentId agent;
    std::string rfc;
    std::string plant;  ///< the plant's code inside its company, "P01"
    SigningKey signing_key;
    std::string hub_id;
    PublicKey hub_key{};  ///< checks receipts
    std::string broker_host;
    std::uint16_t broker_port = 1883;
    std::string broker_user;      ///< empty: none
    std::string broker_password;  ///< empty: none
    std::optional<BundleTls> tls = {};
};

/// [a-z0-9-]{1,32}: what may name an agent in topics, frames and certificates (sync.md section 3).
[[nodiscard]] bool is_agent_name(std::string_view text);
/// "host:port" or "host" alone for `port_default`; an IPv6 address stands in brackets.
struct HostPort {
    std::string host;
    std::uint16_t port = 0;
    friend bool operator==(const HostPort&, const HostPort&) = default;
};
Result<HostPort> parse_host_port(std::string_view text, std::uint16_t port_default);
/// "https://host:port" or "https://host" for 9443. Errors: malformed for anything else.
Result<HostPort> parse_hub_url(std::string_view url);

/// The bundle as JSON, one member a line, in a fixed order.
std::string format_join_bundle(const JoinBundle& bundle);
/// Errors: malformed, with the member that is missing, unknown or wrong.
Result<JoinBundle> parse_join_bundle(std::string_view json);

/// Writes the bundle with mode 0600, durable on return.
/// Errors: conflict when the file exists: a key is never overwritten; storage.
Result<void> write_join_bundle(const std::filesystem::path& path, const JoinBundle& bundle);
/// Reads and checks a bundle. Errors: not_found; forbidden when group or others may read the file,
/// or when it is another user's; malformed.
Result<JoinBundle> read_join_bundle(const std::filesystem::path& path);

}  // namespace saldo::config
