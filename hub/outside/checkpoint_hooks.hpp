#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "hub/outside/parcel.hpp"
#include "hub/proof_store/proof_store.hpp"

namespace saldo::hub {

/// Posts new checkpoints to web addresses as JSON (docs/proof.md#elsewhere). Whoever keeps them
/// need not know what they are.
///
/// One POST an address at a time, always of the newest state; after a start everything is told
/// once. Needs: proofs outlives this. One thread.
class CheckpointHooks {
public:
    struct Options {
        std::vector<std::string> urls;
        std::int64_t every_ms = 60'000;
        std::int64_t back_off_ms_min = 5'000;  ///< after no answer; doubles
        std::int64_t back_off_ms_max = 600'000;
        std::size_t checkpoints_max = 100;  ///< in one POST
    };
    /// How it stands with one address, for people: its host alone, for the rest may be a secret.
    struct State {
        std::string host;
        std::string trouble;
    };

    CheckpointHooks(const ProofStore& proofs, Options options);

    /// What is due. Errors: not_found, storage.
    Result<std::vector<Errand>> turn(SteadyTime steady);
    std::vector<State> states() const;

private:
    using Sizes = std::map<proof::TreeName, std::uint64_t>;
    struct Hook {
        std::string url;
        bool is_posting = false;
        SteadyTime not_before;
        int failures = 0;
        Sizes told;
        State state;
    };
    Result<std::string> body_of(const Hook& hook, Sizes& sizes) const;
    void on_answer(Hook& hook, const Sizes& sizes, const Delivery& answer, SteadyTime steady);

    const ProofStore& proofs_;
    Options options_;
    std::vector<Hook> hooks_;  // never grows: errands point into it
};

/// The name of the machine in an address.
std::string host_of(const std::string& url);

}  // namespace saldo::hub
