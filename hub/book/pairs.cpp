#include "hub/book/pairs.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "hub/ledger/keys.hpp"

namespace saldo::book {
namespace {

constexpr int friday = 4;
constexpr int monthly_due_day = 10;

Quantity difference(Quantity a, Quantity b) { return a > b ? a - b : b - a; }

Quantity total(const std::map<std::string, Quantity>& parts) {
    Quantity sum;
    for (const auto& [part, quantity] : parts) sum += quantity;
    return sum;
}

/// Last day on which the halves of a transfer may be paid; the import half first, then the return.
std::pair<LocalDate, LocalDate> due_days(Consolidation consolidation, LocalDate delivered) {
    switch (consolidation) {
        case Consolidation::none: return {delivered, delivered.plus_days(1)};
        case Consolidation::weekly: {
            const LocalDate monday = delivered.plus_days(-delivered.weekday());
            const LocalDate due = monday.plus_days(7 + friday);
            return {due, due};
        }
        case Consolidation::monthly: {
            CivilDate civil = delivered.civil();
            civil.day = 1;
            CivilDate next = LocalDate::from_civil(civil).plus_months(1).civil();
            next.day = monthly_due_day;
            const LocalDate due = LocalDate::from_civil(next);
            return {due, due};
        }
    }
    return {delivered, delivered};
}

/// The imports of one pedimento of the receiver, from one transferor.
struct ImportHalf {
    std::string receiver;
    std::string transferor;
    std::string clave;
    std::string pedimento;
    std::string first_name;  ///< of its imports, in name order
    LocalDate delivered;     ///< day of the transfer
    LocalDate paid;
    Consolidation consolidation = Consolidation::none;
    std::map<std::string, Quantity> quantity;  // by part
    std::optional<Quantity> umt = Quantity{};
    std::optional<Money> value;  ///< nothing while no import tells one
    bool is_claimed = false;
};

struct ReturnHalf {
    const OutcomeDeclaration* outcome = nullptr;
    std::map<std::string, Quantity> quantity;
    std::optional<Quantity> umt = Quantity{};
};

/// Finds the halves and joins them.
class Matcher {
public:
    Matcher(const Catalogs& catalogs, const Declarations& declarations)
        : catalogs_{catalogs}, declarations_{declarations} {
        read_imports();
        read_returns();
        join();
    }
    std::map<std::string, PairState> states;

    std::map<std::string, std::vector<LonelyHalf>> lonely() const {
        std::map<std::string, std::vector<LonelyHalf>> found;
        for (const ImportHalf& half : imports_) {
            const bool known = catalogs_.company(half.transferor) != nullptr;
            if (known && !half.is_claimed) {
                found[half.receiver].push_back({half.first_name, half.paid});
            }
        }
        return found;
    }

private:
    /// By pedimento number: the first that nobody claims is the one that a wrong number meant.
    void read_imports();
    void read_returns();
    void join();
    ImportHalf* linked(const OutcomeDeclaration& outcome);
    ImportHalf* unclaimed(const ReturnHalf& half, bool same_quantity);
    static PairState compare(const ReturnHalf& out, const ImportHalf& in);

    const Catalogs& catalogs_;
    const Declarations& declarations_;
    std::vector<ImportHalf> imports_;
    std::vector<ReturnHalf> returns_;
};

void Matcher::read_imports() {
    std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t> places;
    for (const auto& [name, declared] : declarations_.entries()) {
        if (declared.is_withdrawn || declared.entry.from.empty()) continue;
        if (!ledger::is_paired(declared.entry.clave, declared.entry.entry_date)) continue;
        const EntryDeclaration entry = declared.current();
        // An import without a number is a half of its own.
        const std::string number = entry.pedimento.empty() ? "name " + name : entry.pedimento;
        const auto [place, is_new] =
            places.try_emplace({entry.rfc, entry.from, entry.clave, number}, imports_.size());
        if (is_new) {
            imports_.push_back({.receiver = entry.rfc,
                                .transferor = entry.from,
                                .clave = entry.clave,
                                .pedimento = entry.pedimento,
                                .first_name = name,
                                .delivered = entry.entry_date,
                                .paid = *entry.payment_date,
                                .consolidation = entry.consolidation,
                                .quantity = {}});
        }
        ImportHalf& half = imports_[place->second];
        half.delivered = std::min(half.delivered, entry.entry_date);
        const std::uint8_t umc = catalogs_.umc(entry.rfc, entry.part_number);
        const auto factor =
            catalogs_.factor(entry.rfc, entry.part_number, umc == 0 ? entry.unit : umc, entry.unit);
        const auto quantity =
            factor ? checked_multiply(entry.quantity, *factor) : Result<Quantity>{entry.quantity};
        if (quantity) half.quantity[entry.part_number] += *quantity;
        const auto umt = entry.quantity_umt
                             ? entry.quantity_umt
                             : umt_by_catalog(catalogs_, entry.rfc, entry.part_number,
                                              quantity ? *quantity : entry.quantity);
        half.umt = half.umt && umt ? std::optional{*half.umt + *umt} : std::nullopt;
        if (entry.value) half.value = half.value.value_or(Money{}) + *entry.value;
    }
    std::ranges::stable_sort(imports_, {}, [](const ImportHalf& half) {
        return std::tie(half.pedimento, half.first_name);
    });
}

void Matcher::read_returns() {
    for (const auto& [name, declared] : declarations_.outcomes()) {
        const OutcomeDeclaration& outcome = declared.outcome;
        if (declared.is_withdrawn) continue;
        if (!ledger::is_paired(outcome.clave, outcome.operation_date)) continue;
        if (declarations_.is_repeated(declared)) continue;  // it discharges nothing
        const std::string& rfc = outcome.rfc;
        ReturnHalf half{.outcome = &outcome, .quantity = {}};
        const auto add = [&](const std::string& part, Quantity quantity,
                             std::optional<Quantity> umt) {
            half.quantity[part] += quantity;
            half.umt = half.umt && umt ? std::optional{*half.umt + *umt} : std::nullopt;
        };
        for (const ExitLine& exit : declared.exits) {
            add(exit.product, exit.quantity,
                umt_by_catalog(catalogs_, rfc, exit.product, exit.quantity));
        }
        for (const UseLine& use : declared.uses) {
            if (!declared.exits.empty()) break;  // then the uses are what the products consumed
            const std::uint8_t umc = catalogs_.umc(rfc, use.part_number);
            const auto factor =
                catalogs_.factor(rfc, use.part_number, umc == 0 ? use.unit : umc, use.unit);
            const auto quantity = factor ? checked_multiply(use.incorporated, *factor)
                                         : Result<Quantity>{use.incorporated};
            const Quantity given = quantity ? *quantity : use.incorporated;
            add(use.part_number, given,
                use.quantity_umt ? use.quantity_umt
                                 : umt_by_catalog(catalogs_, rfc, use.part_number, given));
        }
        returns_.push_back(std::move(half));
    }
    std::ranges::sort(returns_, {}, [](const ReturnHalf& half) {
        return std::tie(half.outcome->operation_date, half.outcome->name);
    });
}

ImportHalf* Matcher::linked(const OutcomeDeclaration& outcome) {
    if (outcome.link_pedimento.empty()) return nullptr;
    for (ImportHalf& half : imports_) {
        const bool between =
            half.transferor == outcome.rfc && (outcome.to.empty() || half.receiver == outcome.to);
        if (between && half.pedimento == outcome.link_pedimento) return &half;
    }
    return nullptr;
}

ImportHalf* Matcher::unclaimed(const ReturnHalf& out, bool same_quantity) {
    for (ImportHalf& half : imports_) {
        const OutcomeDeclaration& outcome = *out.outcome;
        const bool between = half.transferor == outcome.rfc && half.clave == outcome.clave &&
                             (outcome.to.empty() || half.receiver == outcome.to);
        const bool fits = !same_quantity || half.quantity == out.quantity;
        if (between && fits && !half.is_claimed) return &half;
    }
    return nullptr;
}

PairState Matcher::compare(const ReturnHalf& out, const ImportHalf& in) {
    PairState state;
    const OutcomeDeclaration& outcome = *out.outcome;
    const auto [import_due, return_due] = due_days(in.consolidation, in.delivered);
    state.is_late = in.paid > import_due || outcome.operation_date > return_due;
    if (out.umt && in.umt) state.umt = difference(*out.umt, *in.umt);
    state.quantity = difference(total(out.quantity), total(in.quantity));
    const bool links =
        outcome.link_date == in.paid && outcome.link_clave == in.clave && outcome.clave == in.clave;
    const Money value = outcome.value.value_or(Money{});
    if (!links) {
        state.fault = PairFault::link;
    } else if (out.quantity != in.quantity) {
        state.fault = PairFault::quantity;
    } else if (state.umt && !state.umt->is_zero()) {
        state.fault = PairFault::umt;
    } else if (in.value && value > *in.value) {
        state.fault = PairFault::value;
        state.value = value - *in.value;
    }
    return state;
}

void Matcher::join() {
    std::vector<const ReturnHalf*> astray;
    for (const ReturnHalf& half : returns_) {
        ImportHalf* import = linked(*half.outcome);
        if (import == nullptr) {
            astray.push_back(&half);
            continue;
        }
        // A second return that claims the same half has no half of its own.
        PairState state = compare(half, *import);
        if (import->is_claimed) state.fault = PairFault::link;
        import->is_claimed = true;
        states[half.outcome->name] = state;
    }
    // A wrong number, with a half between the two companies that nobody claims: the link is wrong.
    for (const bool same_quantity : {true, false}) {
        for (const ReturnHalf* half : astray) {
            if (states.contains(half->outcome->name)) continue;
            ImportHalf* import = unclaimed(*half, same_quantity);
            if (import == nullptr) continue;
            import->is_claimed = true;
            states[half->outcome->name] = {.fault = PairFault::link,
                                           .is_late = compare(*half, *import).is_late};
        }
    }
    for (const ReturnHalf* half : astray) {
        states.try_emplace(half->outcome->name, PairState{.fault = PairFault::unmatched});
    }
}

}  // namespace

std::optional<Quantity> umt_by_catalog(const Catalogs& catalogs, const std::string& rfc,
                                       const std::string& part, Quantity quantity) {
    const Part* held = catalogs.part(rfc, part);
    if (held == nullptr || !held->umt_per_umc) return std::nullopt;
    constexpr std::int64_t step = Quantity::ticks_per_unit / 1000;
    const Int128 exact = Int128{quantity.ticks()} * held->umt_per_umc->ticks();
    const Int128 divisor = Int128{Quantity::ticks_per_unit} * step;
    const Int128 steps = (exact + divisor / 2) / divisor;
    if (steps > INT64_MAX / step) return std::nullopt;
    return Quantity::from_ticks(static_cast<std::int64_t>(steps) * step);
}

Pairs::Pairs(const Catalogs& catalogs, const Declarations& declarations, const Documents& documents)
    : customs_{catalogs, documents} {
    Matcher matcher{catalogs, declarations};
    states_ = std::move(matcher.states);
    lonely_ = matcher.lonely();
}

const PairState* Pairs::of(const std::string& outcome) const {
    const auto found = states_.find(outcome);
    return found == states_.end() ? nullptr : &found->second;
}

std::vector<LonelyHalf> Pairs::lonely(const std::string& rfc) const {
    std::vector<LonelyHalf> halves = customs_.lonely(rfc);
    const auto found = lonely_.find(rfc);
    if (found != lonely_.end()) {
        halves.insert(halves.end(), found->second.begin(), found->second.end());
    }
    return halves;
}

std::vector<std::string> Pairs::changed(const Pairs& other) const {
    std::vector<std::string> names;
    for (const auto& [name, state] : states_) {
        const PairState* then = other.of(name);
        if (then == nullptr || *then != state) names.push_back(name);
    }
    for (const auto& [name, state] : other.states_) {
        if (!states_.contains(name)) names.push_back(name);
    }
    return names;
}

}  // namespace saldo::book
