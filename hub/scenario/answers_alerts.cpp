#include <algorithm>

#include <fmt/format.h>

#include "hub/scenario/answers.hpp"

namespace saldo::scenario {
namespace {

template <class T>
bool equals_if_given(const Statement& s, std::string_view field, const std::optional<T>& got) {
    return !s.has(field) || s.get<T>(field) == got;
}

/// Amounts of alerts are goods or money; the format writes both alike.
std::optional<Quantity> amount_of(const book::Alert& alert) {
    if (alert.amount || !alert.money) return alert.amount;
    constexpr std::int64_t step = 10'000;  // 1e-8 against 1e-4
    std::int64_t ticks = 0;
    if (__builtin_mul_overflow(alert.money->ticks(), step, &ticks)) return std::nullopt;
    return Quantity::from_ticks(ticks);
}

bool matches(const Statement& s, const book::Alert& alert) {
    const auto fine = s.get<MoneyRange>("fine");
    return alert.code == s.text(0) && alert.subject == s.text(1) &&
           equals_if_given(s, "amount", amount_of(alert)) &&
           (!s.has("part") || s.text("part") == alert.part) &&
           (!s.has("lot") || s.text("lot") == alert.lot) &&
           (!s.has("reason") || s.text("reason") == alert.reason) &&
           equals_if_given(s, "days", alert.days) && equals_if_given(s, "periods", alert.periods) &&
           equals_if_given(s, "umt", alert.umt) &&
           equals_if_given(s, "delay", alert.delay_minutes) &&
           (!fine || (fine->first == alert.fine_min && fine->second == alert.fine_max));
}

std::string written(const book::Alert& alert) {
    std::string text = alert.code + " " + alert.subject;
    if (!alert.part.empty()) text += " part=" + alert.part;
    if (!alert.lot.empty()) text += " lot=" + alert.lot;
    if (const auto amount = amount_of(alert)) text += " amount=" + to_text(*amount);
    if (alert.umt) text += " umt=" + to_text(*alert.umt);
    if (!alert.reason.empty()) text += " reason=" + alert.reason;
    if (alert.days) text += fmt::format(" days={}", *alert.days);
    if (alert.periods) text += fmt::format(" periods={}", *alert.periods);
    if (alert.fine_min && alert.fine_max) {
        text += fmt::format(" fine={}..{}", to_text(*alert.fine_min), to_text(*alert.fine_max));
    }
    if (alert.delay_minutes) {
        text +=
            fmt::format(" delay={}:{:02}", *alert.delay_minutes / 60, *alert.delay_minutes % 60);
    }
    return text;
}

template <class Keep>
std::string list(const View& view, const Keep& keep) {
    std::string text;
    for (const book::Alert& alert : view.alerts()) {
        if (keep(alert)) text += (text.empty() ? "" : ", ") + written(alert);
    }
    return text;
}

/// Codes that the format does not speak of, or leaves open (README, "Alert subjects and fields").
bool is_undefined(const book::Alert& alert) {
    const auto& codes = alert_codes();
    const bool is_known = std::ranges::find(codes, alert.code) != codes.end();
    return !is_known || alert.code == "OVERDISCHARGE";
}

}  // namespace

Answer answer_alert(const Statement& s, State& state, const View& view) {
    bool found = false;
    for (const book::Alert& alert : view.alerts()) {
        if (!matches(s, alert)) continue;
        found = true;
        state.matched.insert(alert);
    }
    if (found) return Answer::holds();
    const std::string got =
        list(view, [&](const book::Alert& alert) { return alert.code == s.text(0); });
    return Answer::differs(got.empty() ? fmt::format("no {}", s.text(0)) : got);
}

Answer answer_no_alert(const Statement& s, State&, const View& view) {
    const std::string got = list(view, [&](const book::Alert& alert) {
        return alert.code == s.text(0) && (s.rest.empty() || s.rest.front().text == alert.subject);
    });
    return Answer::compare(got.empty(), got);
}

Answer answer_no_other_alert(const Statement& s, State& state, const View& view) {
    const std::string code = s.rest.empty() ? "" : s.rest.front().text;
    const std::string got = list(view, [&](const book::Alert& alert) {
        return (code.empty() || alert.code == code) && !is_undefined(alert) &&
               !state.matched.contains(alert);
    });
    return Answer::compare(got.empty(), got);
}

}  // namespace saldo::scenario
