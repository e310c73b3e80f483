#include "hub/book/parallel_lines.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "hub/book/lot_pools.hpp"

namespace saldo::book {
namespace {

class Liner {
public:
    Liner(const Derived& derived, const PedimentoNames& names)
        : derived_{derived}, names_{names}, ranks_{ranks_of(derived.outcomes)} {
        for (std::uint32_t i = 0; i < derived.lots.size(); ++i) {
            const LotRow& lot = derived.lots[i];
            const std::uint32_t line = lot.is_declared ? 0 : lot.line;
            lots_.emplace(LotKey{names_.canonical(lot.key), line, lot.part}, i);
        }
        for (std::uint32_t i = 0; i < derived.outcomes.size(); ++i) {
            outcomes_.emplace(names_.canonical(derived.outcomes[i].key), i);
        }
    }

    void add_ours() {
        for (const TakeRow& take : derived_.takes) {
            const UseRow& use = derived_.uses[take.use];
            ParallelLine& line = line_of(use);
            line.ours[take.lot] += take.quantity;
            if (use.own_lot == name_of(derived_.lots[take.lot]))
                line.own[take.lot] += take.quantity;
        }
        for (const UseRow& use : derived_.uses) {
            if (!use.shortage.is_zero()) line_of(use).our_shortage += use.shortage;
        }
    }

    void add_theirs(const ForeignDischarge& claim, std::optional<LocalDate> opening_day) {
        const auto known = outcomes_.find(names_.canonical(claim.exit_key));
        std::optional<std::uint32_t> outcome;
        if (known != outcomes_.end()) outcome = known->second;
        const bool is_history =
            outcome ? derived_.outcomes[*outcome].is_history
                    : opening_day && claim.operation_date && *claim.operation_date <= *opening_day;
        if (is_history) return;
        ParallelLine& line =
            outcome ? line_of(*outcome, claim.exit_line, claim.part_number) : unknown_line(claim);
        if (line.product.empty()) line.product = claim.product;
        if (claim.operation_date) line.their_date = *claim.operation_date;
        line.is_claimed = true;
        claimed_.insert({line.exit_key, line.line});
        if (claim.lot_key == shortage_lot_key) {
            line.names_shortage = true;
            add_claim(line.their_shortage, claim.quantity);
            return;
        }
        if (const auto lot = lot_of(claim)) {
            add_claim(line.theirs[*lot], claim.quantity);
        } else {
            add_claim(line.unknown[{claim.lot_key, claim.lot_line}], claim.quantity);
        }
    }

    ParallelLines take() {
        ParallelLines result;
        for (auto& [key, line] : lines_) {
            if (line.is_claimed && line.date < no_date) {
                result.first = std::min(result.first.value_or(line.date), line.date);
                result.last = std::max(result.last.value_or(line.date), line.date);
            }
            line.is_exit_claimed = claimed_.contains({line.exit_key, line.line});
            result.lines.push_back(std::move(line));
        }
        for (ParallelLine& line : result.lines) {
            if (line.date == no_date) line.date = line.their_date = result.last.value_or(no_date);
        }
        std::ranges::sort(result.lines, {}, [](const ParallelLine& line) {
            return std::tie(line.part, line.date, line.rank, line.exit_key, line.line);
        });
        return result;
    }

private:
    using LotKey = std::tuple<std::string, std::uint32_t, std::string>;   // name, line, part
    using LineKey = std::tuple<std::string, std::uint32_t, std::string>;  // exit, line, part
    static constexpr LocalDate no_date = LocalDate::from_days(INT32_MAX);

    ParallelLine& line_of(std::uint32_t outcome_index, std::uint32_t number,
                          const std::string& part) {
        const OutcomeRow& outcome = derived_.outcomes[outcome_index];
        const auto [place, is_new] = lines_.try_emplace(LineKey{outcome.key, number, part});
        ParallelLine& line = place->second;
        if (!is_new) return line;
        line.date = line.their_date = outcome.date;
        line.outcome = outcome_index;
        line.rank = ranks_[outcome_index];
        line.line = number;
        line.exit_key = outcome.key;
        line.exit_clave = outcome.clave;
        line.part = part;
        return line;
    }

    ParallelLine& line_of(const UseRow& use) {
        ParallelLine& line = line_of(use.outcome, use.line, use.part);
        line.product = use.product;
        line.unit = use.unit;
        return line;
    }

    ParallelLine& unknown_line(const ForeignDischarge& claim) {
        ParallelLine& line = lines_[LineKey{claim.exit_key, claim.exit_line, claim.part_number}];
        line.date = line.their_date = claim.operation_date.value_or(no_date);
        line.line = claim.exit_line;
        line.exit_key = claim.exit_key;
        line.exit_clave = claim.exit_clave;
        line.part = claim.part_number;
        return line;
    }

    std::optional<std::uint32_t> lot_of(const ForeignDischarge& claim) const {
        const std::string name = names_.canonical(claim.lot_key);
        auto found = lots_.find(LotKey{name, claim.lot_line, claim.part_number});
        // A name of its own is enough, whatever line a system writes beside it.
        if (found == lots_.end()) found = lots_.find(LotKey{name, 0, claim.part_number});
        if (found == lots_.end()) return std::nullopt;
        return found->second;
    }

    const Derived& derived_;
    const PedimentoNames& names_;
    std::vector<std::uint32_t> ranks_;
    std::map<LotKey, std::uint32_t> lots_;
    std::map<std::string, std::uint32_t> outcomes_;
    std::map<LineKey, ParallelLine> lines_;
    std::set<std::pair<std::string, std::uint32_t>> claimed_;
};

}  // namespace

ParallelLines parallel_lines(const Derived& derived, const PedimentoNames& names,
                             const std::set<ForeignDischarge>& claims, const std::string& system,
                             std::optional<LocalDate> opening_day) {
    Liner liner{derived, names};
    liner.add_ours();
    for (const ForeignDischarge& claim : claims) {
        if (claim.system == system) liner.add_theirs(claim, opening_day);
    }
    return liner.take();
}

}  // namespace saldo::book
