#include <map>

#include "common/config/say.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/print_table.hpp"
#include "hub/ingest/checkpoint_check.hpp"
#include "hub/ingest/incarnation.hpp"
#include "hub/ingest/journal_lookup.hpp"

// The daily checkpoints of an agent, held against the log as it is now: what an auditor compares
// with those that he kept.

namespace saldo::hub {
namespace {

std::string words_of(CheckpointState state, Language language) {
    using config::say;
    switch (state) {
        case CheckpointState::agrees: return {};
        case CheckpointState::not_held:
            return say(language, "of records that the log has not",
                       "de registros que la bitácora no tiene");
        case CheckpointState::foreign:
            return say(language, "its receipt is not one of this hub",
                       "su recibo no es de este hub");
        case CheckpointState::head_differs:
            return say(language, "the log has other records than the plant had",
                       "la bitácora tiene otros registros que los de la planta");
        case CheckpointState::held_differs:
            return say(language, "the log has other records than the hub signed for",
                       "la bitácora tiene otros registros que los que el hub firmó");
        case CheckpointState::log_differs:
            return say(language, "the log is not the one that the hub signed for",
                       "la bitácora no es la que el hub firmó");
    }
    return {};
}

/// Where the chain of each epoch of an agent breaks in the log, found by reading all of it.
class Chains {
public:
    Chains(const LogStore& log, std::string agent) : log_{log}, agent_{std::move(agent)} {}
    /// The first record that does not follow from the one before. Errors: storage.
    Result<std::optional<std::uint64_t>> break_of(std::uint32_t epoch) {
        if (const auto known = breaks_.find(epoch); known != breaks_.end()) return known->second;
        const auto broken =
            read_chain(log_, agent_, epoch, 0, [](std::uint64_t, const Digest&) { return true; });
        if (broken) breaks_.emplace(epoch, *broken);
        return broken;
    }

private:
    const LogStore& log_;
    const std::string agent_;
    std::map<std::uint32_t, std::optional<std::uint64_t>> breaks_;
};

void add_row(book::Table& table, const JournalCheckpoint& told, const CheckpointFinding& finding,
             std::string_view state, std::string_view why) {
    const auto& receipt = finding.receipt;
    table.rows.push_back({format_date(told.day), std::to_string(told.place.epoch),
                          std::to_string(told.place.sequence), std::to_string(told.epoch),
                          std::to_string(told.next), to_hex(told.hash), receipt ? receipt->hub : "",
                          receipt ? std::to_string(receipt->held.epoch.ordinal) : "",
                          receipt ? std::to_string(receipt->held.next) : "",
                          receipt ? to_hex(receipt->held.hash) : "",
                          receipt ? std::to_string(receipt->log_size) : "",
                          receipt ? to_hex(receipt->log_root) : "", state, why});
}

}  // namespace

CommandResult list_checkpoints(const config::CommandLine& line, HubStore& hub) {
    const std::string agent = line.positionals.at(0);
    if (!hub.find(agent)) return failed({Errc::not_found, "no agent " + agent + " is enrolled"});
    const auto incarnation = load_incarnation(hub.log());
    if (!incarnation) return failed(incarnation.error());

    book::Table table{{{"day"},
                       {"epoch", true},
                       {"sequence", true, true},
                       {"head_epoch", true},
                       {"head_next", true},
                       {"head_hash"},
                       {"hub"},
                       {"held_epoch", true},
                       {"held_next", true},
                       {"held_hash"},
                       {"log_size", true},
                       {"log_hash"},
                       {"state"},
                       {"why"}},
                      {}};
    Chains chains{hub.log(), agent};
    bool is_contradicted = false;
    const auto& evidence = hub.book().agent_evidence();
    const auto known = evidence.find(agent);
    const std::vector<LogPosition> none;
    for (const LogPosition position : known == evidence.end() ? none : known->second.checkpoints) {
        const auto recorded = hub.fact_at(position);
        if (!recorded) return failed(recorded.error());
        const auto* told = *recorded ? std::get_if<JournalCheckpoint>(&(**recorded).fact) : nullptr;
        if (told == nullptr) continue;
        const auto finding =
            check_checkpoint(hub.log(), hub.signing_key().public_key(), *incarnation, *told);
        if (!finding) return failed(finding.error());
        std::string state{to_string(finding->state)};
        std::string why = words_of(finding->state, line.language);
        const auto broken = chains.break_of(told->epoch);
        if (!broken) return failed(broken.error());
        const bool is_broken = *broken && **broken < told->next;
        if (is_broken) {
            state = "chain_broken";
            why = config::say(line.language, "record {} does not follow from the one before",
                              "el registro {} no se sigue del anterior", **broken);
        }
        is_contradicted = is_contradicted || is_broken || is_contradiction(finding->state);
        add_row(table, *told, *finding, state, why);
    }
    CommandResult result = done(print_table(table, line.format));
    if (is_contradicted) result.exit = config::number(config::ExitCode::answer_is_no);
    return result;
}

}  // namespace saldo::hub
