#include "hub/outside/outside_witnesses.hpp"

#include <algorithm>
#include <utility>

#include "common/config/log.hpp"
#include "common/crypto/sign.hpp"
#include "common/tlog/add_checkpoint.hpp"
#include "common/tlog/checkpoint.hpp"
#include "hub/proof/prove.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

constexpr long cosigned_status = 200;
constexpr long other_size_status = 409;
constexpr long no_proof_status = 422;
constexpr std::int64_t ms_per_day = 86'400'000;
constexpr int doublings_max = 16;
constexpr std::size_t words_bytes_max = 200;  // of an answer that is shown to people

LocalDate day_of(UtcTime at) {
    return LocalDate::from_days(static_cast<std::int32_t>(at.ms / ms_per_day));
}

/// The size in the body of a 409: digits and a newline.
std::optional<std::uint64_t> size_in(std::string_view text) {
    if (!text.ends_with('\n')) return std::nullopt;
    return tlog::parse_tree_number(text.substr(0, text.size() - 1));
}

/// "403 not signed by the log", on one line whatever was answered.
std::string words_of(const Delivery& answer) {
    std::string text = std::to_string(answer.status) + " " + answer.body.substr(0, words_bytes_max);
    std::ranges::replace_if(text, [](char c) { return c < ' ' || c > '~'; }, ' ');
    while (text.ends_with(' ')) text.pop_back();
    return text;
}

}  // namespace

std::string OutsideWitnesses::name_in_file(const tlog::NoteKey& key) {
    const std::string vkey = tlog::format_vkey(key);
    return vkey.substr(0, vkey.find('+', key.name.size() + 1));  // NAME+ID: an agent's has no plus
}

OutsideWitnesses::OutsideWitnesses(const ProofStore& proofs, CosignedFile& cosigned,
                                   Options options)
    : proofs_{proofs}, cosigned_{cosigned}, options_{std::move(options)} {
    for (const OutsideWitness& witness : options_.witnesses) {
        Peer peer{.witness = witness};
        peer.state.name = witness.key.name;
        peers_.push_back(std::move(peer));
    }
}

/// What is known of one tree at one witness; from the file where it is asked for the first time.
Result<OutsideWitnesses::TreeState*> OutsideWitnesses::state_of(Peer& peer,
                                                                const proof::TreeName& tree) const {
    if (const auto known = peer.trees.find(tree); known != peer.trees.end()) return &known->second;
    const auto newest = cosigned_.newest(tree, name_in_file(peer.witness.key));
    if (!newest) return newest.error();
    const std::uint64_t size = *newest ? (*newest)->size : 0;
    const TreeState state{.cosigned = size, .held = size};
    return &peer.trees.emplace(tree, state).first->second;
}

Result<std::optional<OutsideWitnesses::Question>> OutsideWitnesses::question_for(
    Peer& peer, SteadyTime steady) const {
    for (const TreeHead& tree : proofs_.trees()) {
        if (tree.name.era != proofs_.era()) continue;  // it may have seen more of it
        const auto state = state_of(peer, tree.name);
        if (!state) return state.error();
        if ((*state)->cosigned == tree.size || steady < (*state)->not_before) continue;
        auto note = proofs_.checkpoint(tree.name);
        if (!note) return note.error();
        // Where it holds more than the log has now: from nothing, so that it says what it holds.
        const std::uint64_t held = (*state)->held;
        return Question{.tree = tree.name,
                        .old_size = held > tree.size ? 0 : held,
                        .size = tree.size,
                        .note = std::move(*note)};
    }
    return std::optional<Question>{};
}

Result<Errand> OutsideWitnesses::ask(Peer& peer, Question question) {
    const auto proof =
        proof::prove_consistency(question.old_size, question.size, proofs_.nodes(question.tree));
    if (!proof) return proof.error();
    Parcel parcel{
        .url = peer.witness.url + "/add-checkpoint",
        .content_type = "text/plain; charset=utf-8",
        .body = tlog::format_add_checkpoint(
            {.old_size = question.old_size, .proof = *proof, .checkpoint = question.note})};
    peer.is_asked = true;
    return Errand{.parcel = std::move(parcel),
                  .on_delivered = [this, &peer, question = std::move(question)](
                                      const Delivery& answer, UtcTime now, SteadyTime steady) {
                      on_answer(peer, question, answer, now, steady);
                  }};
}

Result<std::vector<Errand>> OutsideWitnesses::turn(SteadyTime steady) {
    std::vector<Errand> out;
    if (proofs_.stopped()) return out;
    for (Peer& peer : peers_) {
        if (peer.is_asked || steady < peer.not_before) continue;
        auto question = question_for(peer, steady);
        if (!question) return question.error();
        if (!*question) continue;
        auto errand = ask(peer, std::move(**question));
        if (!errand) return errand.error();
        out.push_back(std::move(*errand));
    }
    return out;
}

void OutsideWitnesses::on_answer(Peer& peer, const Question& question, const Delivery& answer,
                                 UtcTime now, SteadyTime steady) {
    peer.is_asked = false;
    if (!answer.why.empty() || answer.status == 0) return failed(peer, answer.why, steady);
    if (answer.status >= 500 || answer.status < 200) return failed(peer, words_of(answer), steady);
    peer.failures = 0;
    if (answer.status == cosigned_status) {
        return take_cosignature(peer, question, answer.body, now, steady);
    }
    if (answer.status == other_size_status) {
        return take_size(peer, question, answer.body, now, steady);
    }
    if (answer.status == no_proof_status) {
        return accuse(peer, "log.two_histories", question, question.old_size, now, steady);
    }
    refused(peer, question, words_of(answer), steady);
}

/// Lines of keys that we do not know are left out, as the standard asks.
void OutsideWitnesses::take_cosignature(Peer& peer, const Question& question,
                                        const std::string& lines, UtcTime now, SteadyTime steady) {
    const tlog::NoteKey& key = peer.witness.key;
    auto note = tlog::parse_note(question.note + lines);
    if (!note || tlog::is_signed_by(*note, key, verify) != tlog::Signed::good) {
        return refused(peer, question, "200 without its cosignature", steady);
    }
    const std::size_t ours = tlog::parse_note(question.note).value().lines.size();
    std::size_t index = 0;
    std::erase_if(note->lines, [&](const tlog::NoteLine& line) {
        return index++ >= ours && (line.name != key.name || line.id != key.id());
    });
    peer.trees[question.tree] = {.cosigned = question.size,
                                 .held = question.size,
                                 .not_before = steady.plus_ms(options_.ask_every_ms)};
    peer.state.cosigned_at = now;
    peer.state.trouble.clear();
    cosigned_.put(question.tree, name_in_file(key), day_of(now),
                  {.size = question.size, .note = tlog::format_note(*note)});
}

void OutsideWitnesses::take_size(Peer& peer, const Question& question, const std::string& text,
                                 UtcTime now, SteadyTime steady) {
    const auto held = size_in(text);
    if (!held) return refused(peer, question, "409 without a size", steady);
    if (*held > question.size) return accuse(peer, "log.went_back", question, *held, now, steady);
    // The size was right, and yet it refused: its root is another one.
    if (*held == question.old_size) {
        return accuse(peer, "log.two_histories", question, *held, now, steady);
    }
    TreeState& state = peer.trees[question.tree];
    state.held = *held;
    // Asked again at once from there, unless it tells one size after the other.
    if (state.was_told_size) state.not_before = steady.plus_ms(options_.ask_every_ms);
    state.was_told_size = true;
}

void OutsideWitnesses::accuse(Peer& peer, std::string code, const Question& question,
                              std::uint64_t held, UtcTime now, SteadyTime steady) {
    Alarm alarm{.code = std::move(code),
                .tree = question.tree,
                .held = held,
                .told = question.size,
                .at = now};
    peer.trees[question.tree].not_before = steady.plus_ms(options_.refused_again_ms);
    const bool is_known = std::ranges::any_of(peer.state.alarms, [&](const Alarm& one) {
        return one.code == alarm.code && one.tree == alarm.tree;
    });
    if (is_known) return;
    log_event(LogLevel::error, alarm.code,
              {{"witness", peer.state.name},
               {"tree", proof::tree_path(alarm.tree)},
               {"held", alarm.held},
               {"told", alarm.told}});
    peer.state.alarms.push_back(std::move(alarm));
}

void OutsideWitnesses::refused(Peer& peer, const Question& question, std::string why,
                               SteadyTime steady) {
    peer.trees[question.tree].not_before = steady.plus_ms(options_.refused_again_ms);
    peer.state.trouble = proof::tree_path(question.tree) + ": " + why;
    log_event(LogLevel::warn, "witness.refused",
              {{"witness", peer.state.name}, {"why", peer.state.trouble}});
}

void OutsideWitnesses::failed(Peer& peer, std::string why, SteadyTime steady) {
    const int doublings = std::min(peer.failures++, doublings_max);
    const std::int64_t wait_ms =
        std::min(options_.back_off_ms_min << doublings, options_.back_off_ms_max);
    peer.not_before = steady.plus_ms(wait_ms);
    if (peer.state.trouble != why) {
        log_event(LogLevel::warn, "witness.no_answer",
                  {{"witness", peer.state.name}, {"why", why}});
    }
    peer.state.trouble = std::move(why);
}

Result<std::vector<OutsideWitnesses::State>> OutsideWitnesses::states() {
    std::vector<State> out;
    for (Peer& peer : peers_) {
        std::erase_if(peer.state.alarms,
                      [&](const Alarm& one) { return one.tree.era != proofs_.era(); });
        peer.state.behind = 0;
        for (const TreeHead& tree : proofs_.trees()) {
            if (tree.name.era != proofs_.era()) continue;
            const auto state = state_of(peer, tree.name);
            if (!state) return state.error();
            if ((*state)->cosigned != tree.size) ++peer.state.behind;
        }
        out.push_back(peer.state);
    }
    return out;
}

}  // namespace saldo::hub
