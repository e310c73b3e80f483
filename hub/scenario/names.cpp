#include "hub/scenario/names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace saldo::scenario {
namespace {

std::string_view called(Space space) {
    switch (space) {
        case Space::company: return "company";
        case Space::goods: return "part or product";
        case Space::product: return "product";
        case Space::lot: return "lot";
        case Space::outcome: return "outcome";
        case Space::movement: return "movement";
        case Space::asset: return "asset";
        case Space::asset_move: return "asset movement";
        case Space::disassembly: return "disassembly";
        case Space::run: return "run";
        case Space::lot_or_outcome: return "import or outcome";
        case Space::lot_or_asset: return "import or asset";
        case Space::discharging: return "outcome or disassembly";
        case Space::outcome_of_file: return "outcome";
        case Space::none: break;
    }
    return "name";
}

bool is_pedimento_number(std::string_view name) {
    return name.size() == 15 &&
           std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool Names::is_lot(std::string_view name) const {
    const auto lots = names_.find(Space::lot);
    if (lots == names_.end()) return false;
    if (lots->second.contains(name)) return true;
    // A delivery opens LOT/1, a disassembly LOT/PART; by value a pedimento stands for its lots.
    for (std::size_t slash = name.find('/'); slash != std::string_view::npos;
         slash = name.find('/', slash + 1)) {
        if (lots->second.contains(name.substr(0, slash))) return true;
    }
    return is_pedimento_number(name);
}

bool Names::knows(Space space, std::string_view name) const {
    const auto in = [&](Space kind) {
        const auto found = names_.find(kind);
        return found != names_.end() && found->second.contains(name);
    };
    switch (space) {
        case Space::none:
        case Space::outcome_of_file: return true;
        case Space::lot: return is_lot(name);
        case Space::goods: return in(Space::goods) || in(Space::product);
        case Space::lot_or_outcome: return in(Space::lot) || in(Space::outcome);
        case Space::lot_or_asset: return is_lot(name) || in(Space::asset);
        case Space::discharging: return in(Space::outcome) || in(Space::disassembly);
        default: return in(space);
    }
}

Result<void> Names::check(Space space, std::string_view name) const {
    if (knows(space, name)) return {};
    return malformed(fmt::format("no {} '{}' is declared above this line", called(space), name));
}

Result<void> Names::check(const Slot& slot, const Value& value) const {
    const auto* items = std::get_if<std::vector<Item>>(&value.meaning);
    if (items == nullptr) return check(slot.refers, value.text);
    for (const Item& item : *items) {
        const bool is_pair = slot.type == Type::difference;
        if (auto known = check(is_pair ? Space::discharging : slot.refers, item.name); !known) {
            return known;
        }
        if (!is_pair) continue;
        if (auto known = check(Space::lot, item.second); !known) return known;
    }
    return {};
}

Result<void> Names::check(const Statement& statement) const {
    const Shape& shape = *statement.shape;
    if (shape.needs_company && !names_.contains(Space::company)) {
        return malformed("no company is declared above this line");
    }
    // `balance LOT none` says that there is no such lot, so it need not be declared.
    const bool is_absent =
        std::ranges::find(statement.words, "none", &Value::text) != statement.words.end();
    for (std::size_t i = 0; i < shape.words.size() && !is_absent; ++i) {
        if (auto known = check(shape.words[i], statement.words[i]); !known) return known;
    }
    for (const Slot& slot : shape.fields) {
        const auto field = statement.fields.find(slot.what);
        if (field == statement.fields.end()) continue;
        if (auto known = check(slot, field->second); !known) return known;
    }
    if (statement.rest_is_none()) return {};
    for (const Value& value : statement.rest) {
        if (auto known = check(shape.rest.front(), value); !known) return known;
    }
    return {};
}

void Names::declare(const Statement& statement) {
    const auto& slots = statement.shape->words;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i].declares == Space::none) continue;
        names_[slots[i].declares].insert(statement.text(i));
    }
}

void Names::know(const book::Book& book) {
    const auto declare = [this](Space space, const std::string& name) {
        names_[space].insert(name);
    };
    for (const auto& [rfc, company] : book.catalogs().companies()) {
        declare(Space::company, rfc);
        declare(Space::company, company.name);
        for (const book::AssetRow& asset : book.assets().rows(rfc)) {
            declare(Space::asset, asset.serial);
        }
    }
    for (const std::string& name : book.catalogs().names()) {
        declare(Space::goods, name);
        declare(Space::product, name);
    }
    for (const auto& [name, entry] : book.declarations().entries()) declare(Space::lot, name);
    for (const auto& [name, outcome] : book.declarations().outcomes()) {
        declare(Space::outcome, name);
    }
    for (const std::string& name : book.assets().moves()) declare(Space::asset_move, name);
    for (const auto& [name, d] : book.declarations().disassemblies()) {
        declare(Space::disassembly, name);
    }
}

Result<void> Names::check_at_end(const Statement& statement) const {
    for (const Slot& slot : statement.shape->fields) {
        if (slot.refers != Space::outcome_of_file || !statement.has(slot.what)) continue;
        const std::string name = statement.text(slot.what);
        if (knows(Space::outcome, name)) continue;
        return malformed(fmt::format("no outcome '{}' is declared in this file", name));
    }
    return {};
}

}  // namespace saldo::scenario
