#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "common/base/words.hpp"
#include "hub/outside/checkpoint_hooks.hpp"
#include "hub/outside/checkpoint_mail.hpp"
#include "hub/outside/courier.hpp"
#include "hub/outside/outside_settings.hpp"
#include "hub/outside/outside_witnesses.hpp"

namespace saldo::hub {

/// Checkpoints leave the hub's hands: outside witnesses, web addresses, mail
/// (docs/proof.md#witnesses). Decides what goes; a courier carries it on a thread of its own.
///
/// Needs: proofs and cosigned outlive this. One thread.
class OutsideDesk {
public:
    struct Parts {
        OutsideSettings settings;
        const ProofStore& proofs;
        CosignedFile& cosigned;
        std::filesystem::path folder;  ///< the hub's: what was mailed is kept there
        /// Called on another thread when turn() has something to do before its time.
        std::function<void()> on_news;
    };
    /// Errors: those of the file with the mail server's password.
    static Result<std::unique_ptr<OutsideDesk>> open(Parts parts);
    /// Gives up what is on its way; writes what was cosigned, if it can.
    ~OutsideDesk();
    OutsideDesk(const OutsideDesk&) = delete;
    OutsideDesk& operator=(const OutsideDesk&) = delete;

    /// Takes what came back, and sends what is due. Never waits. Errors: storage.
    Result<void> turn(UtcTime now, SteadyTime steady);

    /// Lines for `status`. Errors: storage.
    Result<std::string> words(Language language, UtcTime now);
    Result<std::vector<OutsideWitnesses::State>> witnesses() { return witnesses_.states(); }

private:
    OutsideDesk(Parts parts, std::string password);
    void send(Errand errand, UtcTime now, SteadyTime steady);

    CosignedFile& cosigned_;
    OutsideWitnesses witnesses_;
    CheckpointHooks hooks_;
    std::optional<CheckpointMail> mail_;
    std::map<std::uint64_t, Errand> under_way_;
    std::optional<SteadyTime> written_;
    Courier courier_;
};

}  // namespace saldo::hub
