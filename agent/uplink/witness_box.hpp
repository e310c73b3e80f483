#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "agent/uplink/uplink_machine.hpp"
#include "agent/witness/witness.hpp"
#include "common/base/result.hpp"
#include "common/base/words.hpp"
#include "common/crypto/sign.hpp"

namespace saldo::agent {

/// The agent's witness and its memory on disk (docs/data_format.md, section 4): a cosignature
/// leaves only after what it says is durable. One thread.
class WitnessBox {
public:
    /// Reads what is remembered; what cannot be read is put aside, logged, and begun anew.
    /// Errors: storage when the folder cannot be made.
    static Result<WitnessBox> open(std::filesystem::path folder, std::string agent, std::string rfc,
                                   const SigningKey& key, std::function<UtcTime()> utc_now);
    /// Puts itself where the uplink asks and tells. Needs: this outlives the uplink, and stays
    /// where it is.
    void listen(UplinkOptions& options);

    void on_log_key(const std::string& vkey);
    void on_checkpoint(const std::string& note, UtcTime at);
    /// Nothing where the disk could not keep what would be said.
    std::optional<sync::WitnessAnswer> on_request(const sync::WitnessRequest& request);

    /// What the hub's log is accused of, since it was first seen: a code, or empty. A person ends
    /// it by removing the evidence from the folder.
    const std::string& alarm() const { return alarm_; }
    /// How many trees were cosigned.
    std::size_t trees() const { return witness_.memory().seen.size(); }

private:
    WitnessBox(std::filesystem::path folder, Witness witness, std::function<UtcTime()> utc_now);
    Result<void> keep(const std::string& origin, const Witness::Seen& seen) const;
    void accuse(const Witness::Accusation& accusation);

    std::filesystem::path folder_;
    Witness witness_;
    std::function<UtcTime()> utc_now_;
    std::string alarm_;
};

/// What an alarm of the witness says to people; empty for none.
Words log_alarm_words(std::string_view code);

}  // namespace saldo::agent
