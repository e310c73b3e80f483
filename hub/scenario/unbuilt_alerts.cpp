#include <algorithm>

#include "hub/scenario/not_built.hpp"

// The book does not raise every alert of the format. Here stand the grounds on which one that it
// does not raise could be due: wider than the rules themselves, so that "none" is never said in
// error.

namespace saldo::scenario {
namespace {

bool is_half(const book::DeclaredEntry& entry, const View& view) {
    const EntryDeclaration& e = entry.entry;
    return !entry.is_withdrawn && e.clave.starts_with('V') && !e.from.empty() &&
           view.book().catalogs().company(e.from) != nullptr;
}

bool pairs_with(const OutcomeDeclaration& outcome, const EntryDeclaration& entry) {
    return outcome.rfc == entry.from && outcome.clave == entry.clave &&
           (outcome.to.empty() || outcome.to == entry.rfc);
}

bool lot_expired(const View& view, const State& state) {
    return std::ranges::any_of(view.lots(), [&](const auto& lot) {
        return state.today && lot.second->term_end && *lot.second->term_end < *state.today &&
               lot.second->left > Quantity{};
    });
}

bool tariff_mismatch(const View& view, const State&) {
    const book::Catalogs& catalogs = view.book().catalogs();
    return std::ranges::any_of(view.lots(), [&](const auto& entry) {
        const auto& [rfc, lot] = entry;
        const Part* part = catalogs.part(rfc, lot->part);
        const Product* product = catalogs.product(rfc, lot->part);
        const std::uint32_t code = part != nullptr      ? part->fraccion
                                   : product != nullptr ? product->fraccion
                                                        : 0;
        return code != lot->fraccion;
    });
}

/// Headings 6401 to 6405 from 2025-08-29; chapters 61 to 63, 940440 and 940490 from 2024-12-19.
bool prohibited(const View& view, const State&) {
    const LocalDate textiles = LocalDate::from_civil({2024, 12, 19});
    const LocalDate shoes = LocalDate::from_civil({2025, 8, 29});
    return std::ranges::any_of(view.lots(), [&](const auto& entry) {
        const book::LotRow& lot = *entry.second;
        const std::uint32_t chapter = lot.fraccion / 1'000'000;
        const std::uint32_t heading = lot.fraccion / 10'000;
        const std::uint32_t subheading = lot.fraccion / 100;
        const bool is_shoe = heading >= 6401 && heading <= 6405;
        const bool is_textile =
            (chapter >= 61 && chapter <= 63) || subheading == 940440 || subheading == 940490;
        return lot.clave == "IN" &&
               ((is_shoe && lot.entry_date >= shoes) || (is_textile && lot.entry_date >= textiles));
    });
}

bool late_pair(const View& view, const State&) {
    const book::Declarations& held = view.book().declarations();
    for (const auto& [name, entry] : held.entries()) {
        if (!is_half(entry, view)) continue;
        const EntryDeclaration& e = entry.entry;
        if (e.payment_date.value_or(e.entry_date) > e.entry_date) return true;
        for (const auto& [outcome_name, outcome] : held.outcomes()) {
            const bool is_late = outcome.outcome.operation_date > e.entry_date.plus_days(1);
            if (!outcome.is_withdrawn && pairs_with(outcome.outcome, e) && is_late) return true;
        }
    }
    return false;
}

/// Without a today no half is overdue. With one, any half that stands alone may be.
bool unmatched_half(const View& view, const State& state) {
    if (!state.today) return false;
    const auto is_unmatched = [](const book::Alert& alert) { return alert.code == "V1_UNMATCHED"; };
    if (std::ranges::any_of(view.alerts(), is_unmatched)) return true;
    const book::Declarations& held = view.book().declarations();
    for (const auto& [name, entry] : held.entries()) {
        if (!is_half(entry, view)) continue;
        const bool has_return = std::ranges::any_of(held.outcomes(), [&](const auto& outcome) {
            return !outcome.second.is_withdrawn && pairs_with(outcome.second.outcome, entry.entry);
        });
        if (!has_return) return true;
    }
    return false;
}

/// The book names one movement a plant; the format has one alert a movement.
bool several_movements(const View& view, const State&) {
    return std::ranges::any_of(view.book().physical().plants(), [&](const auto& entry) {
        const Plant* plant = view.book().catalogs().plant(entry.first.first, entry.first.second);
        return entry.second.count > 1 && (plant == nullptr || !plant->registered);
    });
}

struct Doubt {
    std::string_view code;
    bool (*is_due)(const View&, const State&);
    std::string_view rule;
};
constexpr Doubt doubts[] = {
    {"LOT_EXPIRED", lot_expired, "the alert LOT_EXPIRED, which is due"},
    {"TARIFF_MISMATCH", tariff_mismatch, "the alert TARIFF_MISMATCH, which may be due"},
    {"PROHIBITED_ANNEX_I", prohibited, "the alert PROHIBITED_ANNEX_I, which is due"},
    {"V1_LATE", late_pair, "the alert V1_LATE, which may be due"},
    {"V1_UNMATCHED", unmatched_half, "the alert V1_UNMATCHED, which may be due"},
    {"UNREGISTERED_ADDRESS", several_movements, "the alert UNREGISTERED_ADDRESS for each movement"},
};

/// Is there one import half between the two companies, and one return, of the same goods?
bool is_sure_link(const std::string& name, const View& view) {
    const book::Declarations& held = view.book().declarations();
    const auto outcome = held.outcomes().find(name);
    if (outcome == held.outcomes().end()) return false;
    std::map<std::string, Quantity> in;
    std::map<std::string, Quantity> out;
    std::set<std::string> pedimentos;
    for (const auto& [lot, entry] : held.entries()) {
        if (!is_half(entry, view) || !pairs_with(outcome->second.outcome, entry.entry)) continue;
        in[entry.entry.part_number] += entry.current().quantity;
        pedimentos.insert(entry.entry.pedimento);
    }
    for (const UseLine& use : outcome->second.uses) out[use.part_number] += use.incorporated;
    const auto returns = std::ranges::count_if(held.outcomes(), [&](const auto& other) {
        return !other.second.is_withdrawn &&
               other.second.outcome.rfc == outcome->second.outcome.rfc &&
               other.second.outcome.clave == outcome->second.outcome.clave;
    });
    return in == out && pedimentos.size() == 1 && returns == 1;
}

}  // namespace

std::optional<std::string> unbuilt_alert_due(const View& view, const State& state,
                                             std::string_view code) {
    for (const Doubt& doubt : doubts) {
        const bool is_asked = code.empty() || code == doubt.code;
        if (is_asked && doubt.is_due(view, state)) return std::string{doubt.rule};
    }
    return std::nullopt;
}

std::optional<std::string> unbuilt_alert_asked(const Statement& s, const View& view) {
    for (const book::Alert& alert : view.alerts()) {
        if (alert.code != "V1_MISMATCH") continue;
        if (alert.reason == "link" && !is_sure_link(alert.subject, view)) {
            return "which of several virtual halves a wrong link meant";
        }
        const bool is_asked =
            s.keyword() == "alert" && s.text(0) == alert.code && s.text(1) == alert.subject;
        const bool has_no_amount = alert.reason == "quantity" || alert.reason == "umt";
        if (is_asked && has_no_amount && (s.has("amount") || s.has("umt"))) {
            return "by how much a virtual pair differs in quantity";
        }
    }
    return std::nullopt;
}

bool is_undefined_alert(const book::Alert& alert, const State& state) {
    return alert.code == "OVERDISCHARGE" || (alert.code == "V1_UNMATCHED" && !state.today);
}

}  // namespace saldo::scenario
