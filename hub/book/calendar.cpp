#include "hub/book/calendar.hpp"

#include <algorithm>

namespace saldo::book {
namespace {

constexpr std::uint16_t pair_wait_days_default = 1;
constexpr int ladder_days[] = {5, 15, 30, 60, 90, 180};  // before the last day

class Calendar {
public:
    Calendar(const Sources& sources, const std::string& rfc, const Derived& derived,
             LocalDate today)
        : sources_{sources}, rfc_{rfc}, derived_{derived}, today_{today} {}

    std::vector<Alert> run() {
        for (const LotRow& lot : derived_.lots) note_term(lot);
        note_pairs();
        for (const Projection& projection : sources_.decisions.projections()) {
            if (projection.rfc == rfc_) note_turn(projection);
        }
        std::ranges::sort(alerts_);
        const auto repeated = std::ranges::unique(alerts_);
        alerts_.erase(repeated.begin(), repeated.end());
        return std::move(alerts_);
    }

private:
    void note_term(const LotRow& lot) {
        if (!lot.term_end || lot.left <= Quantity{}) return;
        const std::string name = name_of(lot);
        Alert alert{.code = "LOT_EXPIRED",
                    .subject = name,
                    .part = lot.part,
                    .lot = name,
                    .amount = lot.left};
        if (today_ <= *lot.term_end) {
            const int days = lot.term_end->days() - today_.days();
            const auto step = std::ranges::lower_bound(ladder_days, days);
            if (step == std::end(ladder_days)) return;
            alert.code = "TERM_ENDING";
            alert.days = days;
            alert.reason = std::to_string(*step);
        }
        // Several disassemblies may open lots of one name, and all of them of one term.
        if (Alert* same = lot.disassembly.empty() ? nullptr : told_of(alert)) {
            same->amount = *same->amount + lot.left;
        } else {
            alerts_.push_back(std::move(alert));
        }
    }

    /// The alert of this code, subject and part, if there is one.
    Alert* told_of(const Alert& alert) {
        const auto found = std::ranges::find_if(alerts_, [&alert](const Alert& other) {
            return other.code == alert.code && other.subject == alert.subject &&
                   other.part == alert.part;
        });
        return found == alerts_.end() ? nullptr : &*found;
    }

    void note_pairs() {
        const auto note = [this](const std::string& half, LocalDate paid) {
            const int wait = sources_.catalogs.policy(rfc_, PolicyName::pair_wait_days, paid)
                                 .value_or(pair_wait_days_default);
            if (today_ <= paid.plus_days(wait)) return;
            alerts_.push_back({.code = "V1_UNMATCHED", .subject = half});
        };
        for (const OutcomeRow& outcome : derived_.outcomes) {
            if (outcome.pair_fault == PairFault::unmatched) note(outcome.key, outcome.date);
        }
        for (const LonelyHalf& half : derived_.lonely_halves) note(half.subject, half.paid);
    }

    /// D-06: a lot whose term ends before first in, first out will have come to it.
    void note_turn(const Projection& projection) {
        Quantity ahead;
        for (const LotRow& lot : derived_.lots) {  // in FIFO order inside a part
            if (lot.part != projection.part_number) continue;
            const bool ends =
                lot.term_end && *lot.term_end >= today_ && *lot.term_end <= projection.until;
            if (ends && lot.left > Quantity{} && ahead >= projection.quantity) {
                const std::string name = name_of(lot);
                Alert alert{.code = "EXPIRES_BEFORE_FIFO_TURN",
                            .subject = name,
                            .part = lot.part,
                            .lot = name,
                            .amount = ahead};
                if (told_of(alert) == nullptr) alerts_.push_back(std::move(alert));
            }
            ahead += lot.left;
        }
    }

    const Sources& sources_;
    const std::string& rfc_;
    const Derived& derived_;
    LocalDate today_;
    std::vector<Alert> alerts_;
};

}  // namespace

std::vector<Alert> calendar_alerts(const Sources& sources, const std::string& rfc,
                                   const Derived& derived, LocalDate today) {
    return Calendar{sources, rfc, derived, today}.run();
}

}  // namespace saldo::book
