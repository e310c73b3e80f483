#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/date.hpp"
#include "common/base/time.hpp"
#include "common/domain/quantity.hpp"

namespace saldo::book {

/// Stock of one part at one place: sums by day, and the counts that corrected it.
///
/// On one day counts come last, so the order of other movements inside a day cannot matter and a
/// sum of the day is enough; and the last count of a day decides the day, so one is kept.
class StockDays {
public:
    /// Goods that came (above zero) or went. True if it changes the difference of a count.
    bool add(LocalDate day, Quantity change);
    /// What was there at the end of the day. Of several counts of one day the last one stands: by
    /// the time that it was made, then by name.
    void count(LocalDate day, UtcTime at, std::string_view event, Quantity counted);

    /// What is there after the movements up to a day; after all of them without one.
    Quantity on_hand(std::optional<LocalDate> on) const;
    /// Book minus counted, over all counts up to a day. Above zero: goods are missing.
    ///
    /// Each count takes (stock before it - counted) out of the stock, so their sum is what all
    /// movements up to the last count would have left, minus what that count found.
    Quantity difference(std::optional<LocalDate> on) const;
    bool is_counted() const { return !counts_.empty(); }

    /// Takes over what `other` tells, of the same part at the same place in another unit; each sum
    /// of a day and each count as `convert` gives it.
    void merge(const StockDays& other, const std::function<Quantity(Quantity)>& convert);

private:
    struct Count {
        LocalDate day;
        UtcTime at;
        std::string event;
        Quantity counted;
    };
    /// The count that decides what is there at the end of a day, or nothing.
    const Count* last_count(std::optional<LocalDate> on) const;
    /// Sum of the changes after one day (from the first without it) and up to another.
    Quantity sum(std::optional<LocalDate> after, std::optional<LocalDate> on) const;

    std::vector<std::pair<LocalDate, Quantity>> days_;  // by day
    std::vector<Count> counts_;                         // by day, one a day
};

}  // namespace saldo::book
