#include "bench/ledger_subject.hpp"

#include <fmt/format.h>

namespace saldo::bench {
namespace {

using namespace saldo::ledger;

constexpr std::uint32_t lines = 20;  // of a pedimento of imports, and of an export
constexpr std::size_t pools_per_job = 128;
constexpr Quantity unit = Quantity::from_units(1);

LocalDate date_of(std::int32_t day) {
    static const LocalDate start = LocalDate::from_civil({.year = 2023, .month = 1, .day = 1});
    return start.plus_days(day);
}

struct Text {
    char printed[16];
    char name[24];
};

Text text_of(std::uint32_t number, std::uint32_t licence) {
    Text text{};
    fmt::format_to_n(text.printed, 15, "2347{:04}{:07}", licence, number);
    fmt::format_to_n(text.name, 23, "23-470-{:04}-{:07}", licence, number);
    return text;
}

Quantity quantity_of(std::int32_t units) { return Quantity::from_units(units); }

/// One number of a row is read from memory that nobody needed before: the use's.
template <bool with_pairs>
struct Summing {
    static constexpr bool has_skips = false;
    const Subject& subject;
    std::span<const PoolLot> lots;
    Sums sums;
    std::uint32_t use = 0;

    void begin(const PoolUse& begun) { use = subject.use_of(begun); }
    void take(std::uint32_t lot, std::int64_t ticks) {
        const std::uint32_t id = lots[lot].id;
        ++sums.rows;
        sums.uses += use;
        sums.lots += id;
        sums.ticks += static_cast<std::uint64_t>(ticks);
        if constexpr (with_pairs) {
            sums.pairs += std::uint64_t{use % 8191} * (id % 8191) *
                          static_cast<std::uint64_t>(ticks / unit.ticks());
        }
    }
    void shortage(std::int64_t /*ticks*/) {}
};

struct Keeping {
    static constexpr bool has_skips = false;
    const Subject& subject;
    std::vector<Subject::MatchRow>& rows;
    std::span<const PoolLot> lots;
    std::uint32_t use = 0;

    void begin(const PoolUse& begun) { use = subject.use_of(begun); }
    void take(std::uint32_t lot, std::int64_t ticks) { rows.push_back({use, lots[lot].id, ticks}); }
    void shortage(std::int64_t /*ticks*/) {}
};

template <bool with_pairs>
void sum_pools(const Subject& subject, std::size_t begin, std::size_t end, Sums& sums) {
    Summing<with_pairs> rows{.subject = subject, .lots = {}, .sums = {}};
    for (std::size_t i = begin; i < end; ++i) {
        const Pool& pool = subject.engine().pool(PoolId{static_cast<std::uint32_t>(i)});
        rows.lots = pool.lots();
        pool.walk(0, static_cast<std::uint32_t>(pool.spans().size()), rows);
    }
    sums = rows.sums;
}

}  // namespace

void Sums::add(const Sums& other) {
    rows += other.rows;
    uses += other.uses;
    lots += other.lots;
    ticks += other.ticks;
    pairs += other.pairs;
}

std::uint64_t Sums::checksum() const {
    return (uses * 1'000'003 + lots * 10'007 + ticks / static_cast<std::uint64_t>(unit.ticks())) %
           (std::uint64_t{1} << 61);
}

void Subject::put(const SetLot& lot) {
    if (const std::uint32_t number = lot.lot / lines; number != import_number_) {
        const Text text = text_of(number, 1234);
        // All are paid on one day, so that lots of one entry day stand in order of their number.
        import_ = engine_.documents().add(
            {.date = date_of(0), .pedimento = 234'712'340'000'000ULL + number, .name = text.name});
        import_number_ = number;
    }
    engine_.put_lot(PoolId{lot.part}, {.place = {.entry_date = date_of(lot.entry_day),
                                                 .document = import_,
                                                 .line = lot.lot % lines},
                                       .id = lot.lot,
                                       .quantity = quantity_of(lot.quantity),
                                       .term_end = date_of(lot.term_end_day)});
}

void Subject::put(const SetUse& use) {
    const std::uint32_t number = (use.use - 1) / lines;
    if (number != export_number_ || use.day != export_day_) {
        const Text text = text_of(number, 5678);
        export_ = engine_.documents().add(
            {.date = date_of(use.day), .phase = 1, .text = text.printed, .name = text.name});
        export_number_ = number;
        export_day_ = use.day;
        if (export_.value() >= first_use_of_.size()) first_use_of_.resize(export_.value() + 1);
        first_use_of_[export_.value()] = number * lines + 1;
    }
    engine_.put_use(PoolId{use.part},
                    {.place = {.document = export_, .line = (use.use - 1) % lines},
                     .asked = quantity_of(use.quantity),
                     .expiry = static_cast<Expiry>(use.expiry)});
}

Sums Subject::sums(const ForEach& for_each, bool with_pairs) const {
    const std::size_t pools = engine_.pool_count();
    const std::size_t jobs = (pools + pools_per_job - 1) / pools_per_job;
    std::vector<Sums> parts(jobs);
    for_each(jobs, [&](std::size_t job) {
        // Backwards: the pool of a hot part has the greatest number and must not come last.
        const std::size_t end = pools - job * pools_per_job;
        const std::size_t begin = end < pools_per_job ? 0 : end - pools_per_job;
        with_pairs ? sum_pools<true>(*this, begin, end, parts[job])
                   : sum_pools<false>(*this, begin, end, parts[job]);
    });
    Sums all;
    for (const Sums& part : parts) all.add(part);
    return all;
}

Sums Subject::plain_sums() const {
    Sums sums;
    for (std::uint32_t i = 0; i < engine_.pool_count(); ++i) {
        const Pool& pool = engine_.pool(PoolId{i});
        std::vector<Lot> lots;
        for (const PoolLot& lot : pool.lots()) {
            // They stand in order already: the line keeps them so.
            lots.push_back({.entry_date = LocalDate::from_days(lot.entry_day),
                            .line = static_cast<std::uint32_t>(lots.size()),
                            .term_end = LocalDate::from_days(lot.term_end_day),
                            .quantity = Quantity::from_ticks(lot.quantity)});
        }
        std::vector<Use> uses;
        std::vector<std::uint32_t> numbers;
        for (const Pool::Span& span : pool.spans()) {
            for (const PoolUse& use : span.uses) {
                uses.push_back({.order = {.date = LocalDate::from_days(use.day),
                                          .document = static_cast<std::uint32_t>(uses.size())},
                                .asked = Quantity::from_ticks(use.asked),
                                .expiry = use.expiry()});
                numbers.push_back(use_of(use));
            }
        }
        Summing<true> rows{.subject = *this, .lots = pool.lots(), .sums = {}};
        for (const Take& take : fold(lots, uses).takes) {
            rows.use = numbers[take.use];
            rows.take(take.lot, take.quantity.ticks());
        }
        sums.add(rows.sums);
    }
    return sums;
}

std::vector<std::vector<Subject::MatchRow>> Subject::matches(const ForEach& for_each) const {
    const std::size_t pools = engine_.pool_count();
    const std::size_t jobs = (pools + pools_per_job - 1) / pools_per_job;
    std::vector<std::vector<MatchRow>> parts(jobs);
    for_each(jobs, [&](std::size_t job) {
        const std::size_t end = pools - job * pools_per_job;
        const std::size_t begin = end < pools_per_job ? 0 : end - pools_per_job;
        Keeping rows{.subject = *this, .rows = parts[job], .lots = {}};
        for (std::size_t i = begin; i < end; ++i) {
            const Pool& pool = engine_.pool(PoolId{static_cast<std::uint32_t>(i)});
            rows.lots = pool.lots();
            pool.walk(0, static_cast<std::uint32_t>(pool.spans().size()), rows);
        }
    });
    return parts;
}

}  // namespace saldo::bench
