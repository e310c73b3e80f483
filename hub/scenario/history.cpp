#include "hub/scenario/history.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/fact_codec.hpp"

namespace saldo::scenario {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

}  // namespace

Recorded History::read(std::size_t position) const {
    const Entry& entry = entries_[position];
    auto fact = wire::decode_fact(entry.bytes);
    SALDO_CHECK(fact.has_value());  // encode_fact wrote it
    const std::int64_t day = entry.known ? entry.known->days() : 0;
    return {LogPosition{position}, UtcTime{day * ms_per_day}, std::move(*fact)};
}

Result<book::Applied> History::record(const Fact& fact, std::optional<LocalDate> known) {
    auto bytes = wire::encode_fact(fact);
    if (!bytes) return bytes.error();
    SALDO_CHECK(entries_.empty() || entries_.back().known <= known);
    entries_.push_back({known, std::move(*bytes)});
    return book_.apply(read(entries_.size() - 1));
}

book::Book History::first(std::size_t count) const {
    SALDO_CHECK(count <= entries_.size());
    book::Book book;
    for (std::size_t i = 0; i < count; ++i) book.apply(read(i));
    return book;
}

book::Book History::known_by(LocalDate day) const {
    // Nothing (known since ever) stands before every day, so the log is sorted by known.
    const auto end = std::ranges::partition_point(
        entries_, [&](const Entry& entry) { return entry.known <= day; });
    return first(static_cast<std::size_t>(end - entries_.begin()));
}

}  // namespace saldo::scenario
