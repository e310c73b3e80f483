#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/config/enrol_messages.hpp"

namespace saldo::hub {

/// For whom a token is.
struct TokenGrant {
    std::string agent;
    std::string rfc;
    std::string plant;
};

/// What the hub keeps of a token: never the secret, from which alone it can be used.
struct Token {
    TokenGrant grant;
    UtcTime made;
    UtcTime expires;
    std::optional<UtcTime> used;
    std::string used_for;     ///< hash of the keys that it was used for, hexadecimal
    std::string certificate;  ///< serial of what it gave
    bool let_epoch_begin = false;
    friend bool operator==(const Token& a, const Token& b) {
        return a.made == b.made && a.grant.agent == b.grant.agent;
    }
};

inline constexpr std::int64_t token_minutes_standard = 60;
inline constexpr std::int64_t token_minutes_max = 24 * 60;

/// The one-time tokens of a hub, a file each under its hash, so that they outlive a restart.
///
/// Owns:  its folder. One thread.
class Tokens {
public:
    /// Reads what is there; what expired more than a month ago is removed. Errors: storage.
    static Result<Tokens> open(const std::filesystem::path& folder, UtcTime now);

    /// Makes a token and remembers its hash. Needs: 1 <= minutes <= token_minutes_max.
    /// Errors: storage.
    Result<config::EnrolToken> create(const TokenGrant& grant, const Digest& authority,
                                      std::int64_t minutes, UtcTime now);
    /// Nothing for a token that was never made here.
    std::optional<Token> find(const config::EnrolToken& token) const;
    /// Durable on return. Needs: find(token), not used. Errors: storage: it is not used then.
    Result<void> use(const config::EnrolToken& token, std::string used_for, std::string certificate,
                     UtcTime now);
    /// An enrolment lets one new epoch begin without a person: on a new machine the agent could
    /// show no receipt. True once, within a day, for the certificate that the agent's token gave.
    /// Errors: storage.
    Result<bool> redeem(std::string_view agent, std::string_view certificate, UtcTime now);
    /// Ends every unused token of an agent. Errors: storage.
    Result<void> cancel(std::string_view agent, UtcTime now);
    /// By hash.
    const std::map<std::string, Token>& all() const { return tokens_; }

private:
    explicit Tokens(std::filesystem::path folder) : folder_{std::move(folder)} {}
    Result<void> write(const std::string& hash, const Token& token) const;

    std::filesystem::path folder_;
    std::map<std::string, Token> tokens_;
};

}  // namespace saldo::hub
