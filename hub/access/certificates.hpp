#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/crypto/certificate.hpp"

namespace saldo::hub {

/// One certificate that an agent was given.
struct IssuedCertificate {
    std::string serial;
    UtcTime not_before;
    UtcTime not_after;
    Digest key{};  ///< SHA-256 of its public key
    std::optional<UtcTime> revoked;
};

/// The certificates that agents were given: a folder an agent, a file a certificate, so that
/// issuing costs the same however many there are. A revoked one has a file `SERIAL.revoked` beside
/// it, which holds when.
///
/// Owns:  its folder. One thread.
class Certificates {
public:
    /// Errors: storage.
    static Result<Certificates> open(const std::filesystem::path& folder);

    /// Remembers it, durably. Needs: `pem` is one that we issued for `agent`. Errors: storage.
    Result<void> add(std::string_view agent, std::string_view pem);
    /// The text of one that was issued. Errors: not_found, storage.
    Result<std::string> pem(std::string_view agent, std::string_view serial) const;
    /// All of an agent, by serial.
    std::vector<IssuedCertificate> of(std::string_view agent) const;
    bool is_revoked(std::string_view agent, std::string_view serial) const;
    /// Revokes all of an agent's that live at `now`, but for the one with serial `but_for`; gives
    /// how many. Errors: storage.
    Result<std::size_t> revoke(std::string_view agent, UtcTime now, std::string_view but_for = {});
    /// What a revocation list must name at `now`: expired ones need not be named.
    std::vector<RevokedCertificate> revoked(UtcTime now) const;

private:
    explicit Certificates(std::filesystem::path folder) : folder_{std::move(folder)} {}

    std::filesystem::path folder_;
    std::map<std::string, std::map<std::string, IssuedCertificate>, std::less<>> issued_;
};

}  // namespace saldo::hub
