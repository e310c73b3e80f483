#include "tests/simulation/oracle.hpp"

namespace saldo::sim {
namespace {

// Of docs/protocol.md: a record is a head of 45 bytes, whose first two are its type, and a body.
constexpr std::size_t head_bytes = 45;
constexpr unsigned type_epoch_open = 1;
constexpr unsigned type_checkpoint = 3;

unsigned type_of(const std::string& record) {
    return static_cast<unsigned char>(record[0]) | static_cast<unsigned char>(record[1]) << 8U;
}

void put(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

Digest chained(const Digest& before, const Oracle::Stream& stream, std::uint64_t sequence,
               const std::string& record) {
    std::string text{"saldo/record/1"};
    text.push_back('\0');
    for (const std::byte b : before) text.push_back(static_cast<char>(b));
    text += stream.agent;
    text.append(32 - stream.agent.size(), '\0');
    put(text, stream.ordinal, 4);
    put(text, stream.nonce, 8);
    put(text, sequence, 8);
    return sha256(as_bytes(text + record));
}

std::string named(const Oracle::Stream& stream, std::uint64_t sequence) {
    return stream.agent + ", epoch " + std::to_string(stream.ordinal) + ", sequence " +
           std::to_string(sequence);
}

}  // namespace

void Oracle::scanned(const std::string& agent, const std::string& body) { scanned_[body] = agent; }

void Oracle::accepted(const std::string& agent, std::uint32_t ordinal, std::uint64_t sequence,
                      const std::string& body) {
    must_[body] = {agent, ordinal, sequence};
}

void Oracle::may_be_lost(const std::string& body) { excused_.insert(body); }

void Oracle::may_lose_unheld_of(const std::string& agent) {
    for (const auto& [body, told] : must_) {
        if (told.agent == agent && !where_.contains(body)) excused_.insert(body);
    }
}

void Oracle::hub_holds(const Stream& stream, std::uint64_t sequence, const std::string& record) {
    Copy& copy = hub_[stream];
    if (sequence != copy.chain.size()) {
        return blame("the hub has " + named(stream, sequence) + " where " +
                     std::to_string(copy.chain.size()) + " belongs");
    }
    const Digest before = copy.chain.empty() ? Digest{} : copy.chain.back();
    copy.chain.push_back(chained(before, stream, sequence, record));
    const auto [meaning, is_new] = ever_[stream].emplace(sequence, sha256(as_bytes(record)));
    if (!is_new && meaning->second != sha256(as_bytes(record))) {
        return blame("the hub has other content than before at " + named(stream, sequence));
    }
    if (record.size() < head_bytes) return blame("no record at " + named(stream, sequence));
    if (type_of(record) == type_epoch_open || type_of(record) == type_checkpoint) return;
    const std::string body = record.substr(head_bytes);
    const auto known = scanned_.find(body);
    if (known == scanned_.end() || known->second != stream.agent) {
        return blame("nobody scanned what the hub has at " + named(stream, sequence));
    }
    if (!where_.emplace(body, std::pair{stream, sequence}).second) {
        blame("the hub has a scan twice, the second time at " + named(stream, sequence));
    }
}

void Oracle::hub_went_back() {
    hub_.clear();
    where_.clear();
    for (const std::string& agent : parted_) forget_unheld(agent);
}

void Oracle::parted(const std::string& agent) {
    parted_.insert(agent);
    forget_unheld(agent);
}

/// Of two journals of one agent, the other may fill what the hub lost.
void Oracle::forget_unheld(const std::string& agent) {
    for (auto& [stream, meanings] : ever_) {
        if (stream.agent == agent)
            meanings.erase(meanings.lower_bound(held_of(stream)), meanings.end());
    }
}

void Oracle::receipted(const Stream& stream, std::uint64_t next, const Digest& hash) {
    if (next == 0) return;
    const auto copy = hub_.find(stream);
    if (copy == hub_.end() || copy->second.chain.size() < next) {
        return blame("a receipt promises what the hub's disk does not hold: " +
                     named(stream, next - 1));
    }
    if (copy->second.chain[next - 1] != hash) {
        return blame("a receipt tells another chain than the hub's disk: " +
                     named(stream, next - 1));
    }
    std::uint64_t& most = receipted_[stream];
    most = std::max(most, next);
}

void Oracle::forgot(const Stream& stream, std::uint64_t first_kept) {
    if (first_kept > receipted_[stream]) {
        blame("an agent forgot what no receipt covers: " + named(stream, first_kept - 1));
    }
}

void Oracle::check_whole() {
    lost_ = 0;
    for (const auto& [body, told] : must_) {
        const auto found = where_.find(body);
        const std::string place = told.agent + ", epoch " + std::to_string(told.ordinal) +
                                  ", sequence " + std::to_string(told.sequence);
        if (found == where_.end()) {
            ++lost_;
            if (!excused_.contains(body)) blame("accepted and lost: " + place);
            continue;
        }
        const auto& [stream, sequence] = found->second;
        const bool is_in_place = stream.ordinal == told.ordinal && sequence == told.sequence;
        if (!is_in_place && !excused_.contains(body)) {
            blame("accepted at " + place + " and held at " + named(stream, sequence));
        }
    }
}

std::uint64_t Oracle::held_of(const Stream& stream) const {
    const auto copy = hub_.find(stream);
    return copy == hub_.end() ? 0 : copy->second.chain.size();
}

}  // namespace saldo::sim
