#include "hub/book/assets.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "hub/ledger/keys.hpp"

namespace saldo::book {

std::string_view to_string(AssetState state) {
    switch (state) {
        case AssetState::active: return "active";
        case AssetState::abroad_for_repair: return "abroad_for_repair";
        case AssetState::provisional: return "provisional";
        case AssetState::closed: return "closed";
    }
    return "";
}

Applied Assets::add(const AssetEntry& entry, Names& names, LogPosition position) {
    const auto held = entries_.find(entry.serial);
    if (held != entries_.end() && held->second.entry == entry) return {Verdict::duplicate, {}};
    if (held != entries_.end() || !names.may_be(entry.serial, NameKind::asset)) {
        names.clash(entry.serial, entry.rfc);
        return {Verdict::conflict, "CONFLICT"};
    }
    if (!ledger::opens_assets(entry.clave, entry.date)) return refused("KEY_NOT_ALLOWED");
    names.claim(entry.serial, NameKind::asset);
    entries_[entry.serial] = {entry, position};
    return {};
}

Applied Assets::add(const AssetMove& move, Names& names, LogPosition position) {
    const auto held = moves_.find(move.name);
    if (held != moves_.end() && held->second.move == move) return {Verdict::duplicate, {}};
    if (held != moves_.end() || !names.may_be(move.name, NameKind::asset_move)) {
        const auto asset = entries_.find(root_of(move));
        names.clash(move.name, asset == entries_.end() ? "" : asset->second.entry.rfc);
        return {Verdict::conflict, "CONFLICT"};
    }
    const bool closes = move.step == AssetStep::closing;
    if (closes && !ledger::discharges_assets(move.clave, move.date)) {
        return refused("KEY_NOT_ALLOWED");
    }
    names.claim(move.name, NameKind::asset_move);
    moves_[move.name] = {move, position};
    return {};
}

std::string Assets::root_of(const AssetMove& move) const {
    std::string serial = move.serial;
    // A return under another serial is of the asset that left; so are the moves of that serial.
    std::set<std::string> met;
    const AssetMove* at = &move;
    while (at != nullptr && met.insert(at->name).second) {
        serial = at->serial;
        if (at->step == AssetStep::repair_return) {
            const auto exit = moves_.find(at->exit_of_return);
            if (exit != moves_.end()) serial = exit->second.move.serial;
        }
        if (entries_.contains(serial)) return serial;
        at = nullptr;
        for (const auto& [name, other] : moves_) {
            const bool renames =
                other.move.step == AssetStep::repair_return && other.move.serial == serial;
            if (renames && !met.contains(name)) at = &other.move;
        }
    }
    return serial;
}

std::vector<AssetRow> Assets::rows(std::string_view rfc) const {
    std::map<std::string, AssetRow> rows;
    for (const auto& [serial, entered] : entries_) {
        if (entered.entry.rfc != rfc) continue;
        rows[serial] = {serial, serial, entered.entry, AssetState::active, {entered.position}};
    }
    std::vector<const Moved*> order;
    for (const auto& [name, moved] : moves_) order.push_back(&moved);
    std::ranges::stable_sort(order, {}, [](const Moved* m) {
        return std::tie(m->move.date, m->move.step, m->move.name);
    });
    for (const Moved* moved : order) {
        const auto found = rows.find(root_of(moved->move));
        if (found == rows.end()) continue;
        AssetRow& row = found->second;
        row.positions.push_back(moved->position);
        switch (moved->move.step) {
            case AssetStep::repair_exit: row.state = AssetState::abroad_for_repair; break;
            case AssetStep::repair_return:
                row.state = AssetState::active;
                row.now = moved->move.serial;
                break;
            case AssetStep::closing: {
                // Both halves of the virtual transfer of an asset are of one day (anexo24.md 5.3).
                const bool waits = ledger::is_paired(moved->move.clave, moved->move.date) &&
                                   moved->move.import_half != moved->move.date;
                row.state = waits ? AssetState::provisional : AssetState::closed;
                break;
            }
        }
    }
    std::vector<AssetRow> result;
    for (auto& [serial, row] : rows) result.push_back(std::move(row));
    return result;
}

std::vector<Alert> Assets::alerts(std::string_view rfc) const {
    std::vector<Alert> alerts;
    for (const auto& [name, moved] : moves_) {
        if (moved.move.step != AssetStep::repair_return) continue;
        const auto exit = moves_.find(moved.move.exit_of_return);
        if (exit == moves_.end() || exit->second.move.serial == moved.move.serial) continue;
        const auto asset = entries_.find(root_of(moved.move));
        if (asset == entries_.end() || asset->second.entry.rfc != rfc) continue;
        alerts.push_back({.code = "ASSET_SERIAL_CHANGED",
                          .subject = moved.move.serial,
                          .lot = exit->second.move.serial});
    }
    return alerts;
}

std::vector<std::string> Assets::companies() const {
    std::set<std::string> all;
    for (const auto& [serial, entered] : entries_) all.insert(entered.entry.rfc);
    return {all.begin(), all.end()};
}

std::vector<std::string> Assets::moves() const {
    std::vector<std::string> names;
    for (const auto& [name, moved] : moves_) names.push_back(name);
    return names;
}

}  // namespace saldo::book
