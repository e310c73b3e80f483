#include "agent/witness/witness.hpp"

#include <utility>

#include "common/tlog/add_checkpoint.hpp"
#include "common/tlog/merkle.hpp"

namespace saldo::agent {
namespace {

constexpr std::uint16_t ok = 200;
constexpr std::uint16_t bad_request = 400;
constexpr std::uint16_t forbidden = 403;
constexpr std::uint16_t not_found = 404;
constexpr std::uint16_t conflict = 409;
constexpr std::uint16_t unprocessable = 422;

Witness::Decision refused(std::uint16_t status, std::string text = {}) {
    return {.answer = {.status = status, .text = std::move(text)},
            .keep = {},
            .origin = {},
            .accusation = {}};
}

std::uint16_t status_of(Errc code) {
    if (code == Errc::not_found) return not_found;
    return code == Errc::forbidden ? forbidden : bad_request;
}

/// The lines of a note behind its text.
std::string signature_line(const tlog::NoteLine& line) {
    const tlog::Note note{.text = "\n", .lines = {line}};
    return tlog::format_note(note).substr(2);  // behind the text's newline and the empty line
}

}  // namespace

Witness::Witness(Options options, Memory memory)
    : options_{std::move(options)}, memory_{std::move(memory)} {
    if (auto key = tlog::parse_vkey(memory_.log_key)) log_ = std::move(*key);
}

Witness::KeyTold Witness::on_log_key(const std::string& vkey) {
    if (vkey == memory_.log_key) return {};
    if (log_) return {.accusation = Accusation{"log.key_changed", memory_.log_key, vkey}};
    auto key = tlog::parse_vkey(vkey);
    if (!key || key->type != tlog::NoteKeyType::ed25519) return {};
    log_ = std::move(*key);
    memory_.log_key = vkey;
    return {.is_new = true, .accusation = {}};
}

bool Witness::is_ours(std::string_view origin) const {
    const auto is_tree_of = [&](const std::string& company) {
        return origin.starts_with(log_->name + "/" + company + "/");
    };
    return is_tree_of(options_.rfc) || is_tree_of("common");
}

Result<tlog::Checkpoint> Witness::opened(std::string_view note) const {
    if (!log_) return Error{Errc::not_found, "the hub has told no key of its log"};
    const std::string_view origin = note.substr(0, note.find('\n'));
    if (!is_ours(origin)) return Error{Errc::not_found, "a tree of another company"};
    return tlog::open_checkpoint(note, origin, *log_, options_.verify);
}

const Witness::Seen* Witness::seen(const std::string& origin) const {
    const auto found = memory_.seen.find(origin);
    return found == memory_.seen.end() ? nullptr : &found->second;
}

Witness::Decision Witness::on_request(const sync::WitnessRequest& asked, std::uint64_t seconds) {
    const auto request = tlog::parse_add_checkpoint(asked.text);
    if (!request) return refused(bad_request, request.error().what);
    const auto told = opened(request->checkpoint);
    if (!told) return refused(status_of(told.error().code), told.error().what);
    if (request->old_size > told->size) return refused(bad_request, "the old size is the larger");

    const Seen* held = seen(told->origin);
    const std::uint64_t held_size = held == nullptr ? 0 : held->size;
    auto accusation = on_checkpoint(request->checkpoint, asked.at);
    if (request->old_size != held_size || accusation) {
        Decision decision = refused(conflict, std::to_string(held_size) + "\n");
        decision.accusation = std::move(accusation);
        return decision;
    }
    const Digest held_root = held == nullptr ? tlog::empty_root() : held->root;
    if (!tlog::verify_consistency(held_size, held_root, told->size, told->root, request->proof)) {
        Decision decision = refused(unprocessable, "the proof does not lead from what I hold");
        // The hub signed proof and checkpoint as one: it cannot show the way from what it had said.
        if (held != nullptr) {
            decision.accusation = Accusation{"log.two_histories", held->note, request->checkpoint};
        }
        return decision;
    }
    const auto note = tlog::parse_note(request->checkpoint);
    const tlog::NoteLine line =
        tlog::cosign_note(note.value().text, seconds, options_.key, options_.sign);
    return {.answer = {.status = ok, .text = signature_line(line)},
            .keep = Seen{.size = told->size,
                         .root = told->root,
                         .at = asked.at,
                         .note = request->checkpoint},
            .origin = told->origin,
            .accusation = {}};
}

void Witness::kept(const std::string& origin, Seen seen) {
    memory_.seen.insert_or_assign(origin, std::move(seen));
}

std::optional<Witness::Accusation> Witness::on_checkpoint(std::string_view note, UtcTime at) const {
    const auto told = opened(note);
    if (!told) return std::nullopt;  // nobody said it: it accuses nobody
    const Seen* held = seen(told->origin);
    if (held == nullptr || told->size > held->size) return std::nullopt;
    if (told->size < held->size) {
        if (at <= held->at) return std::nullopt;  // said before, and late on its way
        return Accusation{"log.went_back", held->note, std::string{note}};
    }
    if (told->root == held->root) return std::nullopt;
    return Accusation{"log.two_histories", held->note, std::string{note}};
}

}  // namespace saldo::agent
