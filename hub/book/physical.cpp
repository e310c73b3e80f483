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

    auto& plant = plants_[{std::string{rfc}, movement.plant}];
    if (plant.count++ == 0 || movement.event_id < plant.first_event) {
        plant.first_event = movement.event_id;
        plant.first_position = position;
    }
    if (const int direction = direction_of(movement.type); direction != 0) {
        Days& days = stock_[{std::string{rfc}, movement.plant, movement.part_number}];
        const LocalDate day = movement.at.local_date();
        auto at = std::ranges::lower_bound(days, day, {}, &Days::value_type::first);
        if (at == days.end() || at->first != day) at = days.insert(at, {day, Quantity{}});
        at->second += direction > 0 ? movement.quantity : -movement.quantity;
    }
    if (movement.ref_type == "PED" || movement.ref_type == "RECT") {
        if (const auto ref = parse_pedimento_key(movement.ref)) {
            by_pedimento_[{std::string{rfc}, *ref}].push_back(position);
        }
    }
    return Verdict::fresh;
}

Quantity Physical::on_hand(const StockKey& key, std::optional<LocalDate> on) const {
    const auto found = stock_.find(key);
    Quantity sum;
    if (found == stock_.end()) return sum;
    for (const auto& [day, change] : found->second) {
        if (!on || day <= *on) sum += change;
    }
    return sum;
}

std::vector<Physical::StockKey> Physical::stock_keys(std::string_view rfc) const {
    std::vector<StockKey> keys;
    const auto first = stock_.lower_bound({std::string{rfc}, {}, {}});
    for (auto it = first; it != stock_.end() && it->first.rfc == rfc; ++it) {
        keys.push_back(it->first);
    }
    return keys;
}

std::uint64_t Physical::count(std::string_view rfc, std::string_view plant) const {
    const auto found = plants_.find({std::string{rfc}, std::string{plant}});
    return found == plants_.end() ? 0 : found->second.count;
}

std::vector<LogPosition> Physical::positions_of(std::string_view rfc,
                                                const PedimentoRef& ref) const {
    const auto found = by_pedimento_.find({std::string{rfc}, ref});
    return found == by_pedimento_.end() ? std::vector<LogPosition>{} : found->second;
}

}  // namespace saldo::book
