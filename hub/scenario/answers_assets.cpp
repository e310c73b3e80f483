#include <algorithm>

#include <fmt/format.h>

#include "hub/scenario/answers.hpp"

namespace saldo::scenario {
namespace {

std::string text_or_none(std::optional<LocalDate> date) {
    return date ? format_date(*date) : "none";
}

template <class T>
bool equals_if_given(const Statement& s, std::string_view field, const std::optional<T>& got) {
    return !s.has(field) || s.get<T>(field) == got;
}

std::vector<book::AssetRow> assets(const View& view) {
    std::vector<book::AssetRow> all;
    for (const auto& [rfc, derived] : view.companies()) {
        for (book::AssetRow& row : view.book().assets().rows(rfc)) all.push_back(std::move(row));
    }
    return all;
}

}  // namespace

Answer answer_term(const Statement& s, State&, const View& view) {
    const book::LotRow* lot = view.lot(s.text(0));
    if (lot == nullptr) {  // an asset stays for the life of the program
        const auto rows = assets(view);
        const bool is_asset =
            std::ranges::find(rows, s.text(0), &book::AssetRow::serial) != rows.end();
        const bool none = is_asset && !s.rest.empty() && s.fields.empty();
        return Answer::compare(none, is_asset ? "none" : "no such lot");
    }
    std::string got = fmt::format("conservative={} cff12={} effective={}",
                                  text_or_none(lot->term_end_conservative),
                                  text_or_none(lot->term_end_cff12), text_or_none(lot->term_end));
    if (lot->term_end_closing) got += " closing=" + format_date(*lot->term_end_closing);
    if (!s.rest.empty()) return Answer::compare(!lot->term_end && s.fields.empty(), got);
    const bool equal = lot->term_end &&
                       equals_if_given(s, "conservative", lot->term_end_conservative) &&
                       equals_if_given(s, "cff12", lot->term_end_cff12) &&
                       equals_if_given(s, "closing", lot->term_end_closing) &&
                       equals_if_given(s, "effective", lot->term_end);
    return Answer::compare(equal, got);
}

/// The format gives a deadline no company: it is of the only one that has one.
Answer answer_deadline(const Statement& s, State&, const View& view) {
    const bool program = s.text(0) == "program";
    const auto what = program ? Registration::program : Registration::certification;
    for (const auto& [rfc, company] : view.book().catalogs().companies()) {
        const auto deadline = view.book().decisions().deadline(rfc, what);
        if (!deadline) continue;
        const bool equal = deadline->day == s.date(1) &&
                           equals_if_given(s, "extended", std::optional{deadline->extended});
        const std::string got = fmt::format("{} extended={}", format_date(deadline->day),
                                            format_date(deadline->extended));
        return Answer::compare(equal, got);
    }
    return Answer::differs("none");
}

Answer answer_asset(const Statement& s, State&, const View& view) {
    for (const book::AssetRow& row : assets(view)) {
        if (row.serial != s.text(0) && row.now != s.text(0)) continue;
        const std::string got = fmt::format("{} entry={} ped={}", to_string(row.state),
                                            format_date(row.entry.date), row.entry.pedimento);
        const bool equal = to_string(row.state) == s.text(1) &&
                           equals_if_given(s, "entry", std::optional{row.entry.date}) &&
                           (!s.has("ped") || s.text("ped") == row.entry.pedimento);
        return Answer::compare(equal, got);
    }
    return Answer::differs("no such asset");
}

Answer answer_assets_open(const Statement& s, State&, const View& view) {
    const auto rows = assets(view);
    const auto open = std::ranges::count_if(
        rows, [](const book::AssetRow& row) { return row.state != book::AssetState::closed; });
    return Answer::compare(open == s.integer(0), fmt::to_string(open));
}

}  // namespace saldo::scenario
