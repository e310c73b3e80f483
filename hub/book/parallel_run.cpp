#include "hub/book/parallel_run.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "hub/book/parallel_reasons.hpp"

namespace saldo::book {
namespace {

/// Walks both discharges pool by pool, in the order of the law.
class Comparison {
public:
    Comparison(const Derived& derived, const ParallelVersions& versions, ParallelLines lines,
               const ParallelQuestion& question)
        : derived_{derived},
          lines_{std::move(lines)},
          question_{question},
          state_{derived},
          reasons_{derived, state_, versions} {}

    ParallelRun run() {
        run_.first = lines_.first;
        run_.last = lines_.last;
        if (!lines_.first) return std::move(run_);
        std::string part;
        for (const ParallelLine& line : lines_.lines) {
            if (line.part != part) begin_pool();
            part = line.part;
            if (line.date < *lines_.first) {
                state_.apply_ours(line);
            } else if (line.date <= *lines_.last) {
                compare(line);
            }
        }
        put_in_order();
        return std::move(run_);
    }

private:
    void begin_pool() {
        active_.clear();
        state_.begin_pool();
    }

    void compare(const ParallelLine& line) {
        const bool same_shortage = !line.names_shortage || line.their_shortage == line.our_shortage;
        if (line.theirs == line.ours && line.unknown.empty() && same_shortage) {
            if (is_shown(line)) run_.equal += line.ours.size();
        } else {
            differ(line);
        }
        state_.apply(line);
        if (!state_.differs() && line.unknown.empty()) active_.clear();
    }

    bool is_shown(const ParallelLine& line) const {
        return line.date >= question_.from.value_or(line.date) &&
               line.date <= question_.to.value_or(line.date);
    }

    void differ(const ParallelLine& line) {
        DifferenceReason reason = DifferenceReason::consequence;
        std::vector<std::size_t> causes{active_.begin(), active_.end()};
        if (causes.empty() || !reasons_.follows_rules(line)) {
            causes.clear();
            for (FoundCause& found : reasons_.causes_of(line)) {
                if (causes.empty()) reason = found.reason;
                causes.push_back(cause_at(line, std::move(found)));
            }
            active_.insert(causes.begin(), causes.end());
        }
        if (is_shown(line)) add_rows(line, reason, causes);
    }

    /// The place of the cause in found_; told at the first line that has it.
    std::size_t cause_at(const ParallelLine& line, FoundCause found) {
        const auto [place, is_new] = places_.try_emplace(found.key, found_.size());
        const auto start = std::tie(line.date, line.rank, line.line, line.part);
        if (is_new) {
            found_.push_back({});
        } else if (found_[place->second].start() <= start) {
            return place->second;
        }
        Started& cause = found_[place->second];
        cause.rank = line.rank;
        cause.told = {.number = 0,
                      .reason = found.reason,
                      .date = line.date,
                      .exit_key = line.exit_key,
                      .exit_line = line.line,
                      .product = line.product,
                      .part = line.part,
                      .lot = std::move(found.lot),
                      .instead = std::move(found.instead),
                      .version = found.version,
                      .rows = 0};
        return place->second;
    }

    void add_rows(const ParallelLine& line, DifferenceReason reason,
                  const std::vector<std::size_t>& causes) {
        const auto add = [&](std::string key, std::uint32_t number, Quantity theirs,
                             Quantity ours) {
            if (theirs == ours) {
                ++run_.equal;
                return;
            }
            rows_.push_back({line.rank,
                             {.date = line.date,
                              .exit_key = line.exit_key,
                              .exit_line = line.line,
                              .exit_clave = line.exit_clave,
                              .product = line.product,
                              .part = line.part,
                              .lot_key = std::move(key),
                              .lot_line = number,
                              .theirs = theirs,
                              .ours = ours,
                              .reason = reason,
                              .causes = {causes.begin(), causes.end()}}});
        };
        std::set<std::uint32_t> lots;
        for (const auto* side : {&line.theirs, &line.ours}) {
            for (const auto& [lot, quantity] : *side) lots.insert(lot);
        }
        const auto of = [](const LotQuantities& side, std::uint32_t lot) {
            const auto found = side.find(lot);
            return found == side.end() ? Quantity{} : found->second;
        };
        for (const std::uint32_t lot : lots) {
            add(derived_.lots[lot].key, derived_.lots[lot].line, of(line.theirs, lot),
                of(line.ours, lot));
        }
        for (const auto& [name, quantity] : line.unknown) {
            add(name.first, name.second, quantity, {});
        }
        // What nothing covers is compared only where they tell of it, or of nothing at all.
        if (line.names_shortage || !line.is_claimed) {
            const bool is_any = !line.their_shortage.is_zero() || !line.our_shortage.is_zero();
            if (is_any) add(shortage_lot_key, 0, line.their_shortage, line.our_shortage);
        }
    }

    /// Numbers the causes that rows point to by where they start, and sorts the rows.
    void put_in_order() {
        std::vector<std::size_t> order;
        for (const auto& [rank, row] : rows_) {
            for (const std::uint32_t cause : row.causes) ++found_[cause].told.rows;
        }
        for (std::size_t i = 0; i < found_.size(); ++i) {
            if (found_[i].told.rows > 0) order.push_back(i);
        }
        std::ranges::sort(order, {}, [&](std::size_t i) {
            return std::tuple{found_[i].start(), found_[i].told.reason};
        });
        std::vector<std::uint32_t> numbers(found_.size());
        for (std::size_t i : order) {
            numbers[i] = static_cast<std::uint32_t>(run_.causes.size() + 1);
            found_[i].told.number = numbers[i];
            run_.causes.push_back(found_[i].told);
        }
        // Rows of one line stay as they were found: lots in FIFO order.
        std::ranges::stable_sort(rows_, {}, [](const auto& ranked) {
            const DifferenceRow& row = ranked.second;
            return std::tie(row.date, ranked.first, row.exit_key, row.exit_line, row.part);
        });
        for (auto& [rank, row] : rows_) {
            for (std::uint32_t& cause : row.causes) cause = numbers[cause];
            std::ranges::sort(row.causes);
            ++run_.different[row.reason];
            run_.rows.push_back(std::move(row));
        }
    }

    struct Started {
        DifferenceCause told;
        std::uint32_t rank = 0;
        std::tuple<LocalDate, std::uint32_t, std::uint32_t, std::string> start() const {
            return {told.date, rank, told.exit_line, told.part};
        }
    };

    const Derived& derived_;
    ParallelLines lines_;
    const ParallelQuestion& question_;
    ParallelState state_;
    ParallelReasons reasons_;
    ParallelRun run_;
    std::vector<std::pair<std::uint32_t, DifferenceRow>> rows_;  ///< with the rank of their outcome
    std::vector<Started> found_;
    std::map<std::string, std::size_t> places_;  ///< of causes, by key
    std::set<std::size_t> active_;               ///< causes that still tell in the pool at hand
};

}  // namespace

std::set<std::string> systems_of(const Book& book, const std::string& rfc) {
    std::set<std::string> systems;
    for (const ForeignDischarge& claim : book.history().of(rfc)) systems.insert(claim.system);
    return systems;
}

ParallelRun parallel_run(Book& book, const ParallelQuestion& question) {
    const Derived& derived = book.derived(question.rfc);
    SALDO_CHECK(derived.mode == DischargeMode::quantity);
    const Sources sources = book.sources();
    const auto chains = book.documents().chains_of(question.rfc);
    const ParallelVersions versions{sources, question.rfc, derived, chains};
    ParallelLines lines =
        parallel_lines(derived, PedimentoNames{chains}, book.history().of(question.rfc),
                       question.system, book.openings().day_of(question.rfc));
    return Comparison{derived, versions, std::move(lines), question}.run();
}

}  // namespace saldo::book
