#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.hpp"
#include "common/crypto/sign.hpp"
#include "common/sync/protocol.hpp"
#include "hub/ingest/ingest.hpp"
#include "hub/proof_store/cosigned_file.hpp"
#include "hub/proof_store/proof_store.hpp"

namespace saldo::hub {

/// Asks the agents to cosign the trees of their company, and keeps what they cosigned
/// (docs/proof.md#witnesses).
///
/// One question an agent at a time: of the oldest tree that it has not cosigned as it is. Needs:
/// proofs and cosigned outlive this. One thread.
class WitnessDesk {
public:
    struct Options {
        std::int64_t ask_every_ms = 60'000;  ///< the same agent
        std::int64_t answer_in_ms = 30'000;  ///< then it is asked anew
        std::int64_t write_every_ms = 10'000;
        std::size_t asked_at_once = 64;  ///< in one turn: thousands must not wait for it
    };
    /// What an agent holds against this hub's log.
    struct Accusation {
        std::string code;  ///< log.two_histories, log.went_back
        proof::TreeName tree;
        std::uint64_t size = 0;  ///< what the agent holds
        UtcTime at;
    };

    WitnessDesk(SigningKey hub_key, const ProofStore& proofs, CosignedFile& cosigned,
                Options options);

    void on_status(std::string_view agent, const AgentEntry& entry, const sync::Status& status);
    void on_answer(std::string_view agent, const AgentEntry& entry,
                   const sync::WitnessAnswer& answer, UtcTime now);
    /// What is due: questions, and what waits to be written. Errors: storage, unavailable.
    Result<std::vector<Outgoing>> turn(UtcTime now, SteadyTime steady);

    /// The code, or empty. It stays until the program starts again; the agent keeps its evidence.
    std::string accusation_of(std::string_view agent) const;

private:
    struct Question {
        proof::TreeName tree;
        std::uint64_t old_size = 0;
        std::uint64_t size = 0;
        std::string note;
    };
    struct Peer {
        std::string rfc;
        bool is_online = false;
        std::map<proof::TreeName, std::uint64_t> cosigned;  // as we know; absent: ask the file
        std::set<proof::TreeName> lines_lacked;  // it says that it cosigned, and we have no line
        std::optional<Question> asked;
        std::optional<SteadyTime> asked_at;
    };
    Result<std::uint64_t> cosigned_size(std::string_view agent, Peer& peer,
                                        const proof::TreeName& tree) const;
    Result<std::optional<Question>> question_for(std::string_view agent, Peer& peer) const;
    Result<Outgoing> ask(std::string_view agent, const Peer& peer, UtcTime now) const;
    void take_cosignature(std::string_view agent, const AgentEntry& entry, Peer& peer,
                          const Question& question, const std::string& line, UtcTime now);
    void accuse(std::string_view agent, std::string code, const Question& question,
                std::uint64_t held, UtcTime now);

    SigningKey hub_key_;
    const ProofStore& proofs_;
    CosignedFile& cosigned_;
    Options options_;
    std::map<std::string, Peer, std::less<>> peers_;
    std::map<std::string, Accusation, std::less<>> accusations_;
    std::optional<SteadyTime> written_;
};

}  // namespace saldo::hub
