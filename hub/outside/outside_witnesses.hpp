#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "hub/outside/outside_settings.hpp"
#include "hub/outside/parcel.hpp"
#include "hub/proof_store/cosigned_file.hpp"
#include "hub/proof_store/proof_store.hpp"

namespace saldo::hub {

/// Asks outside witnesses to cosign every tree (C2SP tlog-witness), and keeps what they cosigned
/// (docs/proof.md#witnesses).
///
/// One question a witness at a time, always of the newest state: a witness that does not answer
/// loses nothing. Needs: proofs and cosigned outlive this. One thread.
class OutsideWitnesses {
public:
    struct Options {
        std::vector<OutsideWitness> witnesses;
        std::int64_t ask_every_ms = 60'000;    ///< the same tree
        std::int64_t back_off_ms_min = 5'000;  ///< after no answer; doubles
        std::int64_t back_off_ms_max = 600'000;
        std::int64_t refused_again_ms = 3'600'000;  ///< a tree that a witness does not want
    };
    /// What a witness holds against this hub's log. Stays until the program starts again, or the
    /// log tells that it was restored.
    struct Alarm {
        std::string code;  ///< log.two_histories, log.went_back
        proof::TreeName tree;
        std::uint64_t held = 0;
        std::uint64_t told = 0;
        UtcTime at;
    };
    /// How it stands with one witness, for people.
    struct State {
        std::string name;
        std::size_t behind = 0;  ///< trees that it has not cosigned as they are
        std::optional<UtcTime> cosigned_at;
        std::string trouble;  ///< why the last question came to nothing; empty: it did not
        std::vector<Alarm> alarms;
    };

    OutsideWitnesses(const ProofStore& proofs, CosignedFile& cosigned, Options options);

    /// What is due. Errors: storage.
    Result<std::vector<Errand>> turn(SteadyTime steady);
    /// Of each witness, in the order of the configuration. Errors: storage.
    Result<std::vector<State>> states();

    /// Under what name CosignedFile keeps the notes of a witness: no agent can be called so.
    static std::string name_in_file(const tlog::NoteKey& key);

private:
    struct TreeState {
        std::uint64_t cosigned = 0;  ///< size of the newest cosignature that we have
        std::uint64_t held = 0;      ///< what the witness holds, as we know; a 409 tells
        SteadyTime not_before;
        bool was_told_size = false;  ///< by a 409, since the last cosignature
    };
    struct Peer {
        OutsideWitness witness;
        bool is_asked = false;
        SteadyTime not_before;
        int failures = 0;
        std::map<proof::TreeName, TreeState> trees;
        State state;
    };
    struct Question {
        proof::TreeName tree;
        std::uint64_t old_size = 0;
        std::uint64_t size = 0;
        std::string note;
    };
    Result<TreeState*> state_of(Peer& peer, const proof::TreeName& tree) const;
    Result<std::optional<Question>> question_for(Peer& peer, SteadyTime steady) const;
    Result<Errand> ask(Peer& peer, Question question);
    void on_answer(Peer& peer, const Question& question, const Delivery& answer, UtcTime now,
                   SteadyTime steady);
    void take_cosignature(Peer& peer, const Question& question, const std::string& lines,
                          UtcTime now, SteadyTime steady);
    void take_size(Peer& peer, const Question& question, const std::string& text, UtcTime now,
                   SteadyTime steady);
    void accuse(Peer& peer, std::string code, const Question& question, std::uint64_t held,
                UtcTime now, SteadyTime steady);
    void refused(Peer& peer, const Question& question, std::string why, SteadyTime steady);
    void failed(Peer& peer, std::string why, SteadyTime steady);

    const ProofStore& proofs_;
    CosignedFile& cosigned_;
    Options options_;
    std::vector<Peer> peers_;  // never grows: errands point into it
};

}  // namespace saldo::hub
