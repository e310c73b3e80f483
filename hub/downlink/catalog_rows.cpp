#include "hub/downlink/catalog_rows.hpp"

#include <utility>
#include <variant>

#include "common/config/log.hpp"

namespace saldo::hub {
namespace {

struct Told {
    std::string_view rfc;
    const Movement& movement;
};

/// The movement in a fact, if it is one.
std::optional<Told> movement_of(const Fact& fact) {
    if (const auto* captured = std::get_if<CapturedMovement>(&fact)) {
        return Told{captured->rfc, captured->movement};
    }
    if (const auto* imported = std::get_if<ImportedMovement>(&fact)) {
        return Told{imported->rfc, imported->movement};
    }
    return std::nullopt;
}

template <class... T>
bool is_one_of(const Fact& fact) {
    return (std::holds_alternative<T>(fact) || ...);
}

std::string rfc_of(const Fact& fact) {
    return std::visit(
        []<class T>(const T& told) -> std::string {
            if constexpr (requires { std::string{told.rfc}; }) return told.rfc;
            return {};
        },
        fact);
}

}  // namespace

bool CatalogRows::concerns(const Fact& fact) {
    if (const auto told = movement_of(fact)) {
        return told->movement.type == MovementType::transfer_out ||
               told->movement.type == MovementType::transfer_in;
    }
    return is_one_of<Part, Product, BomVersion, Plant, UnitConversion, Policy, ShrinkageNorm,
                     Substitute, ScrapConversion>(fact);
}

void CatalogRows::apply(const Fact& fact) {
    if (const auto told = movement_of(fact)) {
        const std::string rfc{told->rfc};
        transfers_[rfc].add(rfc, told->movement);
        moved_.insert(rfc);
        return;
    }
    auto entry = wire::catalog_entry_of(fact);
    if (!entry) {
        config::log_event(config::LogLevel::error, "catalog.row_refused",
                          {{"rfc", rfc_of(fact)}, {"why", entry.error().what}});
        return;
    }
    if (*entry) put(rfc_of(fact), std::move(**entry));
}

void CatalogRows::put(const std::string& rfc, wire::CatalogEntry entry) {
    touched_.insert({rfc, entry.key});
    if (entry.values.empty()) {
        entries_[rfc].erase(entry.key);
    } else {
        entries_[rfc][entry.key] = std::move(entry.values);
    }
}

std::set<CatalogRows::Touched> CatalogRows::take_touched() {
    for (const std::string& rfc : std::exchange(moved_, {})) {
        for (wire::CatalogEntry& entry : transfers_.at(rfc).take_changed()) {
            put(rfc, std::move(entry));
        }
    }
    return std::exchange(touched_, {});
}

const CatalogRows::Entries* CatalogRows::entries_of(std::string_view rfc) const {
    const auto found = entries_.find(rfc);
    return found == entries_.end() ? nullptr : &found->second;
}

void CatalogRows::add_rows(std::string_view key, const std::vector<std::string>& values,
                           Rows& rows) {
    for (std::size_t i = 0; i < values.size(); ++i) rows[wire::row_key(key, i)] = values[i];
}

Rows CatalogRows::rows(std::string_view rfc) const {
    Rows rows;
    const Entries* own = entries_of(rfc);
    const Entries* common = entries_of("");
    if (common != nullptr) {
        for (const auto& [key, values] : *common) {
            if (own == nullptr || !own->contains(key)) add_rows(key, values, rows);
        }
    }
    if (own != nullptr) {
        for (const auto& [key, values] : *own) add_rows(key, values, rows);
    }
    return rows;
}

Rows CatalogRows::rows(std::string_view rfc, std::string_view entry_key) const {
    Rows rows;
    for (const std::string_view whose : {rfc, std::string_view{}}) {
        const Entries* entries = entries_of(whose);
        if (entries == nullptr) continue;
        const auto found = entries->find(entry_key);
        if (found == entries->end()) continue;
        add_rows(found->first, found->second, rows);
        break;
    }
    return rows;
}

std::vector<sync::CatalogChange> differences(const Rows& before, const Rows& after) {
    std::vector<sync::CatalogChange> changes;
    auto old = before.begin();
    for (const auto& [key, value] : after) {
        for (; old != before.end() && old->first < key; ++old) {
            changes.push_back({.key = old->first, .value = std::nullopt});
        }
        const bool is_held = old != before.end() && old->first == key;
        if (!is_held || old->second != value) changes.push_back({.key = key, .value = value});
        if (is_held) ++old;
    }
    for (; old != before.end(); ++old) {
        changes.push_back({.key = old->first, .value = std::nullopt});
    }
    return changes;
}

}  // namespace saldo::hub
