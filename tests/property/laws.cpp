#include "tests/property/laws.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include <fmt/format.h>

namespace saldo::test {
namespace {

using book::Derived;
using book::LotRow;
using book::OutcomeRow;
using book::TakeRow;
using book::UseRow;

class Laws {
public:
    explicit Laws(const Derived& derived)
        : d_{derived},
          of_lot_(derived.lots.size()),
          of_use_(derived.uses.size()),
          is_by_quantity_{derived.mode == DischargeMode::quantity} {}

    std::string first_broken() {
        add_up();
        if (broken_.empty()) lots_balance();
        if (broken_.empty()) uses_balance();
        if (broken_.empty() && is_by_quantity_) takes_are_allowed();
        if (broken_.empty() && is_by_quantity_) oldest_first();
        if (broken_.empty() && is_by_quantity_) known_lots_first();
        if (broken_.empty() && d_.mode == DischargeMode::value_by_pedimento) highest_duty_remains();
        if (broken_.empty()) certificates_balance();
        if (broken_.empty()) national_lots_balance();
        return broken_;
    }

private:
    /// What rows took of one lot.
    struct Taken {
        Quantity quantity;
        Quantity provisional;
        Quantity umt;
        Money value;
        Money iva;
    };

    template <class... Args>
    void need(bool holds, fmt::format_string<Args...> words, Args&&... args) {
        if (!holds && broken_.empty()) broken_ = fmt::format(words, std::forward<Args>(args)...);
    }
    const OutcomeRow& outcome_of(const UseRow& use) const { return d_.outcomes[use.outcome]; }

    std::vector<Quantity> quantities() const {
        std::vector<Quantity> all(d_.lots.size());
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = d_.lots[i].quantity;
        return all;
    }

    void add_up() {
        for (const TakeRow& take : d_.takes) {
            need(take.quantity > Quantity{}, "an empty row of {}", d_.lots[take.lot].key);
            need(take.umt >= Quantity{} && take.value >= Money{} && take.iva >= Money{},
                 "a negative share of {}", d_.lots[take.lot].key);
            Taken& lot = of_lot_[take.lot];
            lot.quantity += take.quantity;
            lot.umt += take.umt;
            lot.value += take.value;
            lot.iva += take.iva;
            if (outcome_of(d_.uses[take.use]).is_provisional) lot.provisional += take.quantity;
            of_use_[take.use] += take.quantity;
        }
    }

    void lots_balance() {
        for (std::size_t i = 0; i < d_.lots.size(); ++i) {
            const LotRow& lot = d_.lots[i];
            const Taken& taken = of_lot_[i];
            need(lot.left >= Quantity{}, "{} is below zero", lot.key);
            need(taken.quantity + lot.left == lot.quantity, "{} does not add up", lot.key);
            need(taken.provisional == lot.provisional, "provisional of {}", lot.key);
            const bool exhausted = lot.left.is_zero() && !lot.quantity.is_zero();
            whole("UMT", lot, taken.umt, lot.quantity_umt, exhausted);
            whole("value", lot, taken.value, lot.value, exhausted);
            whole("IVA", lot, taken.iva, lot.iva, exhausted);
        }
    }
    template <class T>
    void whole(const char* what, const LotRow& lot, T taken, const std::optional<T>& all,
               bool exhausted) {
        const T amount = all.value_or(T{});
        need(taken <= amount, "more {} than {} has", what, lot.key);
        need(!exhausted || taken == amount, "{} has {} left and no goods", lot.key, what);
    }

    void uses_balance() {
        for (std::size_t i = 0; i < d_.uses.size(); ++i) {
            const UseRow& use = d_.uses[i];
            const std::string& key = outcome_of(use).key;
            need(use.asked > Quantity{}, "an empty use of {}", key);
            need(use.shortage >= Quantity{} && use.national >= Quantity{}, "a debt of {}", key);
            need(of_use_[i] + use.shortage + use.national == use.asked, "{} does not add up", key);
            need(!use.is_frozen || of_use_[i].is_zero(), "{} was filed and takes more", key);
            need(use.status != StockStatus::national || of_use_[i].is_zero(),
                 "{} used national stock and took a lot", key);
        }
    }

    /// Neither national stock nor the rest of a line that was filed and frozen takes a lot.
    static bool walks(const UseRow& use) {
        return use.status != StockStatus::national && !use.is_frozen;
    }
    static bool is_expired(const LotRow& lot, LocalDate on) {
        return lot.term_end && on > *lot.term_end;
    }
    static bool may_take(const OutcomeRow& outcome, const LotRow& lot) {
        const bool entered = book::there_from(lot) <= outcome.date &&
                             lot.available_from.value_or(outcome.date) <= outcome.date;
        if (outcome.expiry == ledger::Expiry::any) return entered;
        const bool wants_expired = outcome.expiry == ledger::Expiry::expired_only;
        return entered && wants_expired == is_expired(lot, outcome.date);
    }

    void takes_are_allowed() {
        for (const TakeRow& take : d_.takes) {
            const UseRow& use = d_.uses[take.use];
            const LotRow& lot = d_.lots[take.lot];
            need(may_take(outcome_of(use), lot), "{} may not take {}", outcome_of(use).key,
                 lot.key);
            need(use.part == lot.part, "{} takes another part", outcome_of(use).key);
        }
    }

    /// D-02, in words of its own: the pedimento number as text of 15 digits.
    static auto age(const LotRow& lot) {
        return std::tuple{book::there_from(lot), lot.paid_at.date,
                          fmt::format("{:015}", lot.printed), lot.line, lot.key};
    }

    /// No row while an older lot of the pool could have served it. Where lots are reserved the
    /// order is another one.
    void oldest_first() {
        const auto is_directed = [](const UseRow& use) { return !use.own_lot.empty(); };
        if (std::ranges::any_of(d_.uses, is_directed)) return;
        std::vector<Quantity> left = quantities();
        for (const TakeRow& take : d_.takes) {
            const OutcomeRow& outcome = outcome_of(d_.uses[take.use]);
            const LotRow& lot = d_.lots[take.lot];
            for (std::size_t i = 0; i < d_.lots.size(); ++i) {
                const LotRow& other = d_.lots[i];
                const bool rivals = other.part == lot.part && other.unit == lot.unit &&
                                    !left[i].is_zero() && may_take(outcome, other);
                need(!rivals || !(age(other) < age(lot)), "{} passed over {}", outcome.key,
                     other.key);
            }
            left[take.lot] -= take.quantity;
        }
        // A shortage only where no lot could serve.
        for (const UseRow& use : d_.uses) {
            if (use.shortage.is_zero() || !walks(use)) continue;
            for (std::size_t i = 0; i < d_.lots.size(); ++i) {
                const LotRow& lot = d_.lots[i];
                const bool serves =
                    lot.part == use.part && use.unit == lot.unit && may_take(outcome_of(use), lot);
                need(!serves || left[i].is_zero(), "{} is short beside {}", outcome_of(use).key,
                     lot.key);
            }
        }
    }

    /// Directed discharge: goods known to be of a lot come out of it, as far as it goes, whoever
    /// else walks by. Where two recovered lots bear one name, nobody can tell which is meant.
    void known_lots_first() {
        std::vector<Quantity> free = quantities();
        for (std::size_t u = 0; u < d_.uses.size(); ++u) {
            const UseRow& use = d_.uses[u];
            if (use.own_lot.empty() || !walks(use)) continue;
            std::vector<std::size_t> named;
            for (std::size_t i = 0; i < d_.lots.size(); ++i) {
                const LotRow& lot = d_.lots[i];
                const bool same_pool = lot.part == use.part && lot.unit == use.unit;
                if (same_pool && book::name_of(lot) == use.own_lot) named.push_back(i);
            }
            if (named.size() != 1 || !may_take(outcome_of(use), d_.lots[named[0]])) continue;
            const Quantity due = std::min(free[named[0]], use.asked);
            free[named[0]] -= due;
            Quantity got;
            for (const TakeRow& take : d_.takes) {
                if (take.use == u && take.lot == named[0]) got += take.quantity;
            }
            need(got == due, "{} is known to be of {}", outcome_of(use).key, use.own_lot);
        }
    }

    /// Value by pedimento: what is left of one is its goods of the highest duty rate.
    void highest_duty_remains() {
        std::vector<Quantity> left = quantities();
        for (const TakeRow& take : d_.takes) {
            const LotRow& lot = d_.lots[take.lot];
            for (std::size_t i = 0; i < d_.lots.size(); ++i) {
                const LotRow& other = d_.lots[i];
                const bool together = book::value_name_of(other) == book::value_name_of(lot);
                need(!together || left[i].is_zero() || other.duty_percent >= lot.duty_percent,
                     "{} was used before {}", lot.key, other.key);
            }
            left[take.lot] -= take.quantity;
        }
    }

    /// Parts B and C of a certificate are what its uses asked; what is cleared was taken.
    void certificates_balance() {
        for (const book::CertificateRow& row : d_.certificates) {
            const std::string& key = d_.outcomes[row.outcome].key;
            Quantity asked;
            for (const UseRow& use : d_.uses) {
                if (use.outcome == row.outcome && use.part == row.part) asked += use.asked;
            }
            Quantity cleared;
            for (const TakeRow& take : d_.takes) {
                const UseRow& use = d_.uses[take.use];
                if (use.part == row.part && outcome_of(use).clears == key) cleared += take.quantity;
            }
            need(cleared == row.cleared, "what clears {} does not add up", key);
            const bool held_back = asked.is_zero();  // of unknown status, by policy
            need(held_back || row.b + row.c == asked, "{} does not add up", key);
        }
    }

    /// D-16: what uses took of lots that came to stay, oldest first, and never before they came.
    void national_lots_balance() {
        std::vector<Quantity> of_use(d_.uses.size());
        std::vector<Quantity> left;
        for (const LotRow& lot : d_.national) left.push_back(lot.quantity);
        for (const TakeRow& take : d_.national_takes) {
            const UseRow& use = d_.uses[take.use];
            const LotRow& lot = d_.national[take.lot];
            const std::string& key = outcome_of(use).key;
            const auto serves = [&](const LotRow& some) {
                const bool same_unit = some.unit == use.unit || some.unit == 0 || use.unit == 0;
                return some.part == use.part && same_unit &&
                       book::there_from(some) <= outcome_of(use).date;
            };
            need(use.status != StockStatus::temporary, "{} took national stock", key);
            need(serves(lot), "{} may not take {}", key, lot.key);
            for (std::size_t i = 0; i < d_.national.size(); ++i) {
                const bool is_rival = serves(d_.national[i]) && !left[i].is_zero();
                need(!is_rival || !(age(d_.national[i]) < age(lot)), "{} passed over {}", key,
                     d_.national[i].key);
            }
            of_use[take.use] += take.quantity;
            left[take.lot] -= take.quantity;
        }
        for (std::size_t i = 0; i < left.size(); ++i) {
            need(left[i] >= Quantity{} && left[i] == d_.national[i].left, "{} does not add up",
                 d_.national[i].key);
        }
        for (std::size_t i = 0; i < of_use.size(); ++i) {
            need(of_use[i] == d_.uses[i].national, "{} does not say what it took",
                 outcome_of(d_.uses[i]).key);
        }
    }

    const Derived& d_;
    std::vector<Taken> of_lot_;
    std::vector<Quantity> of_use_;
    bool is_by_quantity_;
    std::string broken_;
};

}  // namespace

std::string broken_law(const book::Derived& derived) { return Laws{derived}.first_broken(); }

}  // namespace saldo::test
