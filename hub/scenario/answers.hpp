#pragma once

#include <string>

#include "hub/scenario/state.hpp"
#include "hub/scenario/view.hpp"

namespace saldo::scenario {

/// Whether an expectation holds, and if not what there is instead.
struct Answer {
    bool is_right = true;
    std::string text;  ///< what was found instead

    static Answer holds() { return {}; }
    static Answer differs(std::string got) { return {false, std::move(got)}; }
    /// Holds when what was found is what was expected.
    static Answer compare(bool equal, std::string got) {
        return equal ? holds() : differs(std::move(got));
    }
};

/// Asks the book.
Answer answer(const Statement& expectation, State& state);

// The kinds by theme. Each takes the view that the expectation speaks of: of all facts, or of those
// known by its `known=`.
Answer answer_lines(const Statement& s, State& state, const View& view);
Answer answer_discharge(const Statement& s, State& state, const View& view);
Answer answer_diff(const Statement& s, State& state, const View& view);
Answer answer_pending(const Statement& s, State& state, const View& view);
Answer answer_recovered(const Statement& s, State& state, const View& view);
Answer answer_ctm(const Statement& s, State& state, const View& view);

Answer answer_balance(const Statement& s, State& state, const View& view);
Answer answer_balances(const Statement& s, State& state, const View& view);
Answer answer_part_balance(const Statement& s, State& state, const View& view);
Answer answer_tariff_balance(const Statement& s, State& state, const View& view);
Answer answer_pool(const Statement& s, State& state, const View& view);
Answer answer_stock(const Statement& s, State& state, const View& view);
Answer answer_gap(const Statement& s, State& state, const View& view);
Answer answer_national(const Statement& s, State& state, const View& view);
Answer answer_pedimento(const Statement& s, State& state, const View& view);

Answer answer_term(const Statement& s, State& state, const View& view);
Answer answer_deadline(const Statement& s, State& state, const View& view);
Answer answer_asset(const Statement& s, State& state, const View& view);
Answer answer_assets_open(const Statement& s, State& state, const View& view);

Answer answer_report(const Statement& s, State& state, const View& view);
Answer answer_sat(const Statement& s, State& state, const View& view);
Answer answer_own(const Statement& s, State& state, const View& view);
Answer answer_release(const Statement& s, State& state, const View& view);
Answer answer_credit(const Statement& s, State& state, const View& view);

Answer answer_alert(const Statement& s, State& state, const View& view);
Answer answer_no_alert(const Statement& s, State& state, const View& view);
Answer answer_no_other_alert(const Statement& s, State& state, const View& view);

Answer answer_refused(const Statement& s, State& state, const View& view);
Answer answer_duplicates(const Statement& s, State& state, const View& view);
Answer answer_replay(const Statement& s, State& state, const View& view);

}  // namespace saldo::scenario
