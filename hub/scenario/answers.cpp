#include "hub/scenario/answers.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace saldo::scenario {
namespace {

using Answerer = Answer (*)(const Statement&, State&, const View&);

struct Entry {
    std::string_view kind;
    Answerer answerer;
};

constexpr Entry answerers[] = {
    {"lines", answer_lines},
    {"discharge", answer_discharge},
    {"diff", answer_diff},
    {"pending", answer_pending},
    {"recovered", answer_recovered},
    {"ctm", answer_ctm},
    {"balance", answer_balance},
    {"balances", answer_balances},
    {"part-balance", answer_part_balance},
    {"tariff-balance", answer_tariff_balance},
    {"pool", answer_pool},
    {"stock", answer_stock},
    {"gap", answer_gap},
    {"national", answer_national},
    {"pedimento", answer_pedimento},
    {"term", answer_term},
    {"deadline", answer_deadline},
    {"asset", answer_asset},
    {"assets-open", answer_assets_open},
    {"report", answer_report},
    {"sat", answer_sat},
    {"own", answer_own},
    {"release", answer_release},
    {"credit", answer_credit},
    {"alert", answer_alert},
    {"no-alert", answer_no_alert},
    {"no-other-alert", answer_no_other_alert},
    {"refused", answer_refused},
    {"duplicates", answer_duplicates},
    {"replay", answer_replay},
};

}  // namespace

Answer answer(const Statement& expectation, State& state) {
    const auto found = std::ranges::find(answerers, expectation.keyword(), &Entry::kind);
    SALDO_CHECK(found != std::end(answerers));  // the grammar knows no other kind
    const auto known = expectation.get<LocalDate>("known");
    if (!known) return found->answerer(expectation, state, View{state.history.book(), state.today});
    book::Book then = state.history.known_by(*known);
    return found->answerer(expectation, state, View{then, state.today});
}

Answer answer_refused(const Statement& s, State& state, const View&) {
    const std::string got = state.refusal.empty() ? "accepted" : "refused " + state.refusal;
    return Answer::compare(state.refusal == s.text(0), got);
}

Answer answer_duplicates(const Statement& s, State& state, const View&) {
    return Answer::compare(state.duplicates == s.integer(0), fmt::to_string(state.duplicates));
}

/// The text names the first line in which the two books differ.
Answer answer_replay(const Statement&, State& state, const View& view) {
    book::Book again = state.history.first(state.history.size());
    const std::string now = view.to_text();
    const std::string replayed = View{again, state.today}.to_text();
    if (now == replayed) return Answer::holds();
    const auto difference = std::ranges::mismatch(now, replayed);
    const auto line = std::count(now.begin(), difference.in1, '\n') + 1;
    return Answer::differs(fmt::format("another book, from its line {} on", line));
}

}  // namespace saldo::scenario
