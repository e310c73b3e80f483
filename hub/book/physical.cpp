#include "hub/book/physical.hpp"

#include "common/base/bytes.hpp"
#include "hub/book/content.hpp"

namespace saldo::book {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

/// What a movement does to the stock of its plant: +1, -1, or neither (a count).
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

/// The plant on the other side, if it is of this company: "P02", or "RFC/P02".
std::optional<std::string_view> own_plant(std::string_view rfc, std::string_view counter_plant) {
    const auto slash = counter_plant.find('/');
    if (slash == std::string_view::npos) return counter_plant;
    if (counter_plant.substr(0, slash) != rfc) return std::nullopt;
    return counter_plant.substr(slash + 1);
}

/// Names one after the other, each after its length: a string of its own for each would cost
/// thrice.
void keep_name(Bytes& names, std::string_view name) {
    put_le(names, static_cast<std::uint16_t>(name.size()));
    append(names, as_bytes(name));
}

/// Looks up without making a key: most movements meet a company, plant and part that are there.
template <class Map>
typename Map::mapped_type& find_or_add(Map& map, std::string_view key) {
    const auto found = map.find(key);
    return found != map.end() ? found->second : map[std::string{key}];
}

/// Stock of one part at one place, all its units in one: as it stands where none is converted.
template <class Use>
void with_days(std::string_view part, const std::map<std::uint8_t, StockDays>& units,
               const InUmc& in_umc, const Use& use) {
    const auto& [unit, days] = *units.begin();
    if (units.size() == 1 && in_umc.is_as_told(part, unit)) return use(days);
    StockDays all;
    for (const auto& told : units) {
        all.merge(told.second, [&](Quantity q) { return in_umc(part, told.first, q); });
    }
    use(all);
}

}  // namespace

std::string_view to_string(Whereabouts where) {
    switch (where) {
        case Whereabouts::on_hand: return "on_hand";
        case Whereabouts::in_transit: return "in_transit";
        case Whereabouts::subcontractor: return "subcontractor";
        case Whereabouts::difference: return "difference";
    }
    return "";
}

Verdict Physical::verdict_of(std::string_view rfc, const Movement& movement) const {
    const auto held = seen_.find(movement_name(rfc, movement));
    if (!held) return Verdict::fresh;
    const bool same = *held == short_digest(movement_content(movement));
    return same ? Verdict::duplicate : Verdict::conflict;
}

bool Physical::knows(std::string_view rfc, std::string_view event_id) const {
    Movement named;
    named.event_id = event_id;
    return seen_.find(movement_name(rfc, named)).has_value();
}

Physical::Effect Physical::add(const Told& told) {
    const Movement& movement = told.movement;
    const Digest name = movement_name(told.rfc, movement);
    const std::uint64_t content = short_digest(movement_content(movement));
    if (const auto held = seen_.find(name)) {
        if (*held == content) return {Verdict::duplicate, false};
        clashes_.push_back({std::string{told.rfc}, movement.event_id, told.position});
        return {Verdict::conflict, true};
    }
    seen_.insert(name, content);
    ++total_;

    CompanyState& company = find_or_add(companies_, told.rfc);
    PlantState& plant = find_or_add(company.plants, movement.plant);
    ++plant.count;
    bool is_noted = !told.is_registered;
    if (!told.is_registered || plant.events.size() < registered_bytes_max) {
        keep_name(plant.events, movement.event_id);
    }
    if (told.received && told.received->ms - movement.at.utc.ms > ms_per_day) {
        company.late.push_back({movement.event_id, told.received->ms - movement.at.utc.ms});
        is_noted = true;
    }
    is_noted |= move(company, plant, told);
    if (movement.ref_type == "PED" || movement.ref_type == "RECT") {
        if (const auto ref = parse_pedimento_key(movement.ref)) {
            company.by_pedimento[*ref].push_back(told.position);
        }
    }
    return {Verdict::fresh, is_noted};
}

/// Changes stock. True if a difference may have changed.
bool Physical::move(CompanyState& company, PlantState& plant, const Told& told) {
    const Movement& m = told.movement;
    const LocalDate day = m.at.local_date();
    StockDays& here = find_or_add(plant.stock, m.part_number)[m.umc];
    if (m.type == MovementType::count) {
        here.count(day, m.at.utc, m.event_id, m.quantity);
        return true;
    }
    const Quantity change = direction_of(m.type) > 0 ? m.quantity : -m.quantity;
    bool changes_difference = here.add(day, change);
    if (m.type == MovementType::sub_out || m.type == MovementType::sub_in) {
        Parts& there = find_or_add(company.subcontractors, m.counter_plant);
        find_or_add(there, m.part_number)[m.umc].add(day, -change);
    }
    if (m.type == MovementType::transfer_out || m.type == MovementType::transfer_in) {
        changes_difference |= transfer(company, told);
    }
    return changes_difference;
}

/// Goods that go to another company leave this one; those are no transfer between its plants.
bool Physical::transfer(CompanyState& company, const Told& told) {
    const Movement& m = told.movement;
    const auto other = own_plant(told.rfc, m.counter_plant);
    if (!other) return false;
    const bool sends = m.type == MovementType::transfer_out;
    const Transfers::Leg leg{.event = m.event_id,
                             .part = m.part_number,
                             .ref_type = m.ref_type,
                             .ref = m.ref,
                             .plant = sends ? *other : std::string_view{m.plant},
                             .day = m.at.local_date(),
                             .quantity = m.quantity,
                             .unit = m.umc};
    return sends ? company.transfers.send(leg) : company.transfers.receive(leg);
}

const Adjustment* Physical::adjustment(const std::string& name) const {
    const auto found = adjustments_.find(name);
    return found == adjustments_.end() ? nullptr : &found->second;
}

void Physical::add(const Adjustment& adjustment) {
    adjustments_.emplace(adjustment.name, adjustment);
}

const Physical::CompanyState* Physical::company(std::string_view rfc) const {
    const auto found = companies_.find(rfc);
    return found == companies_.end() ? nullptr : &found->second;
}

Quantity Physical::on_hand(const StockKey& key, std::optional<LocalDate> on,
                           const Catalogs& catalogs) const {
    const CompanyState* state = company(key.rfc);
    if (state == nullptr) return {};
    const auto plant = state->plants.find(key.plant);
    if (plant == state->plants.end()) return {};
    const auto part = plant->second.stock.find(key.part);
    if (part == plant->second.stock.end()) return {};
    Quantity found;
    with_days(part->first, part->second, InUmc{catalogs, key.rfc},
              [&](const StockDays& days) { found = days.on_hand(on); });
    return found;
}

void Physical::add_differences(std::string_view rfc, std::optional<LocalDate> on,
                               const Catalogs& catalogs, Rows& rows) const {
    const InUmc in_umc{catalogs, rfc};
    if (const CompanyState* state = company(rfc); state != nullptr) {
        for (const auto& [code, plant] : state->plants) {
            for (const auto& [part, units] : plant.stock) {
                with_days(part, units, in_umc, [&](const StockDays& days) {
                    if (!days.is_counted()) return;
                    rows[{code, part, Whereabouts::difference}] += days.difference(on);
                });
            }
        }
        const auto note = [&](const Transfers::Open& open) {
            if (open.difference.is_zero()) return;
            rows[{std::string{open.receiver}, std::string{open.part}, Whereabouts::difference}] +=
                open.difference;
        };
        state->transfers.each_open(on, note, in_umc);
    }
    for (const auto& [name, adjustment] : adjustments_) {
        if (adjustment.rfc != rfc || (on && adjustment.date > *on)) continue;
        rows[{adjustment.plant, adjustment.part_number, Whereabouts::difference}] +=
            adjustment.quantity;
    }
}

std::vector<Physical::StockRow> Physical::stock(std::string_view rfc, std::optional<LocalDate> on,
                                                const Catalogs& catalogs) const {
    Rows rows;
    const InUmc in_umc{catalogs, rfc};
    if (const CompanyState* state = company(rfc); state != nullptr) {
        for (const auto& [code, plant] : state->plants) {
            for (const auto& [part, units] : plant.stock) {
                with_days(part, units, in_umc, [&](const StockDays& days) {
                    rows[{code, part, Whereabouts::on_hand}] = days.on_hand(on);
                });
            }
        }
        for (const auto& [name, parts] : state->subcontractors) {
            for (const auto& [part, units] : parts) {
                with_days(part, units, in_umc, [&](const StockDays& days) {
                    rows[{name, part, Whereabouts::subcontractor}] = days.on_hand(on);
                });
            }
        }
        const auto note = [&](const Transfers::Open& open) {
            if (open.in_transit.is_zero()) return;
            rows[{std::string{open.destination}, std::string{open.part},
                  Whereabouts::in_transit}] += open.in_transit;
        };
        state->transfers.each_open(on, note, in_umc);
    }
    add_differences(rfc, on, catalogs, rows);
    return listed(rows);
}

std::vector<Physical::StockRow> Physical::differences(std::string_view rfc,
                                                      const Catalogs& catalogs) const {
    Rows rows;
    add_differences(rfc, {}, catalogs, rows);
    std::erase_if(rows, [](const auto& row) { return row.second.is_zero(); });
    return listed(rows);
}

std::vector<Physical::StockRow> Physical::listed(const Rows& rows) {
    std::vector<StockRow> list;
    list.reserve(rows.size());
    for (const auto& [key, quantity] : rows) {
        const auto& [place, part, where] = key;
        list.push_back({place, part, where, quantity});
    }
    return list;
}

std::uint64_t Physical::count(std::string_view rfc, std::string_view plant) const {
    const CompanyState* state = company(rfc);
    if (state == nullptr) return 0;
    const auto found = state->plants.find(plant);
    return found == state->plants.end() ? 0 : found->second.count;
}

std::vector<std::string> Physical::companies() const {
    std::vector<std::string> all;
    all.reserve(companies_.size() + adjustments_.size());
    for (const auto& [rfc, state] : companies_) all.push_back(rfc);
    for (const auto& [name, adjustment] : adjustments_) all.push_back(adjustment.rfc);
    return all;
}

std::vector<std::string> Physical::plants(std::string_view rfc) const {
    std::vector<std::string> codes;
    const CompanyState* state = company(rfc);
    if (state == nullptr) return codes;
    codes.reserve(state->plants.size());
    for (const auto& [code, plant] : state->plants) codes.push_back(code);
    return codes;
}

std::vector<std::string> Physical::events_at(std::string_view rfc, std::string_view plant) const {
    std::vector<std::string> names;
    const CompanyState* state = company(rfc);
    if (state == nullptr) return names;
    const auto found = state->plants.find(plant);
    if (found == state->plants.end()) return names;
    for (ByteView left{found->second.events}; !left.empty();) {
        const std::size_t size = get_le<std::uint16_t>(left);
        names.emplace_back(as_text(left.subspan(2, size)));
        left = left.subspan(2 + size);
    }
    return names;
}

const std::vector<Physical::Late>& Physical::late(std::string_view rfc) const {
    static const std::vector<Late> none;
    const CompanyState* state = company(rfc);
    return state == nullptr ? none : state->late;
}

std::vector<LogPosition> Physical::positions_of(std::string_view rfc,
                                                const PedimentoRef& ref) const {
    const CompanyState* state = company(rfc);
    if (state == nullptr) return {};
    const auto found = state->by_pedimento.find(ref);
    return found == state->by_pedimento.end() ? std::vector<LogPosition>{} : found->second;
}

}  // namespace saldo::book
