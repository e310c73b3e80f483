#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/crypto/certificate.hpp"
#include "hub/access/certificates.hpp"
#include "hub/access/tokens.hpp"

namespace saldo::hub {

/// How long certificates of this hub live.
struct Lifetimes {
    std::int64_t agent_ms = 90LL * 24 * 3'600'000;
    std::int64_t server_ms = 397LL * 24 * 3'600'000;
    std::int64_t authority_ms = 3'653LL * 24 * 3'600'000;  ///< ten years
    std::int64_t backdated_ms = 3'600'000;                 ///< clocks of plants may be behind
};

/// A certificate with its key, and the file that holds both.
struct HeldCertificate {
    std::string file;
    std::string certificate;  ///< PEM
    std::string key;          ///< PEM
};

/// The hub as a certificate authority: what lies in `access/` of its data folder.
///
///   ca.pem         certificate and key of the authority; 0600, made once, never leaves
///   ca.crt         its certificate alone: for everybody
///   crl.pem        what was revoked
///   NAME.pem       certificate and key of a server or of the hub itself, renewed in time
///   tokens/        one-time tokens, by hash
///   certificates/  what agents were given
///
/// Owns:  its folder. One thread.
class AccessStore {
public:
    /// Opens, and makes what is missing. Errors: storage, forbidden.
    static Result<std::unique_ptr<AccessStore>> open(const std::filesystem::path& folder,
                                                     std::string_view hub, UtcTime now);

    const Authority& authority() const { return authority_; }
    Tokens& tokens() { return tokens_; }
    const Certificates& certificates() const { return certificates_; }
    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path authority_file() const { return folder_ / "ca.crt"; }
    std::filesystem::path revocation_file() const { return folder_ / "crl.pem"; }
    void set_lifetimes(const Lifetimes& lifetimes) { lifetimes_ = lifetimes; }

    /// A certificate for an agent's key, remembered. Errors: malformed, storage.
    Result<std::string> issue_to_agent(std::string_view agent, ByteView public_key, UtcTime now);
    /// Takes back an agent's certificates, all or all but one, and writes the list anew.
    /// Gives how many. Errors: storage.
    Result<std::size_t> revoke_agent(std::string_view agent, UtcTime now,
                                     std::string_view but_for = {});

    /// The certificate NAME.pem of a TLS server under these names: as it is, or a new one when it
    /// is missing, due, of other names, or of another authority. Errors: malformed, storage.
    Result<HeldCertificate> server_certificate(std::string_view name,
                                               std::span<const std::string> names, UtcTime now);
    /// The same for a TLS client of that common name.
    Result<HeldCertificate> client_certificate(std::string_view name, std::string_view common_name,
                                               UtcTime now);
    /// One that lives for minutes and is written nowhere but to `file`: with it the hub takes the
    /// session of a revoked agent over at the broker. Errors: storage.
    Result<HeldCertificate> passing_certificate(const std::filesystem::path& file,
                                                std::string_view common_name, UtcTime now) const;

private:
    AccessStore(std::filesystem::path folder, Authority authority, Tokens tokens,
                Certificates certificates)
        : folder_{std::move(folder)},
          authority_{std::move(authority)},
          tokens_{std::move(tokens)},
          certificates_{std::move(certificates)} {}
    Result<void> write_revocations(UtcTime now) const;
    Validity validity(UtcTime now, std::int64_t life_ms) const;
    bool is_good(std::string_view pem, CertificateUse use, UtcTime now) const;

    std::filesystem::path folder_;
    Authority authority_;
    Tokens tokens_;
    Certificates certificates_;
    Lifetimes lifetimes_;
};

}  // namespace saldo::hub
