#include "hub/book/take_national.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

#include "hub/ledger/share.hpp"

namespace saldo::book {
namespace {

/// D-02, over all units of a part: stock told without a pedimento has none.
void sort_by_age(std::vector<LotRow>& lots) {
    std::ranges::sort(lots, {}, [](const LotRow& lot) {
        return std::tuple<std::string_view, LocalDate, LocalDate, std::uint64_t, std::uint32_t,
                          std::string_view, std::uint8_t, Quantity>{
            lot.part, there_from(lot), lot.paid_at.date, lot.printed,
            lot.line, lot.key,         lot.unit,         lot.quantity};
    });
}

bool may_serve(const LotRow& lot, const UseRow& use) {
    return lot.unit == 0 || use.unit == 0 || lot.unit == use.unit;
}

class National {
public:
    explicit National(Derived& derived) : derived_{derived} {
        sort_by_age(derived_.national);
        std::uint32_t told = 0;  // of the part, without a pedimento
        for (std::size_t i = 0; i < derived_.national.size(); ++i) {
            LotRow& lot = derived_.national[i];
            lot.left = lot.quantity;
            if (first_.try_emplace(lot.part, i).second) told = 0;
            if (lot.key.empty()) lot.line = ++told;  // tells them apart in a list
        }
    }

    void run() {
        for (std::uint32_t u = 0; u < derived_.uses.size(); ++u) {
            UseRow& use = derived_.uses[u];
            if (use.status == StockStatus::temporary) continue;
            const bool whole = use.status == StockStatus::national;
            const Quantity needed = whole ? use.asked : use.shortage;
            use.shortage = serve(u, needed);
            use.national = needed - use.shortage;
        }
    }

private:
    /// What no lot could cover.
    Quantity serve(std::uint32_t use_index, Quantity needed) {
        const UseRow& use = derived_.uses[use_index];
        const auto first = first_.find(use.part);
        if (first == first_.end()) return needed;
        std::vector<LotRow>& lots = derived_.national;
        const auto is_of_part = [&](std::size_t i) {
            return i < lots.size() && lots[i].part == use.part;
        };
        std::size_t& open = first->second;
        while (is_of_part(open) && lots[open].left.is_zero()) ++open;
        const LocalDate on = derived_.outcomes[use.outcome].date;
        for (std::size_t i = open; is_of_part(i) && !needed.is_zero(); ++i) {
            if (there_from(lots[i]) > on) break;  // D-03
            if (!may_serve(lots[i], use)) continue;
            const Quantity taken = std::min(needed, lots[i].left);
            if (taken.is_zero()) continue;
            take(use_index, static_cast<std::uint32_t>(i), taken);
            needed -= taken;
        }
        return needed;
    }

    void take(std::uint32_t use, std::uint32_t index, Quantity quantity) {
        LotRow& lot = derived_.national[index];
        const Quantity before = lot.quantity - lot.left;
        const Quantity after = before + quantity;
        const auto share = [&](auto whole, auto out_of) {
            return out_of(after, lot.quantity, whole) - out_of(before, lot.quantity, whole);
        };
        TakeRow row{use, index, quantity, {}, {}, {}};
        if (lot.quantity_umt) row.umt = share(*lot.quantity_umt, ledger::umt_out);
        if (lot.value) row.value = share(*lot.value, ledger::value_out);
        if (lot.iva) row.iva = share(*lot.iva, ledger::value_out);
        lot.left -= quantity;
        if (derived_.outcomes[derived_.uses[use].outcome].is_provisional) {
            lot.provisional += quantity;
        }
        derived_.national_takes.push_back(row);
    }

    Derived& derived_;
    std::map<std::string_view, std::size_t> first_;  ///< by part: the first lot that may be open
};

}  // namespace

void take_national(Derived& derived) { National{derived}.run(); }

}  // namespace saldo::book
