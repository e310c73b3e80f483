#include "hub/book/tables.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace saldo::book {
namespace {

constexpr std::string_view shortage_key = "SHORTAGE";

bool is_wanted(const Filter& filter, std::string_view rfc) {
    return filter.company.empty() || filter.company == rfc;
}
bool is_part_wanted(const Filter& filter, std::string_view part) {
    return filter.part.empty() || filter.part == part;
}

/// Calls `visit(rfc, derived)` for each company that is wanted.
template <class Visit>
void each_company(Book& book, const Filter& filter, const Visit& visit) {
    for (const std::string& rfc : book.companies()) {
        if (is_wanted(filter, rfc)) visit(rfc, book.derived(rfc));
    }
}

Table with_columns(std::initializer_list<Column> columns) { return {columns, {}}; }

std::string optional_date(const std::optional<LocalDate>& date) {
    return date ? format_date(*date) : std::string{};
}

/// What a person must act on first.
std::string_view severity_of(std::string_view code) {
    constexpr std::string_view warnings[] = {
        "BREAKDOWN_DIFFERS", "EXPIRED_LOT_SKIPPED", "PART_NOT_IN_CATALOG", "PENDING_ORIGINAL",
        "PENDING_PEDIMENTO", "OPENING_NOT_LISTED",  "TERM_ENDING",         "UNREGISTERED_ADDRESS"};
    return std::ranges::find(warnings, code) == std::end(warnings) ? "error" : "warning";
}

}  // namespace

std::vector<LotBalance> balances_at(const Derived& derived, std::optional<LocalDate> as_of,
                                    bool national) {
    const std::vector<LotRow>& lots = national ? derived.national : derived.lots;
    std::vector<LotBalance> balances;
    balances.reserve(lots.size());
    for (const LotRow& lot : lots) {
        const bool entered = has_entered(lot, as_of);
        balances.push_back({entered ? lot.quantity : Quantity{},
                            {},
                            entered ? lot.value.value_or(Money{}) : Money{}});
    }
    for (const TakeRow& take : national ? derived.national_takes : derived.takes) {
        const OutcomeRow& outcome = derived.outcomes[derived.uses[take.use].outcome];
        if (as_of && outcome.date > *as_of) continue;
        LotBalance& balance = balances[take.lot];
        balance.left -= take.quantity;
        balance.value = balance.value - take.value;
        if (outcome.is_provisional) balance.provisional += take.quantity;
    }
    return balances;
}

Table lots_head() {
    return with_columns({{"rfc", false, true},
                         {"part_number", false, true},
                         {"lot_key", false, true},
                         {"lot_secuencia", true, true},
                         {"payment_time"},
                         {"qty_umc", true},
                         {"umc", true},
                         {"clave"},
                         {"entry_date"},
                         {"term_end"},
                         {"qty_entered", true},
                         {"qty_provisional", true},
                         {"value_mxn", true},
                         {"plant"},
                         {"fraccion"},
                         {"marks"},
                         {"crossed_on"}});
}

void append_lot(Table& table, const std::string& rfc, const LotRow& lot,
                const LotBalance& balance) {
    std::string marks;
    if (lot.part_is_proposed) marks += "part_proposed_from_558 ";
    if (lot.entry_date_is_assumed) marks += "entry_date_assumed ";
    if (lot.crossings_are_missing) marks += "crossings_missing ";
    if (lot.before) marks += "opening_balance ";
    if (!marks.empty()) marks.pop_back();
    std::string fraccion = std::to_string(lot.fraccion);
    fraccion.insert(0, fraccion.size() < 8 ? 8 - fraccion.size() : 0, '0');
    table.rows.push_back({rfc, lot.part, lot.key, std::to_string(lot.line),
                          format_local_date_time(lot.paid_at), format_quantity(balance.left),
                          std::to_string(lot.unit), lot.clave, format_date(lot.entry_date),
                          optional_date(lot.term_end), format_quantity(entered_of(lot)),
                          format_quantity(balance.provisional), format_money(balance.value),
                          lot.plant, fraccion, marks, optional_date(lot.crossed_on)});
}

Table lots_table(Book& book, const Filter& filter) {
    Table table = lots_head();
    each_company(book, filter, [&](const std::string& rfc, const Derived& derived) {
        const std::vector<LotRow>& lots = filter.national ? derived.national : derived.lots;
        const auto balances = balances_at(derived, filter.as_of, filter.national);
        for (std::size_t i = 0; i < lots.size(); ++i) {
            const LotRow& lot = lots[i];
            const bool entered = has_entered(lot, filter.as_of);
            const bool open = balances[i].left > Quantity{};
            if (!is_part_wanted(filter, lot.part) || !entered || (!open && !filter.all)) continue;
            append_lot(table, rfc, lot, balances[i]);
        }
    });
    return table;
}

Table discharges_table(Book& book, const Filter& filter) {
    Table table = with_columns({{"rfc", false, true},
                                {"exit_key", false, true},
                                {"exit_secuencia", true, true},
                                {"exit_clave"},
                                {"product", false, true},
                                {"part_number", false, true},
                                {"lot_key", false, true},
                                {"lot_secuencia", true, true},
                                {"qty_umc", true},
                                {"operation_date"},
                                {"state"},
                                {"qty_umt", true},
                                {"value_mxn", true}});
    each_company(book, filter, [&](const std::string& rfc, const Derived& derived) {
        // One row an exit line, product, part and lot: columns of the report are summed.
        using Key = std::tuple<std::uint32_t, std::uint32_t, std::string_view, std::string_view,
                               std::uint32_t>;
        struct Sum {
            std::size_t order;
            Quantity quantity;
            Quantity umt;
            Money value;
        };
        constexpr std::uint32_t no_lot = UINT32_MAX;
        const std::vector<LotRow>& lots = filter.national ? derived.national : derived.lots;
        const auto& takes = filter.national ? derived.national_takes : derived.takes;
        std::map<Key, Sum> sums;
        const auto add = [&](const UseRow& use, std::uint32_t lot, Quantity quantity, Quantity umt,
                             Money value) {
            const OutcomeRow& outcome = derived.outcomes[use.outcome];
            if (filter.as_of && outcome.date > *filter.as_of) return;
            if (!is_part_wanted(filter, use.part)) return;
            const Key key{use.outcome, use.line, use.product, use.part, lot};
            const auto [place, is_new] =
                sums.try_emplace(key, Sum{sums.size(), quantity, umt, value});
            if (is_new) return;
            place->second.quantity += quantity;
            place->second.umt += umt;
            place->second.value += value;
        };
        std::size_t next = 0;
        for (std::uint32_t u = 0; u < derived.uses.size(); ++u) {
            const UseRow& use = derived.uses[u];
            for (; next < takes.size() && takes[next].use == u; ++next) {
                const TakeRow& take = takes[next];
                add(use, take.lot, take.quantity, take.umt, take.value);
            }
            const bool is_short = !filter.national && use.shortage > Quantity{};
            if (is_short) add(use, no_lot, use.shortage, {}, {});
        }
        std::vector<const std::pair<const Key, Sum>*> ordered;
        for (const auto& row : sums) ordered.push_back(&row);
        std::ranges::sort(ordered, {}, [](const auto* row) { return row->second.order; });
        for (const auto* row : ordered) {
            const auto& [outcome_index, line, product, part, lot] = row->first;
            const OutcomeRow& outcome = derived.outcomes[outcome_index];
            const bool short_of = lot == no_lot;
            table.rows.push_back(
                {rfc, outcome.key, std::to_string(line), outcome.clave, std::string{product},
                 std::string{part}, short_of ? std::string{shortage_key} : lots[lot].key,
                 short_of ? "0" : std::to_string(lots[lot].line),
                 format_quantity(row->second.quantity), format_date(outcome.date),
                 short_of ? "shortage" : (outcome.is_provisional ? "provisional" : "confirmed"),
                 format_quantity(row->second.umt), format_money(row->second.value)});
        }
    });
    return table;
}

Table balances_table(Book& book, const Filter& filter) {
    Table table = with_columns({{"rfc", false, true},
                                {"part_number", false, true},
                                {"umc", true, true},
                                {"lots_open", true},
                                {"qty_umc", true},
                                {"qty_provisional", true},
                                {"value_mxn", true},
                                {"next_term_end"}});
    each_company(book, filter, [&](const std::string& rfc, const Derived& derived) {
        struct Sum {
            std::size_t lots_open = 0;
            Quantity left;
            Quantity provisional;
            Money value;
            std::optional<LocalDate> next_end;
        };
        std::map<std::pair<std::string_view, std::uint8_t>, Sum> sums;
        const auto balances = balances_at(derived, filter.as_of);
        for (std::size_t i = 0; i < derived.lots.size(); ++i) {
            const LotRow& lot = derived.lots[i];
            const bool entered = has_entered(lot, filter.as_of);
            if (!is_part_wanted(filter, lot.part) || !entered) continue;
            Sum& sum = sums[{lot.part, lot.unit}];
            sum.provisional += balances[i].provisional;
            if (balances[i].left.is_zero()) continue;
            ++sum.lots_open;
            sum.left += balances[i].left;
            sum.value += balances[i].value;
            if (lot.term_end && (!sum.next_end || *lot.term_end < *sum.next_end)) {
                sum.next_end = lot.term_end;
            }
        }
        for (const auto& [key, sum] : sums) {
            if (sum.lots_open == 0 && sum.provisional.is_zero() && !filter.all) continue;
            table.rows.push_back({rfc, std::string{key.first}, std::to_string(key.second),
                                  std::to_string(sum.lots_open), format_quantity(sum.left),
                                  format_quantity(sum.provisional), format_money(sum.value),
                                  optional_date(sum.next_end)});
        }
    });
    return table;
}

std::string id_of(const Alert& alert) {
    std::string id = alert.code + ":" + alert.subject;
    if (!alert.part.empty() && alert.part != alert.subject) id += ":" + alert.part;
    if (!alert.lot.empty()) id += ":" + alert.lot;
    return id;
}

Table alerts_table(Book& book, const Filter& filter) {
    Table table = with_columns({{"id", false, true},
                                {"code"},
                                {"severity"},
                                {"rfc", false, true},
                                {"plant"},
                                {"part_number"},
                                {"ref"},
                                {"amount", true},
                                {"effective"},
                                {"known"},
                                {"owner"},
                                {"due"},
                                {"state"},
                                {"lot"},
                                {"reason"},
                                {"days", true},
                                {"fine_mxn"}});
    each_company(book, filter, [&](const std::string& rfc, const Derived&) {
        for (const Alert& alert : book.alerts(rfc, filter.today)) {
            if (!filter.part.empty() && alert.part != filter.part) continue;
            std::string amount;
            if (alert.amount) amount = format_quantity(*alert.amount);
            if (!alert.amount && alert.money) amount = format_money(*alert.money);
            std::string fine;
            if (alert.fine_min && alert.fine_max) {
                fine = format_money(*alert.fine_min) + ".." + format_money(*alert.fine_max);
            }
            table.rows.push_back({id_of(alert), alert.code, std::string{severity_of(alert.code)},
                                  rfc, "", alert.part, alert.subject, amount, "", "", "", "",
                                  "open", alert.lot, alert.reason,
                                  alert.days ? std::to_string(*alert.days) : "", fine});
        }
    });
    return table;
}

}  // namespace saldo::book
