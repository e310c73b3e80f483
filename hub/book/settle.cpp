#include "hub/book/settle.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "hub/book/lot_pools.hpp"
#include "hub/book/recover.hpp"
#include "hub/book/settle_value.hpp"
#include "hub/book/take_national.hpp"
#include "hub/ledger/fine.hpp"
#include "hub/ledger/share.hpp"

namespace saldo::book {
namespace {

class Settlement {
public:
    Settlement(Derived& derived, const DischargeOf& discharge_of)
        : derived_{derived}, discharge_of_{discharge_of}, ranks_{ranks_of(derived.outcomes)} {}

    void run() {
        if (derived_.mode != DischargeMode::quantity) {
            count_in_pesos(derived_);
            sort_rows(derived_, ranks_);
            start_rows();
            settle_values();
        } else {
            if (derived_.yields.empty()) {
                sort_rows(derived_, ranks_);
            } else {
                open_recovered_lots(derived_, ranks_);
            }
            start_rows();
            for (const auto& [name, pool] : pools_of(derived_)) settle_pool(name, pool);
        }
        // Pools follow each other; rows of one use stay in the order in which it took them.
        std::ranges::stable_sort(derived_.takes, {}, &TakeRow::use);
        take_national(derived_);
        note_shortages();
        clear_certificates();
    }

private:
    void start_rows() {
        out_.assign(derived_.lots.size(), Quantity{});
        for (LotRow& lot : derived_.lots) lot.left = lot.quantity;
        for (UseRow& use : derived_.uses) {
            if (use.is_frozen) use.shortage = use.asked;
        }
    }

    void settle_pool(const PoolName& name, const LotPool& pool) {
        const ledger::Discharge discharge = discharge_of_(derived_, name, pool, ranks_);
        for (const ledger::Take& take : discharge.takes) {
            add_take(pool.uses[take.use], pool.lots[take.lot], take.quantity);
        }
        for (const auto& [use, quantity] : discharge.shortages) {
            derived_.uses[pool.uses[use]].shortage = quantity;
        }
        for (const ledger::Skip& skip : discharge.skips) {
            note_skip(pool.uses[skip.use], pool.lots[skip.lot], skip.balance);
        }
    }

    void settle_values() {
        const ValueSettlement values = fold_values(derived_, ranks_);
        for (const ValueTake& take : values.takes) add_take(take.use, take.lot, take.pesos);
        for (const auto& [use, pesos] : values.shortages) derived_.uses[use].shortage = pesos;
        for (const auto& skip : values.skips) note_skip(skip.use, skip.lot, skip.pesos);
    }

    void add_take(std::uint32_t use_index, std::uint32_t lot_index, Quantity quantity) {
        LotRow& lot = derived_.lots[lot_index];
        const UseRow& use = derived_.uses[use_index];
        const OutcomeRow& outcome = derived_.outcomes[use.outcome];
        const Quantity before = out_[lot_index];
        const Quantity after = before + quantity;
        // Shares are of what entered; what left before the opening day counts as out.
        const BeforeOpening gone = lot.before.value_or(BeforeOpening{});
        const Quantity entered = lot.quantity + gone.out;
        const auto share = [&](auto left_then, auto gone_then, auto out_of) {
            const auto whole = left_then + gone_then;
            return out_of(gone.out + after, entered, whole) -
                   out_of(gone.out + before, entered, whole);
        };
        TakeRow row{use_index, lot_index, quantity, {}, {}, {}};
        if (lot.quantity_umt) row.umt = share(*lot.quantity_umt, gone.umt_out, ledger::umt_out);
        if (lot.value) row.value = share(*lot.value, gone.value_out, ledger::value_out);
        if (lot.iva) row.iva = share(*lot.iva, gone.iva_out, ledger::value_out);
        out_[lot_index] = after;
        lot.left -= quantity;
        if (outcome.is_provisional) lot.provisional += quantity;
        const bool late = lot.term_end && outcome.date > *lot.term_end;
        const bool leaves = outcome.is_return_abroad && outcome.kind == OutcomeKind::outcome;
        if (late && leaves) note_late_return(outcome, use, lot, row);
        derived_.takes.push_back(row);
    }

    void note_shortages() {
        for (const UseRow& use : derived_.uses) {
            if (use.shortage.is_zero()) continue;
            const OutcomeRow& outcome = derived_.outcomes[use.outcome];
            note_amount("SHORTAGE", outcome, use.part, use.shortage);
            if (outcome.kind == OutcomeKind::outcome) {
                note_amount("UNDISCHARGED_EXIT", outcome, use.part, use.shortage);
            }
        }
    }

    void note_amount(const char* code, const OutcomeRow& outcome, const std::string& part,
                     Quantity quantity) {
        Alert& alert =
            alert_of({.code = code, .subject = outcome.key, .part = part, .amount = Quantity{}});
        alert.amount = *alert.amount + quantity;
    }

    void note_skip(std::uint32_t use_index, std::uint32_t lot, Quantity balance) {
        const UseRow& use = derived_.uses[use_index];
        alert_of({.code = "EXPIRED_LOT_SKIPPED",
                  .subject = derived_.outcomes[use.outcome].key,
                  .part = use.part,
                  .lot = name_of(derived_.lots[lot]),
                  .amount = balance});
    }

    void note_late_return(const OutcomeRow& outcome, const UseRow& use, const LotRow& lot,
                          const TakeRow& row) {
        Alert& alert = alert_of({.code = "LATE_RETURN",
                                 .subject = outcome.key,
                                 .part = use.part,
                                 .lot = name_of(lot),
                                 .amount = Quantity{}});
        alert.amount = *alert.amount + row.quantity;
        if (lot.value) alert.money = alert.money.value_or(Money{}) + row.value;
        const auto fine = ledger::late_return_fine(*lot.term_end, outcome.date, alert.money);
        alert.days = fine.days;
        alert.periods = fine.periods;
        alert.fine_min = fine.least;
        alert.fine_max = fine.most;
    }

    /// What changes of regime took in the name of a certificate is pending no more.
    void clear_certificates() {
        for (const TakeRow& take : derived_.takes) {
            const UseRow& use = derived_.uses[take.use];
            const OutcomeRow& outcome = derived_.outcomes[use.outcome];
            if (outcome.clears.empty()) continue;
            for (CertificateRow& row : derived_.certificates) {
                const bool same = derived_.outcomes[row.outcome].key == outcome.clears;
                if (same && row.part == use.part) row.cleared += take.quantity;
            }
        }
        for (const CertificateRow& row : derived_.certificates) {
            if (row.cleared >= row.a) continue;
            note_amount("CTM_A_PENDING", derived_.outcomes[row.outcome], row.part,
                        row.a - row.cleared);
        }
    }

    /// The alert of this code, subject, part and lot; added when there is none yet.
    Alert& alert_of(Alert alert) {
        const AlertKey key{alert.code, alert.subject, alert.part, alert.lot};
        const auto [place, is_new] = noted_.try_emplace(key, derived_.alerts.size());
        if (is_new) derived_.alerts.push_back(std::move(alert));
        return derived_.alerts[place->second];
    }

    using AlertKey = std::tuple<std::string, std::string, std::string, std::string>;

    Derived& derived_;
    const DischargeOf& discharge_of_;
    std::vector<std::uint32_t> ranks_;
    std::vector<Quantity> out_;  ///< taken of each lot so far
    std::map<AlertKey, std::size_t> noted_;
};

}  // namespace

void settle(Derived& derived, const DischargeOf& discharge_of) {
    Settlement{derived, discharge_of}.run();
}

}  // namespace saldo::book
