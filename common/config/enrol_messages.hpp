#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"
#include "common/crypto/sign.hpp"

// What travels between `saldo-agent` and the hub's HTTPS door: docs/protocol.md#enrolment.

namespace saldo::config {

/// The address of both questions.
inline constexpr std::string_view enroll_route = "/api/v1/enroll";
inline constexpr std::string_view renew_route = "/api/v1/renew";

/// A one-time token as people carry it: `saldo1.AGENT.FINGERPRINT.SECRET`.
///
/// The fingerprint (SHA-256 of the hub's authority) lets the agent know the hub before it trusts
/// anybody; the secret lets the hub know the agent, once.
struct EnrolToken {
    std::string agent;
    Digest authority{};
    std::array<std::byte, 16> secret{};
    friend bool operator==(const EnrolToken&, const EnrolToken&) = default;
};
EnrolToken make_enrol_token(std::string agent, const Digest& authority);
std::string format_enrol_token(const EnrolToken& token);
/// Blanks around it are ignored. Errors: malformed; the text itself is never repeated.
Result<EnrolToken> parse_enrol_token(std::string_view text);
/// What the hub keeps of a token: from it the secret cannot be had.
Digest hash_of(const EnrolToken& token);

/// An agent asks for its first certificate.
struct EnrolRequest {
    EnrolToken token;
    std::string csr;        ///< PEM; its common name is the token's agent
    PublicKey signing_key;  ///< of batches from now on
    Signature proof;        ///< that the asker holds that key: over enrol_statement()
};
Bytes enrol_statement(const EnrolToken& token, std::string_view csr);
std::string to_json(const EnrolRequest& request);
Result<EnrolRequest> parse_enrol_request(std::string_view json);

/// An enrolled agent asks for its next certificate, with the signing key that the hub knows.
struct RenewRequest {
    std::string agent;
    std::string csr;
    Signature proof;  ///< over renew_statement()
};
Bytes renew_statement(std::string_view agent, std::string_view csr);
std::string to_json(const RenewRequest& request);
Result<RenewRequest> parse_renew_request(std::string_view json);

/// The hub's answer to both.
struct EnrolAnswer {
    std::string agent;
    std::string rfc;
    std::string plant;
    std::string certificate;  ///< PEM
    std::string ca;           ///< PEM: of the hub's authority
    std::string hub_id;
    PublicKey hub_key{};  ///< checks receipts
    std::string broker_host;
    std::uint16_t broker_port = 0;
};
std::string to_json(const EnrolAnswer& answer);
Result<EnrolAnswer> parse_enrol_answer(std::string_view json);

}  // namespace saldo::config
