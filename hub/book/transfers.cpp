#include "hub/book/transfers.hpp"

#include <algorithm>
#include <tuple>

#include "common/base/bytes.hpp"
#include "common/crypto/hash.hpp"

namespace saldo::book {
namespace {

bool is_by(LocalDate day, std::optional<LocalDate> on) { return !on || day <= *on; }

/// The type of document of a receipt; whether it is the last one is said apart.
std::string_view document_type(std::string_view ref_type) {
    return ref_type == transfer_part ? transfer_whole : ref_type;
}

template <class Leg>
Quantity counted(const Transfers::Convert& convert, std::string_view part, const Leg& leg) {
    return convert ? convert(part, leg.unit, leg.quantity) : leg.quantity;
}

}  // namespace

/// What was sent to one plant under one document, or by one event, and what came of it.
struct Transfers::Sum {
    Quantity missing;  ///< sent - received
    Quantity sent_before_closing;
    Quantity sent_since;
    bool is_sent = false;
    std::optional<LocalDate> closed_on;  ///< day of the last receipt that closes
    /// The latest receipt tells where the goods came: by day, then plant.
    std::optional<std::pair<LocalDate, std::string_view>> latest;

    void add_sent(LocalDate day, Quantity quantity) {
        is_sent = true;
        missing += quantity;
        (closed_on && day <= *closed_on ? sent_before_closing : sent_since) += quantity;
    }
    void met(const std::optional<std::pair<LocalDate, std::string_view>>& receipt) {
        if (receipt) latest = latest ? std::max(*latest, *receipt) : *receipt;
    }
    /// What is neither here nor there. A sending dated after the only receipts of its document was
    /// received all the same: clocks differ.
    Open open(std::string_view to, std::string_view part) const {
        const bool has_come = closed_on && sent_before_closing.is_zero();
        const Quantity may_travel = has_come ? Quantity{} : std::max(sent_since, Quantity{});
        const Quantity in_transit = std::clamp(missing, Quantity{}, may_travel);
        return {.part = part,
                .destination = to,
                .in_transit = in_transit,
                .receiver = latest ? latest->second : to,
                .difference = missing - in_transit};
    }
};

std::uint32_t Transfers::Words::number_of(std::string_view word) {
    const auto held = numbers_.find(word);
    if (held != numbers_.end()) return held->second;
    const auto number = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back(word);
    numbers_.emplace(word, number);
    return number;
}

Transfers::Key Transfers::key_of(std::string_view part, std::string_view name) {
    Bytes text;
    put_le(text, static_cast<std::uint64_t>(part.size()));
    append(text, as_bytes(part));
    append(text, as_bytes(name));
    const Digest digest = sha256(text);
    const ByteView bytes{digest};
    return {get_le<std::uint64_t>(bytes), get_le<std::uint64_t>(bytes.subspan(8))};
}

bool Transfers::send(const Leg& leg) {
    const Key event = key_of(leg.part, leg.event);
    const Key ref = leg.ref.empty() ? event : key_of(leg.part, leg.ref);
    sent_.emplace(event,
                  Sent{words_.number_of(leg.part), words_.number_of(document_type(leg.ref_type)),
                       words_.number_of(leg.plant), leg.day, leg.unit, leg.quantity});
    quoting_[ref].sent.push_back(event);
    const auto named = quoting_.find(event);
    const bool is_named = named != quoting_.end() && !named->second.received.empty();
    return is_named || !quoting_[ref].received.empty();
}

bool Transfers::receive(const Leg& leg) {
    if (leg.ref.empty()) return false;
    const Key ref = key_of(leg.part, leg.ref);
    Quoting& quoting = quoting_[ref];
    quoting.received.push_back({words_.number_of(document_type(leg.ref_type)),
                                words_.number_of(leg.plant), leg.day, leg.ref_type != transfer_part,
                                leg.unit, leg.quantity});
    return !quoting.sent.empty() || sent_.contains(ref);
}

void Transfers::add(Sum& sum, std::string_view part, const Received& received,
                    const Asked& asked) const {
    if (!is_by(received.day, asked.on)) return;
    sum.missing -= counted(asked.convert, part, received);
    if (received.closes) sum.closed_on = std::max(sum.closed_on, std::optional{received.day});
    sum.met(std::pair{received.day, std::string_view{words_.text(received.plant)}});
}

Transfers::Sums Transfers::sums_of(Key ref, const Quoting& quoting, const Asked& asked) const {
    Sums sums;
    for (const Key& event : quoting.sent) {
        const Sent& sent = sent_.at(event);
        sums[{sent.ref_type, words_.text(sent.to)}];
    }
    if (sent_.contains(ref)) return sums;  // the receipts name that event
    const std::string_view part = words_.text(sent_.at(quoting.sent.front()).part);
    for (const Received& received : quoting.received) {
        auto sum = sums.find({received.ref_type, words_.text(received.plant)});
        // Goods that came where none were sent to are of the first destination.
        if (sum == sums.end()) sum = sums.lower_bound({received.ref_type, {}});
        const bool is_of_type = sum != sums.end() && sum->first.first == received.ref_type;
        if (is_of_type) add(sum->second, part, received, asked);
    }
    return sums;
}

void Transfers::settle(Key ref, const Quoting& quoting, const Asked& asked) const {
    if (quoting.sent.empty()) return;
    const std::string_view part = words_.text(sent_.at(quoting.sent.front()).part);
    Sums sums = sums_of(ref, quoting, asked);
    for (const Key& event : quoting.sent) {
        const Sent& sent = sent_.at(event);
        if (!is_by(sent.day, asked.on)) continue;
        const std::string_view to = words_.text(sent.to);
        const Quantity quantity = counted(asked.convert, part, sent);
        Sum own;
        if (const auto named = quoting_.find(event); named != quoting_.end()) {
            for (const Received& received : named->second.received) {
                add(own, part, received, asked);
            }
        }
        Sum& document = sums[{sent.ref_type, to}];
        document.is_sent = true;
        if (own.closed_on) {
            own.missing += quantity;
            asked.visit(own.open(to, part));
        } else {
            document.add_sent(sent.day, quantity + own.missing);
            document.met(own.latest);
        }
    }
    for (const auto& [key, sum] : sums) {
        if (sum.is_sent) asked.visit(sum.open(key.second, part));
    }
}

void Transfers::each_open(std::optional<LocalDate> on, const Visit& visit,
                          const Convert& convert) const {
    const Asked asked{.on = on, .visit = visit, .convert = convert};
    for (const auto& [ref, quoting] : quoting_) settle(ref, quoting, asked);
}

}  // namespace saldo::book
