#include "hub/book/physical.hpp"

#include <algorithm>

#include "hub/book/content.hpp"

namespace saldo::book {
namespace {

/// What a movement does to the stock of its plant: +1, -1 or nothing.
int direction_of(MovementType type) {
    switch (type) {
        case MovementType::receipt:
        case MovementType::produce:
        case MovementType::transfer_in:
        case MovementType::adjust_in:
        case MovementType::sub_in: return 1;
        case MovementType::issue:
        case MovementType::ship:
        case MovementType::transfer_out:
        case MovementType::regime_change:
        case MovementType::scrap:
        case MovementType::destroy:
        case MovementType::donate:
        case MovementType::adjust_out:
        case MovementType::sub_out: return -1;
        case MovementType::count: return 0;
    }
    return 0;
}

/// Looks up without making a key: most movements meet a company, plant and part that are there.
template <class Map>
typename Map::mapped_type& find_or_add(Map& map, std::string_view key) {
    const auto found = map.find(key);
    return found != map.end() ? found->second : map[std::string{key}];
}

}  // namespace

Verdict Physical::verdict_of(std::string_view rfc, const Movement& movement) const {
    const auto held = seen_.find(movement_name(rfc, movement));
    if (!held) return Verdict::fresh;
    const bool same = *held == short_digest(movement_content(movement));
    return same ? Verdict::duplicate : Verdict::conflict;
}

Verdict Physical::add(std::string_view rfc, const Movement& movement, LogPosition position) {
    const Digest name = movement_name(rfc, movement);
    const std::uint64_t content = short_digest(movement_content(movement));
    if (const auto held = seen_.find(name)) {
        if (*held == content) return Verdict::duplicate;
        clashes_.push_back({std::string{rfc}, movement.event_id, position});
        return Verdict::conflict;
    }
    seen_.insert(name, content);
    ++total_;

    CompanyState& company = find_or_add(companies_, rfc);
    PlantState& plant = find_or_add(company.plants, movement.plant);
    PlantMovements& movements = plant.movements;
    if (movements.count++ == 0 || movement.event_id < movements.first_event) {
        movements.first_event = movement.event_id;
        movements.first_position = position;
    }
    if (const int direction = direction_of(movement.type); direction != 0) {
        Days& days = find_or_add(plant.stock, movement.part_number);
        const LocalDate day = movement.at.local_date();
        auto at = std::ranges::lower_bound(days, day, {}, &Days::value_type::first);
        if (at == days.end() || at->first != day) at = days.insert(at, {day, Quantity{}});
        at->second += direction > 0 ? movement.quantity : -movement.quantity;
    }
    if (movement.ref_type == "PED" || movement.ref_type == "RECT") {
        if (const auto ref = parse_pedimento_key(movement.ref)) {
            company.by_pedimento[*ref].push_back(position);
        }
    }
    return Verdict::fresh;
}

const Physical::CompanyState* Physical::company(std::string_view rfc) const {
    const auto found = companies_.find(rfc);
    return found == companies_.end() ? nullptr : &found->second;
}

Quantity Physical::on_hand(const StockKey& key, std::optional<LocalDate> on) const {
    Quantity sum;
    const CompanyState* state = company(key.rfc);
    if (state == nullptr) return sum;
    const auto plant = state->plants.find(key.plant);
    if (plant == state->plants.end()) return sum;
    const auto days = plant->second.stock.find(key.part);
    if (days == plant->second.stock.end()) return sum;
    for (const auto& [day, change] : days->second) {
        if (!on || day <= *on) sum += change;
    }
    return sum;
}

std::vector<Physical::StockKey> Physical::stock_keys(std::string_view rfc) const {
    std::vector<StockKey> keys;
    const CompanyState* state = company(rfc);
    if (state == nullptr) return keys;
    for (const auto& [code, plant] : state->plants) {
        for (const auto& [part, days] : plant.stock) keys.push_back({std::string{rfc}, code, part});
    }
    return keys;
}

std::uint64_t Physical::count(std::string_view rfc, std::string_view plant) const {
    const CompanyState* state = company(rfc);
    if (state == nullptr) return 0;
    const auto found = state->plants.find(plant);
    return found == state->plants.end() ? 0 : found->second.movements.count;
}

std::map<std::pair<std::string, std::string>, Physical::PlantMovements> Physical::plants() const {
    std::map<std::pair<std::string, std::string>, PlantMovements> all;
    for (const auto& [rfc, state] : companies_) {
        for (const auto& [code, plant] : state.plants) all[{rfc, code}] = plant.movements;
    }
    return all;
}

std::vector<LogPosition> Physical::positions_of(std::string_view rfc,
                                                const PedimentoRef& ref) const {
    const CompanyState* state = company(rfc);
    if (state == nullptr) return {};
    const auto found = state->by_pedimento.find(ref);
    return found == state->by_pedimento.end() ? std::vector<LogPosition>{} : found->second;
}

}  // namespace saldo::book
