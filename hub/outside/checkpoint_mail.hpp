#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "common/base/time.hpp"
#include "hub/outside/outside_settings.hpp"
#include "hub/outside/parcel.hpp"
#include "hub/proof_store/proof_store.hpp"

namespace saldo::hub {

/// Sends checkpoints to people by mail: each that changed as a file that saldo-verify reads
/// (docs/proof.md#elsewhere).
///
/// What was sent, and when, is kept in a file, so that a hub that starts again and again sends no
/// more letters. Needs: proofs outlives this. One thread.
class CheckpointMail {
public:
    struct Options {
        MailSettings mail;
        std::string password;
        std::filesystem::path file;             ///< what was sent
        std::int64_t back_off_ms_min = 60'000;  ///< after a letter that was not taken; doubles
        std::int64_t back_off_ms_max = 3'600'000;
        std::size_t enclosures_max = 200;  ///< in one letter; more wait for the next
    };
    CheckpointMail(const ProofStore& proofs, Options options);

    /// A letter, where one is due. Errors: not_found.
    Result<std::optional<Errand>> turn(UtcTime now, SteadyTime steady);

    /// Why the last letter was not taken; empty: it was.
    const std::string& trouble() const { return trouble_; }
    std::optional<UtcTime> sent_at() const { return sent_at_; }

private:
    using Sizes = std::map<proof::TreeName, std::uint64_t>;
    void load();
    Result<void> save() const;
    Result<Parcel> letter_of(const Sizes& sizes, UtcTime now) const;
    void on_answer(const Sizes& sizes, const Delivery& answer, UtcTime now, SteadyTime steady);

    const ProofStore& proofs_;
    Options options_;
    std::optional<UtcTime> sent_at_;
    Sizes sent_;
    bool is_sending_ = false;
    SteadyTime not_before_;
    int failures_ = 0;
    std::string trouble_;
};

}  // namespace saldo::hub
