#include "agent/uplink/journal_source.hpp"

#include <utility>

#include "common/config/log.hpp"

namespace saldo::agent {
namespace {

using config::LogLevel;

}  // namespace

sync::Place JournalSource::head() const {
    const JournalHead head = journal_.head();
    return {.epoch = head.epoch, .next = head.last_sequence + 1, .hash = head.hash};
}

std::uint64_t JournalSource::tail() const {
    // Retention forgets from the front, so "is kept" changes once along the sequence.
    const JournalHead head = journal_.head();
    std::uint64_t first = 0;
    std::uint64_t last = head.last_sequence;
    while (first < last) {
        const std::uint64_t middle = first + (last - first) / 2;
        if (journal_.hash_of(head.epoch.ordinal, middle)) {
            last = middle;
        } else {
            first = middle + 1;
        }
    }
    return first;
}

Bytes JournalSource::newest_receipt() const {
    auto held = journal_.held();
    return held ? std::move(held->receipt) : Bytes{};
}

Result<RecordRange> JournalSource::read(std::uint64_t from, std::size_t records_max,
                                        std::size_t bytes_max) const {
    const JournalHead head = journal_.head();
    if (from > head.last_sequence) return RecordRange{.first = from};
    auto run = journal_.read(
        head.epoch.ordinal, from,
        {.records_max = static_cast<std::uint32_t>(records_max), .bytes_max = bytes_max});
    if (!run) return run.error();
    return RecordRange{.first = run->first,
                       .count = run->count,
                       .before = run->before,
                       .after = run->last,
                       .records = std::move(run->records)};
}

Result<std::optional<Digest>> JournalSource::hash_at(std::uint32_t ordinal,
                                                     std::uint64_t next) const {
    if (next == 0) return std::optional<Digest>{Digest{}};
    const auto hash = journal_.hash_of(ordinal, next - 1);
    if (hash) return std::optional<Digest>{*hash};
    if (hash.error().code == Errc::storage) return hash.error();
    if (hash.error().code != Errc::not_found) {
        config::log_event(LogLevel::error, "journal.damaged", {{"why", hash.error().what}});
    }
    return std::optional<Digest>{};
}

Result<void> JournalSource::mark_held(const sync::Receipt& receipt, ByteView as_signed) {
    if (receipt.held.next == 0) return {};  // it holds nothing: there is nothing to remember
    Held held{.epoch = receipt.held.epoch.ordinal,
              .sequence = receipt.held.next - 1,
              .hub_time = receipt.hub_time,
              .receipt = {as_signed.begin(), as_signed.end()}};
    if (receipt.backed_up > 0) held.backed_up = receipt.backed_up - 1;
    keeper_.hold(std::move(held), [](const Result<void>& done) {
        // On the writer's thread. A receipt that was not written costs a resend, nothing else.
        if (!done)
            config::log_event(LogLevel::warn, "uplink.receipt_unwritten",
                              {{"why", done.error().what}});
    });
    return {};
}

Result<void> JournalSource::open_epoch(wire::EpochReason reason, std::uint32_t after) {
    const auto opened = journal_.open_epoch(reason, after, clock_());
    if (!opened) return opened.error();
    return {};
}

Result<std::vector<Unsettled>> JournalSource::unsettled(std::uint64_t incarnation) const {
    return journal_.unsettled(incarnation);
}

Result<void> JournalSource::settle(const Settlement& settlement) {
    if (auto settled = journal_.settle(settlement, clock_()); !settled) return settled;
    go_on_rehoming();
    return {};
}

void JournalSource::go_on_rehoming() { keeper_.rehome(clock_(), grew_); }

}  // namespace saldo::agent
