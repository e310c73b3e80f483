#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "agent/commands/enroll_command.hpp"
#include "common/config/join_bundle.hpp"
#include "common/mqtt/link.hpp"

namespace saldo::agent {

/// The agent's identity while it runs: who it is, when its certificate must be renewed, and the
/// files from which the link to the broker reads it.
///
/// Decides only; the asking is done by others, off the thread that owns this. Reads no clock.
class Identity {
public:
    /// `file` is where the bundle came from; `folder` takes the files of the link.
    Identity(std::filesystem::path file, std::filesystem::path folder, config::JoinBundle bundle);

    const config::JoinBundle& bundle() const { return bundle_; }
    bool has_certificate() const { return bundle_.tls.has_value(); }
    /// Of the certificate; nothing without one.
    std::optional<UtcTime> ends() const;

    /// Serial of the certificate: shows the hub, in a HELLO, that this agent enrolled a moment ago.
    std::string serial() const;

    /// Writes what the link reads, and gives the options with it. Errors: storage.
    Result<mqtt::LinkOptions> link_options(std::string host, std::uint16_t port) const;

    /// What to ask the hub for now, if anything: the next certificate from two thirds of this one's
    /// life on, and why we are not let in while the broker is not reached.
    std::optional<RenewWith> due(UtcTime now, bool link_is_up);
    /// Puts the answer in the place of what was, durably. Gives whether the link must be made anew.
    /// Errors: storage: all stays as it was.
    Result<bool> renewed(const config::JoinBundle& next);
    void refused(NoCertificate why) { refusal_ = std::move(why); }
    /// Why the hub gives no certificate; nothing while it does.
    const std::optional<NoCertificate>& refusal() const { return refusal_; }

private:
    Result<void> write_link_files() const;

    std::filesystem::path file_;
    std::filesystem::path folder_;
    config::JoinBundle bundle_;
    std::optional<UtcTime> asked_;
    std::optional<UtcTime> down_since_;
    std::optional<NoCertificate> refusal_;
};

}  // namespace saldo::agent
