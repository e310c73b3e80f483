#include "tests/simulation/oracle.hpp"

namespace saldo::sim {
namespace {

// Of docs/protocol.md: a record is a head of 45 bytes, whose first two are its type, and a body.
constexpr std::size_t head_bytes = 45;
constexpr unsigned type_epoch_open = 1;
constexpr unsigned type_checkpoint = 3;
constexpr unsigned type_rehomed = 4;
constexpr unsigned type_clock_step = 5;
constexpr unsigned type_range_lost = 6;
constexpr std::size_t origin_bytes =
    48;  // ordinal u32, sequence u64, hash 32, type u16, schema u16

unsigned type_of(const std::string& record) {
    return static_cast<unsigned char>(record[0]) | static_cast<unsigned char>(record[1]) << 8U;
}

/// What an agent records of itself: nobody scanned it.
bool is_evidence(unsigned type) { return type == type_checkpoint || type == type_clock_step; }

std::uint64_t get(const std::string& bytes, std::size_t at, int count) {
    std::uint64_t value = 0;
    for (int i = count - 1; i >= 0; --i) {
        value = value << 8U | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    }
    return value;
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

void Oracle::may_lose(const std::string& agent, const std::set<std::string>& kept) {
    for (const auto& [body, told] : must_) {
        if (told.agent == agent && !where_.contains(body) && !kept.contains(body)) {
            excused_.insert(body);
        }
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
    const unsigned type = type_of(record);
    if (type == type_epoch_open || is_evidence(type)) return;
    if (type == type_range_lost) {
        if (!parted_.contains(stream.agent))
            blame("nothing was lost at " + named(stream, sequence));
        return;
    }
    std::string body = record.substr(head_bytes);
    Place place{.stream = stream, .sequence = sequence, .is_rehomed = type == type_rehomed};
    if (place.is_rehomed) {
        if (body.size() < origin_bytes) return blame("no origin at " + named(stream, sequence));
        place.origin_ordinal = static_cast<std::uint32_t>(get(body, 0, 4));
        place.origin_sequence = get(body, 4, 8);
        if (is_evidence(static_cast<unsigned>(get(body, 44, 2)))) return;
        body.erase(0, origin_bytes);
    }
    const auto known = scanned_.find(body);
    if (known == scanned_.end() || known->second != stream.agent) {
        return blame("nobody scanned what the hub has at " + named(stream, sequence));
    }
    const auto [had, is_first] = where_.emplace(body, place);
    if (!is_first) {
        blame("the hub has a scan twice: at " + named(had->second.stream, had->second.sequence) +
              " and at " + named(stream, sequence));
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

void Oracle::took_time(const std::string& agent, std::int64_t hub_ms, std::int64_t sent_ns,
                       std::int64_t received_ns) {
    const auto told = told_times_.find(hub_ms);
    if (told != told_times_.end()) {
        const auto first = told->second.lower_bound(sent_ns);
        if (first != told->second.end() && *first <= received_ns) return;
    }
    blame(agent + " took a time of the hub for another than it was told at");
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
    const std::uint64_t covered = receipted_[stream];
    for (const auto& [body, told] : must_) {
        const bool is_meant = told.agent == stream.agent && told.ordinal == stream.ordinal &&
                              told.sequence >= covered && told.sequence < first_kept;
        if (!is_meant || excused_.contains(body)) continue;
        // Written again in a later epoch, it may go once that copy is covered.
        const auto found = where_.find(body);
        const bool is_covered = found != where_.end() && found->second.is_rehomed &&
                                found->second.sequence < receipted_[found->second.stream];
        if (!is_covered) {
            blame("an agent forgot what no receipt covers: " + named(stream, told.sequence));
        }
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
            if (!excused_.contains(body))
                blame("accepted and lost: " + place + ", " + body.substr(0, 30));
            continue;
        }
        const Place& held = found->second;
        const bool is_in_place =
            held.is_rehomed
                ? held.origin_ordinal == told.ordinal && held.origin_sequence == told.sequence
                : held.stream.ordinal == told.ordinal && held.sequence == told.sequence;
        if (!is_in_place && !excused_.contains(body)) {
            blame("accepted at " + place + " and held at " + named(held.stream, held.sequence));
        }
    }
}

std::uint64_t Oracle::held_of(const Stream& stream) const {
    const auto copy = hub_.find(stream);
    return copy == hub_.end() ? 0 : copy->second.chain.size();
}

}  // namespace saldo::sim
