#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>

#include "common/config/command_line.hpp"
#include "common/config/enrol_messages.hpp"
#include "common/config/exit_code.hpp"
#include "common/config/join_bundle.hpp"
#include "common/http/client.hpp"

namespace saldo::agent {

/// `saldo-agent enroll --hub URL --token-file F|-`: makes the keys of this agent, shows the token
/// to the hub over TLS, and writes the identity, whole or not at all.
///
/// The keys are kept beside the identity (`NAME.pending`, 0600) until the answer came, so that the
/// same command typed again asks the same question, and gets the same answer.
config::ExitCode enroll(const config::CommandLine& line, const std::filesystem::path& identity);

/// Why there is no certificate.
struct NoCertificate {
    Errc errc = Errc::unavailable;  ///< forbidden: the hub says no; asking again changes nothing
    std::string code;               ///< of docs/protocol.md#enrolment; empty: nobody answered
    std::string what;
};
/// The same as a sentence for the user of the agent.
std::string to_text(const NoCertificate& why, Language language);

/// A new key for the next certificate; or the same key, which gets the same certificate while it is
/// young: so an agent that the broker does not let in hears from the hub why.
enum class RenewWith : std::uint8_t { new_key, same_key };
/// Asks the hub for the next certificate of this identity. Gives the identity with it; nothing is
/// written.
std::variant<config::JoinBundle, NoCertificate> renew(const config::JoinBundle& bundle,
                                                      RenewWith with, UtcTime now);

}  // namespace saldo::agent
