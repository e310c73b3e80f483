#include "hub/ledger/fine.hpp"
#include "hub/ledger/keys.hpp"
#include "hub/ledger/term.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::ledger;

namespace {

LocalDate day(const char* text) { return *parse_date(text); }

}  // namespace

TEST_CASE("each key does what annex 22 makes of it", "[ledger][keys]") {
    struct Case {
        const char* clave;
        std::uint8_t operation;
        Effect effect;
        Expiry expiry;
    };
    const auto c = GENERATE(values<Case>({
        {"IN", 1, Effect::opens, Expiry::any},
        {"V1", 1, Effect::opens, Expiry::any},
        {"V1", 2, Effect::discharges, Expiry::unexpired_only},
        {"RT", 2, Effect::discharges, Expiry::any},
        {"F4", 1, Effect::discharges, Expiry::unexpired_only},
        {"A3", 1, Effect::discharges, Expiry::expired_only},
        {"A1", 1, Effect::definitive, Expiry::any},
        {"A1", 2, Effect::none, Expiry::any},
        {"AF", 1, Effect::none, Expiry::any},
        {"T3", 1, Effect::none, Expiry::any},
        {"BB", 2, Effect::case_by_case, Expiry::any},
        {"??", 1, Effect::none, Expiry::any},
    }));
    CAPTURE(c.clave);
    const KeyRule& rule = key_rule(c.clave, c.operation, day("2026-01-01"));
    CHECK(rule.effect == c.effect);
    CHECK(rule.expiry == c.expiry);
}

TEST_CASE("terms end on the same day, or as the policy says where it does not exist",
          "[ledger][term]") {
    CHECK(term_end_conservative(day("2025-01-20"), 18) == day("2026-07-20"));
    CHECK(term_end_conservative(day("2024-08-31"), 18) == day("2026-02-28"));
    CHECK(term_end_cff12(day("2024-08-31"), 18, {}) == day("2026-03-02"));  // 1 March: a Sunday
    CHECK(term_end_cff12(day("2024-05-02"), 24, {}) == day("2026-05-04"));  // 2 May: a Saturday
    CHECK(term_end_cff12(day("2026-01-31"), 6, {}) == day("2026-07-31"));
    CHECK(term_end_cff12(day("2026-01-31"), 6, {day("2026-07-31")}) == day("2026-08-03"));
}

TEST_CASE("a late return is fined by periods of fifteen days, up to its value", "[ledger][fine]") {
    const auto fine = late_return_fine(day("2026-03-10"), day("2026-04-13"), {});
    CHECK(fine.days == 34);
    CHECK(fine.periods == 3);
    CHECK(fine.least == *parse_money("9060"));
    CHECK(fine.most == *parse_money("13680"));
    const auto capped =
        late_return_fine(day("2026-03-10"), day("2026-04-13"), *parse_money("10000"));
    CHECK(capped.least == *parse_money("9060"));
    CHECK(capped.most == *parse_money("10000"));
    CHECK_FALSE(late_return_fine(day("2025-03-10"), day("2025-03-11"), {}).least);
    CHECK(late_return_fine(day("2026-03-10"), day("2026-03-25"), {}).periods == 1);
    CHECK(late_return_fine(day("2026-03-10"), day("2026-03-26"), {}).periods == 2);
}
