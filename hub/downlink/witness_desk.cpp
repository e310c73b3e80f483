#include "hub/downlink/witness_desk.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/config/log.hpp"
#include "common/tlog/add_checkpoint.hpp"
#include "common/tlog/checkpoint.hpp"
#include "common/wire/messages.hpp"
#include "common/wire/topics.hpp"
#include "hub/proof/prove.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

constexpr std::uint16_t cosigned_status = 200;
constexpr std::uint16_t other_size_status = 409;
constexpr std::uint16_t no_proof_status = 422;
constexpr std::int64_t ms_per_day = 86'400'000;

LocalDate day_of(UtcTime at) {
    return LocalDate::from_days(static_cast<std::int32_t>(at.ms / ms_per_day));
}

/// The size in the body of a 409: digits and a newline.
std::optional<std::uint64_t> size_in(std::string_view text) {
    if (!text.ends_with('\n')) return std::nullopt;
    return tlog::parse_tree_number(text.substr(0, text.size() - 1));
}

}  // namespace

WitnessDesk::WitnessDesk(SigningKey hub_key, const ProofStore& proofs, CosignedFile& cosigned,
                         Options options)
    : hub_key_{std::move(hub_key)}, proofs_{proofs}, cosigned_{cosigned}, options_{options} {}

void WitnessDesk::on_status(std::string_view agent, const AgentEntry& entry,
                            const sync::Status& status) {
    Peer& peer = peers_[std::string{agent}];
    if (!status.online) peer.asked.reset();
    peer.rfc = entry.rfc;
    peer.is_online = status.online;
}

Result<std::uint64_t> WitnessDesk::cosigned_size(std::string_view agent, Peer& peer,
                                                 const proof::TreeName& tree) const {
    if (const auto known = peer.cosigned.find(tree); known != peer.cosigned.end()) {
        return known->second;
    }
    const auto newest = cosigned_.newest(tree, agent);
    if (!newest) return newest.error();
    const std::uint64_t size = *newest ? (*newest)->size : 0;
    peer.cosigned.emplace(tree, size);
    return size;
}

Result<std::optional<WitnessDesk::Question>> WitnessDesk::question_for(std::string_view agent,
                                                                       Peer& peer) const {
    std::vector<TreeHead> trees = proofs_.trees_of(peer.rfc);
    std::ranges::move(proofs_.trees_of({}), std::back_inserter(trees));  // common to all companies
    const auto accused = accusations_.find(agent);
    for (const TreeHead& tree : trees) {
        if (accused != accusations_.end() && accused->second.tree == tree.name) {
            continue;  // it said what it had to say, and others wait
        }
        if (tree.name.era != proofs_.era()) continue;  // the agent may have seen more of it
        const auto held = cosigned_size(agent, peer, tree.name);
        if (!held) return held.error();
        // Larger: it was accused already, or the file is of a log that is no more. It says which.
        const bool is_lacked = *held == tree.size && peer.lines_lacked.contains(tree.name);
        if (*held >= tree.size && !is_lacked) continue;
        auto note = proofs_.checkpoint(tree.name);
        if (!note) return note.error();
        return Question{
            .tree = tree.name, .old_size = *held, .size = tree.size, .note = std::move(*note)};
    }
    return std::optional<Question>{};
}

Result<Outgoing> WitnessDesk::ask(std::string_view agent, const Peer& peer, UtcTime now) const {
    const Question& question = *peer.asked;
    const auto proof =
        proof::prove_consistency(question.old_size, question.size, proofs_.nodes(question.tree));
    if (!proof) return proof.error();
    const auto body = wire::encode(sync::WitnessRequest{
        .at = now,
        .text = tlog::format_add_checkpoint(
            {.old_size = question.old_size, .proof = *proof, .checkpoint = question.note})});
    if (!body) return body.error();
    auto frame = wire::seal_message(wire::FrameKind::witness_request, agent, *body, hub_key_);
    if (!frame) return frame.error();
    return Outgoing{.topic = wire::topic_of({.shard = wire::shard_of(peer.rfc),
                                             .agent = std::string{agent},
                                             .channel = wire::Channel::witness_down}),
                    .payload = std::move(*frame),
                    .is_retained = false};
}

Result<std::vector<Outgoing>> WitnessDesk::turn(UtcTime now, SteadyTime steady) {
    std::vector<Outgoing> out;
    for (auto& [agent, peer] : peers_) {
        if (out.size() == options_.asked_at_once) break;
        if (!peer.is_online || proofs_.stopped()) continue;
        const std::int64_t wait_ms = peer.asked ? options_.answer_in_ms : options_.ask_every_ms;
        if (peer.asked_at && steady < peer.asked_at->plus_ms(wait_ms)) continue;
        auto question = question_for(agent, peer);
        if (!question) return question.error();
        peer.asked = std::move(*question);
        if (!peer.asked) continue;
        peer.asked_at = steady;
        auto message = ask(agent, peer, now);
        if (!message) return message.error();
        out.push_back(std::move(*message));
    }
    if (!written_) written_ = steady;
    if (steady >= written_->plus_ms(options_.write_every_ms)) {
        written_ = steady;
        if (auto written = cosigned_.write(); !written) return written.error();
    }
    return out;
}

void WitnessDesk::on_answer(std::string_view agent, const AgentEntry& entry,
                            const sync::WitnessAnswer& answer, UtcTime now) {
    const auto found = peers_.find(agent);
    if (found == peers_.end() || !found->second.asked) return;  // late, or asked by a run before
    Peer& peer = found->second;
    const Question question = std::move(*std::exchange(peer.asked, std::nullopt));
    peer.lines_lacked.erase(question.tree);
    if (answer.status == cosigned_status) {
        return take_cosignature(agent, entry, peer, question, answer.text, now);
    }
    if (answer.status == other_size_status) {
        const auto held = size_in(answer.text);
        if (!held) return;
        if (*held > question.size) return accuse(agent, "log.went_back", question, *held, now);
        const bool is_equal = *held == question.old_size;  // and yet it refused: another root
        if (is_equal) return accuse(agent, "log.two_histories", question, *held, now);
        peer.cosigned[question.tree] = *held;
        peer.lines_lacked.insert(question.tree);
        peer.asked_at.reset();  // asked again at once, from there
        return;
    }
    if (answer.status == no_proof_status) {
        return accuse(agent, "log.two_histories", question, question.old_size, now);
    }
    log_event(LogLevel::warn, "witness.refused",
              {{"agent", agent}, {"status", answer.status}, {"why", answer.text}});
}

void WitnessDesk::take_cosignature(std::string_view agent, const AgentEntry& entry, Peer& peer,
                                   const Question& question, const std::string& line, UtcTime now) {
    const tlog::NoteKey key{
        .name = std::string{agent}, .type = tlog::NoteKeyType::cosignature, .key = entry.key};
    const std::string note = question.note + line;
    const auto read = tlog::parse_note(note);
    if (!read || tlog::is_signed_by(*read, key, verify) != tlog::Signed::good) {
        log_event(LogLevel::warn, "witness.no_cosignature", {{"agent", agent}});
        return;
    }
    peer.cosigned[question.tree] = question.size;
    cosigned_.put(question.tree, agent, day_of(now), {.size = question.size, .note = note});
}

std::string WitnessDesk::accusation_of(std::string_view agent) const {
    const auto found = accusations_.find(agent);
    // Of a tree that ended: the log tells by now that it was put back.
    const bool stands = found != accusations_.end() && found->second.tree.era == proofs_.era();
    return stands ? found->second.code : std::string{};
}

void WitnessDesk::accuse(std::string_view agent, std::string code, const Question& question,
                         std::uint64_t held, UtcTime now) {
    const bool is_new = accusation_of(agent).empty();
    if (is_new) {
        log_event(LogLevel::error, code,
                  {{"agent", agent},
                   {"tree", proof::tree_path(question.tree)},
                   {"held", held},
                   {"told", question.size}});
    }
    accusations_.insert_or_assign(
        std::string{agent},
        Accusation{.code = std::move(code), .tree = question.tree, .size = held, .at = now});
}

}  // namespace saldo::hub
