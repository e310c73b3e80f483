#include "hub/customs/set_totals.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/decimal.hpp"

namespace saldo::customs {
namespace {

/// Counts by a short text: a handful of keys, so that looking through them beats a map.
class Tally {
public:
    void count(std::string_view key) {
        const auto same =
            std::ranges::find_if(counts_, [&](const Entry& entry) { return entry.key == key; });
        if (same == counts_.end()) {
            counts_.push_back({key, 1});
        } else {
            ++same->count;
        }
    }
    void add_to(const TextTraits& traits, std::map<std::string, std::uint64_t>& totals) const {
        for (const Entry& entry : counts_) totals[kept_text(entry.key, traits)] += entry.count;
    }

private:
    struct Entry {
        std::string_view key;
        std::uint64_t count;
    };
    std::vector<Entry> counts_;
};

/// A sum of ticks that may be past 64 bits: whole units, and decimals where there are any.
std::string format_sum(Int128 ticks, int decimals, int decimals_min) {
    Int128 divisor = 1;
    for (int i = 0; i < decimals; ++i) divisor *= 10;
    const auto whole = static_cast<std::int64_t>(ticks / divisor);
    const auto part = static_cast<std::int64_t>(ticks % divisor);
    // "0.849": the decimals of a number below one, and the units from above it.
    return std::to_string(whole) + format_fixed(part, decimals, decimals_min).substr(1);
}

void add_501(const RecordFile& file, SetTotals& totals) {
    for (std::size_t i = 0; i < file.heads.size(); ++i) {
        if (file.heads[i].is_bad) continue;
        const Row501& row = file.rows_501[i];
        const std::string key = kept_text(row.clave, file.traits) + '|' +
                                std::to_string(row.operation) + '|' + std::to_string(row.kind);
        ++totals.pedimentos[key];
    }
}

void add_551(const RecordFile& file, SetTotals& totals) {
    Tally by_clave;
    Int128 quantity = 0;
    Int128 value = 0;
    for (std::size_t i = 0; i < file.heads.size(); ++i) {
        if (file.heads[i].is_bad) continue;
        const Row551& row = file.rows_551[i];
        by_clave.count(row.clave);
        quantity += row.quantity.ticks();
        value += row.commercial_value.ticks();
    }
    by_clave.add_to(file.traits, totals.rows_551_by_clave);
    totals.sum_551_cantidad_umc = format_sum(quantity, Quantity::decimals, 3);
    totals.sum_551_valor_comercial = format_sum(value, Money::decimals, 0);
}

void add_557(const RecordFile& file, SetTotals& totals) {
    Int128 amount = 0;
    for (const Row557& row : file.rows_557) amount += row.amount.ticks();
    totals.sum_557_importe = format_sum(amount, Money::decimals, 0);
}

}  // namespace

void add_totals(const RecordFile& file, SetTotals& totals) {
    totals.rows[static_cast<std::size_t>(file.kind)] = file.rows;
    if (file.kind == RecordKind::r501) add_501(file, totals);
    if (file.kind == RecordKind::r551) add_551(file, totals);
    if (file.kind == RecordKind::r557) add_557(file, totals);
}

}  // namespace saldo::customs
