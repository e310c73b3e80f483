#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/time.hpp"
#include "common/sync/protocol.hpp"
#include "common/tlog/checkpoint.hpp"
#include "common/tlog/note_key.hpp"

namespace saldo::agent {

/// The agent as a witness of the hub's log (docs/proof.md#witnesses): that it only grows, and shows
/// everybody the same. Decides; what must be on disk before it counts is handed back.
class Witness {
public:
    /// What is remembered of one tree: the newest checkpoint that was cosigned.
    struct Seen {
        std::uint64_t size = 0;
        Digest root{};
        UtcTime at;        ///< the hub's clock, when it asked
        std::string note;  ///< as the log signed it
        friend bool operator==(const Seen&, const Seen&) = default;
    };
    /// All that survives a restart. `log_key` empty: none was told yet.
    struct Memory {
        std::string log_key;               ///< verifier key of C2SP signed-note
        std::map<std::string, Seen> seen;  ///< by origin
        friend bool operator==(const Memory&, const Memory&) = default;
    };
    /// Two notes that one log cannot have signed honestly, or a key that is another.
    struct Accusation {
        std::string code;  ///< log.two_histories, log.went_back, log.key_changed
        std::string held;  ///< what was seen before
        std::string told;  ///< what was told now
        friend bool operator==(const Accusation&, const Accusation&) = default;
    };
    struct Options {
        std::string rfc;         ///< of the company whose trees it witnesses
        tlog::NoteKey key;       ///< its own, for cosignatures
        tlog::SignEd25519 sign;  ///< with that key
        tlog::VerifyEd25519 verify;
    };

    Witness(Options options, Memory memory);

    /// The hub told the key that signs its log: the first one stays.
    struct KeyTold {
        bool is_new = false;  ///< keep memory() on disk
        std::optional<Accusation> accusation;
    };
    KeyTold on_log_key(const std::string& vkey);

    /// What becomes of a request to cosign. `keep` is written down before the answer leaves; where
    /// that fails, nothing is answered.
    struct Decision {
        sync::WitnessAnswer answer;
        std::optional<Seen> keep;
        std::string origin;  ///< of `keep`
        std::optional<Accusation> accusation;
    };
    /// Needs: the hub signed the request. `seconds` since 1970, for the cosignature.
    Decision on_request(const sync::WitnessRequest& request, std::uint64_t seconds);
    /// It is on disk.
    void kept(const std::string& origin, Seen seen);

    /// The hub showed this checkpoint at this time of its clock. Of a larger tree than was seen
    /// nothing can be said yet; of a smaller one only where it was not merely late on its way.
    std::optional<Accusation> on_checkpoint(std::string_view note, UtcTime at) const;

    const Memory& memory() const { return memory_; }

private:
    bool is_ours(std::string_view origin) const;
    /// Errors: malformed, forbidden, not_found (no tree of ours, or no key yet).
    Result<tlog::Checkpoint> opened(std::string_view note) const;
    const Seen* seen(const std::string& origin) const;

    Options options_;
    Memory memory_;
    std::optional<tlog::NoteKey> log_;
};

}  // namespace saldo::agent
