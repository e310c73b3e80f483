#include "bench/fleet/memory_journal.hpp"

#include <utility>

#include "common/base/check.hpp"

namespace saldo::bench {

MemoryJournal::MemoryJournal(std::string agent, sync::Epoch epoch, OnHeld on_held)
    : agent_{sync::padded(agent)}, epoch_{epoch}, on_held_{std::move(on_held)} {}

Digest MemoryJournal::hash_before(std::uint64_t sequence) const {
    return sequence == first_ ? before_ : kept_.at(sequence - first_ - 1).hash;
}

void MemoryJournal::add(sync::RecordType type, ByteView body, UtcTime at, SteadyTime now) {
    const std::uint64_t sequence = first_ + kept_.size();
    const sync::RecordHead head{.type = type,
                                .device_utc = at,
                                .monotonic_ns = static_cast<std::uint64_t>(now.ns),
                                .boot_number = 1,
                                .clock_quality = sync::ClockQuality::synchronised};
    Bytes record = sync::encode_record(head, body).value();
    const Digest hash = sync::chain_hash(hash_before(sequence), agent_, epoch_, sequence, record);
    kept_.push_back({.record = std::move(record), .hash = hash, .recorded = now});
}

sync::Place MemoryJournal::head() const {
    const std::uint64_t next = first_ + kept_.size();
    return {.epoch = epoch_, .next = next, .hash = hash_before(next)};
}

Result<agent::RecordRange> MemoryJournal::read(std::uint64_t from, std::size_t records_max,
                                               std::size_t bytes_max) const {
    SALDO_CHECK(from >= first_);
    agent::RecordRange range{.first = from, .before = hash_before(from)};
    range.after = range.before;
    for (std::size_t at = from - first_; at < kept_.size() && range.count < records_max; ++at) {
        const Kept& kept = kept_[at];
        if (range.count > 0 && range.records.size() + kept.record.size() > bytes_max) break;
        append(range.records, kept.record);
        range.after = kept.hash;
        ++range.count;
    }
    return range;
}

Result<std::optional<Digest>> MemoryJournal::hash_at(std::uint32_t ordinal,
                                                     std::uint64_t next) const {
    const bool is_known =
        ordinal == epoch_.ordinal && next >= first_ && next <= first_ + kept_.size();
    return is_known ? std::optional{hash_before(next)} : std::nullopt;
}

Result<void> MemoryJournal::mark_held(const sync::Receipt& receipt, ByteView as_signed) {
    receipt_.assign(as_signed.begin(), as_signed.end());
    while (first_ < receipt.held.next) {
        const Kept& kept = kept_.front();
        if (first_ > 0) on_held_(kept.recorded);  // the opening record is no movement
        before_ = kept.hash;
        kept_.pop_front();
        ++first_;
    }
    return {};
}

Result<void> MemoryJournal::open_epoch(wire::EpochReason, std::uint32_t) {
    return Error{Errc::unsupported, "the hub holds what this fleet never recorded"};
}

}  // namespace saldo::bench
