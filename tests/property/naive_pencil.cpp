#include "tests/property/naive_pencil.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace saldo::test {
namespace {

__extension__ using Wide = __int128;
constexpr std::int64_t unit = Quantity::ticks_per_unit;
constexpr std::int64_t thousandth = unit / 1000;
constexpr std::int64_t centavo = 100;  // of money's ticks

/// Half to even, as a person rounds: look at the rest.
std::int64_t round_half_even(Wide numerator, Wide divisor) {
    Wide whole = numerator / divisor;
    const Wide twice_rest = (numerator % divisor) * 2;
    if (twice_rest > divisor || (twice_rest == divisor && whole % 2 != 0)) ++whole;
    return static_cast<std::int64_t>(whole);
}

std::int64_t round_half_up(Wide numerator, Wide divisor) {
    const Wide whole = numerator / divisor;
    return static_cast<std::int64_t>((numerator % divisor) * 2 >= divisor ? whole + 1 : whole);
}

/// What `out` of `all` carries of an amount, in steps, half up.
std::int64_t carried(Quantity out, Quantity all, std::int64_t amount, std::int64_t step) {
    if (out == all) return amount;
    return round_half_up(Wide{out.ticks()} * amount, Wide{all.ticks()} * step) * step;
}
Quantity carried_umt(Quantity out, Quantity all, Quantity umt) {
    return Quantity::from_ticks(carried(out, all, umt.ticks(), thousandth));
}
Money carried_money(Quantity out, Quantity all, Money money) {
    return Money::from_ticks(carried(out, all, money.ticks(), centavo));
}

const Part* part_of(const std::vector<Fact>& facts, const std::string& name) {
    for (const Fact& fact : facts) {
        const auto* told = std::get_if<Part>(&fact);
        if (told != nullptr && told->part_number == name) return told;
    }
    return nullptr;
}

std::optional<Quantity> catalog_umt(const std::vector<Fact>& facts, const std::string& name,
                                    Quantity quantity) {
    const Part* part = part_of(facts, name);
    if (part == nullptr || !part->umt_per_umc) return std::nullopt;
    const Wide exact = Wide{quantity.ticks()} * part->umt_per_umc->ticks();
    return Quantity::from_ticks(round_half_up(exact, Wide{unit} * thousandth) * thousandth);
}

bool is_holiday(const std::vector<Fact>& facts, LocalDate day) {
    return std::ranges::any_of(facts, [&](const Fact& fact) {
        const auto* holiday = std::get_if<Holiday>(&fact);
        return holiday != nullptr && holiday->date == day;
    });
}

/// Section 4: the same day so many months later, by the policy chosen; the program ends it too.
LocalDate term_end(const std::vector<Fact>& facts, const std::string& rfc, LocalDate start,
                   int months) {
    CivilDate end = start.civil();
    end.month += months;
    while (end.month > 12) {
        end.month -= 12;
        ++end.year;
    }
    const int last = days_in_month(end.year, end.month);
    const bool missing = end.day > last;
    end.day = std::min(end.day, last);
    LocalDate day = LocalDate::from_civil(end);
    if (naive_policy(facts, rfc, PolicyName::term_end) == 1) {
        if (missing) day = day.plus_days(1);
        constexpr int saturday = 5;
        while (day.weekday() >= saturday || is_holiday(facts, day)) day = day.plus_days(1);
    }
    for (const Fact& fact : facts) {
        const auto* cancelled = std::get_if<Cancellation>(&fact);
        if (cancelled == nullptr || cancelled->rfc != rfc) continue;
        if (cancelled->what != Registration::program) continue;
        day = std::min(day, cancelled->notice.plus_days(60 + cancelled->extension_days));
    }
    return day;
}

int months_of(const std::vector<Fact>& facts, const EntryDeclaration& entry) {
    const bool is_virtual = entry.clave.starts_with("V");
    if (is_virtual && !entry.supplier_without_program) return 6;
    if (is_virtual) return 18;
    const Part* part = part_of(facts, entry.part_number);
    return part != nullptr && part->kind == PartKind::container ? 24 : 18;
}

/// The entry as the newest of its rectifications leaves it; nothing when it is withdrawn.
std::optional<EntryDeclaration> as_it_stands(const std::vector<Fact>& facts,
                                             const EntryDeclaration& told) {
    EntryDeclaration entry = told;
    if (!entry.payment_date) entry.payment_date = told.entry_date;
    if (!entry.term_start) entry.term_start = told.entry_date;
    std::vector<EntryRectification> newest_last;
    for (const Fact& fact : facts) {
        if (const auto* w = std::get_if<Withdrawal>(&fact); w != nullptr && w->name == told.name) {
            return std::nullopt;
        }
        const auto* r = std::get_if<EntryRectification>(&fact);
        if (r != nullptr && r->name == told.name) newest_last.push_back(*r);
    }
    std::ranges::stable_sort(newest_last, {}, &EntryRectification::paid);
    for (const EntryRectification& r : newest_last) {
        entry.quantity = r.quantity.value_or(entry.quantity);
        if (r.quantity_umt) entry.quantity_umt = r.quantity_umt;
        if (r.value) entry.value = r.value;
        if (r.iva) entry.iva = r.iva;
        entry.entry_date = r.entry_date.value_or(entry.entry_date);
        if (r.term_start) entry.term_start = r.term_start;
    }
    return entry;
}

/// D-25: deliveries of a consolidated import, by day.
std::vector<ConsolidatedDelivery> deliveries_of(const std::vector<Fact>& facts,
                                                const std::string& name) {
    std::vector<ConsolidatedDelivery> all;
    for (const Fact& fact : facts) {
        const auto* d = std::get_if<ConsolidatedDelivery>(&fact);
        if (d != nullptr && d->entry == name) all.push_back(*d);
    }
    std::ranges::stable_sort(all, {}, &ConsolidatedDelivery::date);
    return all;
}

}  // namespace

std::vector<NaiveLot> naive_lots(const std::vector<Fact>& facts, const std::string& rfc) {
    std::vector<NaiveLot> lots;
    for (const Fact& fact : facts) {
        const auto* told = std::get_if<EntryDeclaration>(&fact);
        if (told == nullptr || told->rfc != rfc || told->clave == "V5") continue;
        const auto entry = as_it_stands(facts, *told);
        if (!entry) continue;
        const int months = months_of(facts, *entry);
        NaiveLot lot{.name = entry->name,
                     .part = entry->part_number,
                     .entered = entry->entry_date,
                     .paid = *entry->payment_date,
                     .number = entry->pedimento,
                     .line = entry->line,
                     .term_end = term_end(facts, rfc, *entry->term_start, months),
                     .quantity = entry->quantity,
                     .left = entry->quantity,
                     .free = entry->quantity,
                     .umt = entry->quantity_umt,
                     .value = entry->value,
                     .iva = entry->iva};
        if (!lot.umt) lot.umt = catalog_umt(facts, lot.part, lot.quantity);
        const auto deliveries = deliveries_of(facts, entry->name);
        if (deliveries.empty()) lots.push_back(lot);
        Quantity before;
        for (std::size_t i = 0; i < deliveries.size(); ++i) {
            const Quantity after = before + deliveries[i].quantity;
            NaiveLot part = lot;
            part.name += fmt::format("/{}", i + 1);
            part.entered = deliveries[i].date;
            part.term_end = term_end(facts, rfc, deliveries[i].date, months);
            part.quantity = part.left = part.free = deliveries[i].quantity;
            const Quantity all = lot.quantity;
            if (lot.umt)
                part.umt = carried_umt(after, all, *lot.umt) - carried_umt(before, all, *lot.umt);
            if (lot.value)
                part.value =
                    carried_money(after, all, *lot.value) - carried_money(before, all, *lot.value);
            if (lot.iva)
                part.iva =
                    carried_money(after, all, *lot.iva) - carried_money(before, all, *lot.iva);
            lots.push_back(part);
            before = after;
        }
    }
    return lots;
}

std::optional<std::uint16_t> naive_policy(const std::vector<Fact>& facts, const std::string& rfc,
                                          PolicyName name) {
    std::optional<std::uint16_t> of_all;
    for (const Fact& fact : facts) {
        const auto* policy = std::get_if<Policy>(&fact);
        if (policy == nullptr || policy->name != name) continue;
        if (policy->rfc == rfc) return policy->value;
        if (policy->rfc.empty()) of_all = policy->value;
    }
    return of_all;
}

std::optional<Quantity> naive_norm(const std::vector<Fact>& facts, const std::string& part) {
    for (const Fact& fact : facts) {
        const auto* norm = std::get_if<ShrinkageNorm>(&fact);
        if (norm != nullptr && norm->part_number == part) return norm->percent;
    }
    return std::nullopt;
}

Quantity percent_of_it(Quantity quantity, Quantity percent) {
    const Wide exact = Wide{quantity.ticks()} * percent.ticks();
    return Quantity::from_ticks(round_half_even(exact, Wide{unit} * 100));
}

Quantity so_many(Quantity count, Quantity of_each) {
    return Quantity::from_ticks(round_half_even(Wide{count.ticks()} * of_each.ticks(), unit));
}

std::string naive_wants(const std::string& clave, bool asks_for_expired) {
    if (clave == "A3") return "expired";
    const bool returns = clave == "RT" || clave == "H1" || clave == "H8" || clave == "A1";
    return returns && !asks_for_expired ? "any" : "in term";
}

namespace {

const BomVersion* bom_of(const std::vector<Fact>& facts, const std::string& product, LocalDate on) {
    const BomVersion* newest = nullptr;
    for (const Fact& fact : facts) {
        const auto* bom = std::get_if<BomVersion>(&fact);
        if (bom == nullptr || bom->product != product) continue;
        if (bom->valid_from && *bom->valid_from > on) continue;
        const bool newer = newest == nullptr || !newest->valid_from ||
                           (bom->valid_from && *bom->valid_from > *newest->valid_from);
        if (newer) newest = bom;
    }
    return newest;
}

/// One line of a bill, for so many units of its product.
struct Needed {
    BomLine line;
    Quantity units;
};

}  // namespace

std::vector<NaiveMaterial> naive_explosion(const std::vector<Fact>& facts,
                                           const std::string& product, Quantity quantity,
                                           LocalDate built,
                                           const std::function<bool(const std::string&)>& bought) {
    std::vector<Needed> needed;
    const auto open = [&](const auto& self, const BomVersion& bom, Quantity units) -> void {
        for (const BomLine& line : bom.lines) {
            const BomVersion* inner = bom_of(facts, line.component, built);
            if (inner == nullptr || bought(line.component)) {
                needed.push_back({line, units});
                continue;
            }
            const Wide exact = Wide{units.ticks()} * line.incorporated.ticks();
            self(self, *inner, Quantity::from_ticks(round_half_even(exact, unit)));
        }
    };
    const BomVersion* bom = bom_of(facts, product, built);
    if (bom == nullptr) return {};
    open(open, *bom, quantity);

    std::vector<std::string> parts;  // in order of first appearance
    for (const Needed& n : needed) {
        if (std::ranges::find(parts, n.line.component) == parts.end()) {
            parts.push_back(n.line.component);
        }
    }
    std::vector<NaiveMaterial> materials;
    for (const std::string& part : parts) {
        const auto percent = naive_norm(facts, part);
        Wide incorporated = 0, shrinkage = 0, scrap = 0, limit = 0, by_percent = 0;
        bool limited = false;
        for (const auto& [line, units] : needed) {
            if (line.component != part) continue;
            incorporated += Wide{units.ticks()} * line.incorporated.ticks();
            shrinkage += Wide{units.ticks()} * line.shrinkage.ticks();
            scrap += Wide{units.ticks()} * line.scrap.ticks();
            limited = limited || line.norm || percent;
            if (line.norm) {
                limit += Wide{units.ticks()} * line.norm->ticks();
            } else if (percent) {
                by_percent += Wide{units.ticks()} * line.incorporated.ticks();
            } else {
                limit += Wide{units.ticks()} * line.shrinkage.ticks();
            }
        }
        if (percent) limit += by_percent * percent->ticks() / (Wide{100} * unit);
        const auto rounded = [](Wide exact) {
            return Quantity::from_ticks(round_half_even(exact, unit));
        };
        NaiveMaterial m{part, rounded(incorporated), rounded(shrinkage), rounded(scrap), {}};
        if (limited) m.limit = rounded(limit);
        materials.push_back(m);
    }
    return materials;
}

bool naive_is_provisional(const std::vector<Fact>& facts, const OutcomeDeclaration& outcome,
                          const std::vector<UseLine>& uses, const std::vector<ExitLine>& exits) {
    if (outcome.clave != "V1" && outcome.clave != "V5") return false;
    if (outcome.link_pedimento.empty() || !exits.empty()) return true;
    for (const Fact& fact : facts) {
        const auto* told = std::get_if<EntryDeclaration>(&fact);
        if (told == nullptr || told->from != outcome.rfc) continue;
        const auto in = as_it_stands(facts, *told);
        if (!in || in->pedimento != outcome.link_pedimento) continue;
        if (!outcome.to.empty() && outcome.to != in->rfc) continue;
        std::map<std::string, Quantity> parts;
        std::optional<Quantity> umt = Quantity{};
        for (const UseLine& use : uses) {
            parts[use.part_number] += use.incorporated;
            const auto of_line = use.quantity_umt
                                     ? use.quantity_umt
                                     : catalog_umt(facts, use.part_number, use.incorporated);
            umt = umt && of_line ? std::optional{*umt + *of_line} : std::nullopt;
        }
        const auto in_umt =
            in->quantity_umt ? in->quantity_umt : catalog_umt(facts, in->part_number, in->quantity);
        const bool links = outcome.link_date == in->payment_date &&
                           outcome.link_clave == in->clave && outcome.clave == in->clave;
        const bool same = parts == std::map<std::string, Quantity>{{in->part_number, in->quantity}};
        const bool umt_fits = !umt || !in_umt || *umt == *in_umt;
        const bool value_fits = !in->value || !outcome.value || *outcome.value <= *in->value;
        return !(links && same && umt_fits && value_fits);
    }
    return true;
}

}  // namespace saldo::test
