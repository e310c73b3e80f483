#include <algorithm>

#include "hub/book/drafts.hpp"

namespace saldo::book {
namespace {

/// The rule of a declared key, in whichever half it discharges. A1 is told by its lines alone.
ledger::KeyRule rule_of_outcome(const std::string& clave, LocalDate on) {
    for (int operation : {0, 2, 1}) {
        const auto& rule = ledger::key_rule(clave, static_cast<std::uint8_t>(operation), on);
        if (rule.effect == ledger::Effect::discharges) return rule;
    }
    ledger::KeyRule rule = ledger::key_rule("RT", 2, on);
    rule.clave = "A1";
    return rule;
}

std::string reason_of(PairFault fault) {
    switch (fault) {
        case PairFault::none:
        case PairFault::unmatched: return {};
        case PairFault::link: return "link";
        case PairFault::quantity: return "quantity";
        case PairFault::umt: return "umt";
        case PairFault::value: return "value";
    }
    return {};
}

}  // namespace

Draft::Draft(const Sources& sources, const std::string& rfc)
    : sources_{sources}, rfc_{rfc}, pairs_{sources.catalogs, sources.declarations} {
    derived_.mode = sources.catalogs.mode_of(rfc);
}

void Draft::add_declarations() {
    const Declarations& told = sources_.declarations;
    for (const auto& [name, declared] : told.entries()) {
        if (declared.entry.rfc == rfc_ && !declared.is_withdrawn) declare_lot(name, declared);
    }
    const auto repeated = repeated_outcomes();
    for (const auto& [name, declared] : told.outcomes()) {
        if (declared.outcome.rfc != rfc_ || declared.is_withdrawn) continue;
        if (repeated.contains(name)) {
            raise({.code = "DUPLICATE_OUTCOME", .subject = name});
        } else {
            declare_outcome(name, declared);
        }
    }
    for (const auto& [name, declared] : told.disassemblies()) {
        if (declared.disassembly.rfc == rfc_) {
            declare_disassembly(declared.disassembly, declared.position);
        }
    }
    for (const ScrapRecord& scrap : told.scrap()) {
        if (scrap.rfc == rfc_) {
            derived_.scrap.push_back({scrap.part_number, scrap.date, scrap.quantity});
        }
    }
    for (const NationalStock& stock : told.national()) {
        if (stock.rfc == rfc_) {
            derived_.national.push_back({stock.part_number, stock.date, stock.quantity});
        }
    }
    derived_.lonely_halves = pairs_.lonely(rfc_);
}

/// Outcomes whose pedimento discharged before them: the first one in the log stands.
std::set<std::string> Draft::repeated_outcomes() const {
    std::map<std::string, std::pair<LogPosition, std::string>> first;
    std::set<std::string> repeated;
    for (const auto& [name, declared] : sources_.declarations.outcomes()) {
        const OutcomeDeclaration& outcome = declared.outcome;
        const bool counts = outcome.rfc == rfc_ && !declared.is_withdrawn;
        if (!counts || outcome.pedimento.empty()) continue;
        const std::pair told{declared.positions.front(), name};
        const auto [held, is_new] = first.try_emplace(outcome.pedimento, told);
        if (is_new) continue;
        const bool earlier = told < held->second;
        repeated.insert(earlier ? held->second.second : name);
        if (earlier) held->second = told;
    }
    return repeated;
}

void Draft::declare_outcome(const std::string& name, const DeclaredOutcome& declared) {
    const OutcomeDeclaration& told = declared.outcome;
    const auto rule = rule_of_outcome(told.clave, told.operation_date);
    const auto index = static_cast<std::uint32_t>(derived_.outcomes.size());
    OutcomeRow outcome{.key = name,
                       .clave = told.clave,
                       .date = told.operation_date,
                       .order_text = told.pedimento.empty() ? name : told.pedimento,
                       .expiry = rule.expiry,
                       .is_scrap = told.of_scrap};
    outcome.is_return_abroad = rule.expiry == ledger::Expiry::any;
    const auto ask = static_cast<std::uint16_t>(ExpiredReturnPolicy::ask);
    if (outcome.is_return_abroad &&
        is_chosen(PolicyName::expired_returns, ask, told.operation_date)) {
        outcome.expiry = ledger::Expiry::unexpired_only;
    }
    outcome.clears = told.clears;
    outcome.positions = declared.positions;
    const auto decided = sources_.decisions.positions_of(name);
    outcome.positions.insert(outcome.positions.end(), decided.begin(), decided.end());
    note_pair(outcome);
    derived_.outcomes.push_back(std::move(outcome));
    for (DirectedDischarge& d : sources_.decisions.directed(name)) {
        directed_[{index, d.part_number}].push_back(std::move(d));
    }

    std::uint32_t line = 0;
    for (const UseLine& use : declared.uses) declare_use(index, ++line, use);
    for (const ValueLine& value : declared.values) {
        UseRow row{.outcome = index, .line = ++line};
        constexpr std::int64_t per_money_tick = 10'000;  // 1e-8 against 1e-4
        std::int64_t ticks = 0;
        SALDO_CHECK(!__builtin_mul_overflow(value.amount.ticks(), per_money_tick, &ticks));
        row.asked = Quantity::from_ticks(ticks);
        if (value.fraccion != 0) row.part = std::to_string(value.fraccion);
        derived_.uses.push_back(std::move(row));
    }
    if (!declared.uses.empty()) return;  // actual consumption is known: no explosion
    for (const ExitLine& exit : declared.exits) {
        exits_.push_back({index, ++line, exit.product, 0, exit.plant, exit.quantity,
                          exit.built.value_or(told.operation_date), true, exit.destination});
    }
}

void Draft::note_pair(OutcomeRow& outcome) {
    const PairState* pair = pairs_.of(outcome.key);
    if (pair == nullptr) return;
    outcome.pair_fault = pair->fault;
    outcome.is_provisional = pair->fault != PairFault::none;
    if (pair->is_late) raise({.code = "V1_LATE", .subject = outcome.key});
    if (!outcome.is_provisional || pair->fault == PairFault::unmatched) return;
    Alert alert{.code = "V1_MISMATCH", .subject = outcome.key};
    alert.reason = reason_of(pair->fault);
    if (pair->fault == PairFault::quantity) alert.amount = pair->quantity;
    if (pair->fault == PairFault::umt) alert.amount = pair->umt;
    if (pair->fault == PairFault::quantity || pair->fault == PairFault::umt) alert.umt = pair->umt;
    if (pair->fault == PairFault::value) alert.money = pair->value;
    raise(std::move(alert));
}

void Draft::declare_use(std::uint32_t outcome, std::uint32_t line, const UseLine& use) {
    const std::string& subject = derived_.outcomes[outcome].key;
    const LocalDate on = derived_.outcomes[outcome].date;
    const Part* part = sources_.catalogs.part(rfc_, use.part_number);
    const std::uint8_t umc = part != nullptr ? part->umc : use.unit;
    const auto factor = sources_.catalogs.factor(rfc_, use.part_number, umc, use.unit);
    const auto incorporated = factor ? checked_multiply(use.incorporated, *factor)
                                     : Result<Quantity>{malformed("no conversion")};
    if (!incorporated) {
        for (const char* code : {"UNIT_MISMATCH", "UNDISCHARGED_EXIT"}) {
            raise({.code = code,
                   .subject = subject,
                   .part = use.part_number,
                   .amount = use.incorporated});
        }
        return;
    }
    if (!use.instead.empty() &&
        !sources_.catalogs.is_authorised(rfc_, use.instead, use.part_number, on)) {
        raise({.code = "UNAUTHORISED_SUBSTITUTION",
               .subject = subject,
               .part = use.part_number,
               .amount = *incorporated});
    }
    UseDraft draft{.outcome = outcome,
                   .line = line,
                   .product = {},
                   .part = use.part_number,
                   .unit = umc,
                   .plant = use.plant,
                   .incorporated = *incorporated,
                   .shrinkage = use.shrinkage,
                   .scrap = use.scrap,
                   .shrinkage_limit = {},
                   .status = use.status};
    if (const auto percent = sources_.catalogs.norm_percent(rfc_, use.part_number)) {
        if (const auto limit = percent_of(*incorporated, *percent)) draft.shrinkage_limit = *limit;
    }
    uses_.push_back(std::move(draft));
}

void Draft::declare_disassembly(const Disassembly& disassembly, LogPosition position) {
    const auto index = static_cast<std::uint32_t>(derived_.outcomes.size());
    OutcomeRow row{.key = disassembly.name,
                   .clave = {},
                   .date = disassembly.date,
                   .order_text = disassembly.name};
    row.kind = OutcomeKind::disassembly;
    row.positions = {position};
    derived_.outcomes.push_back(std::move(row));
    const Part* part = sources_.catalogs.part(rfc_, disassembly.part_number);
    derived_.uses.push_back({.outcome = index,
                             .line = 1,
                             .material = 0,
                             .product = {},
                             .part = disassembly.part_number,
                             .unit = part != nullptr ? part->umc : std::uint8_t{0},
                             .plant = disassembly.plant,
                             .asked = disassembly.quantity,
                             .shortage = {},
                             .national = {},
                             .own_lot = {}});
    const auto yields = [&](const std::vector<Yield>& told, bool is_scrap) {
        for (const Yield& yield : told) {
            const Part* given = sources_.catalogs.part(rfc_, yield.part_number);
            derived_.yields.push_back(
                {.outcome = index,
                 .part = yield.part_number,
                 .unit = given != nullptr ? given->umc : std::uint8_t{0},
                 .fraccion =
                     sources_.catalogs.fraccion(rfc_, yield.part_number, disassembly.date),
                 .per_unit = yield.quantity,
                 .is_scrap = is_scrap});
        }
    };
    yields(disassembly.gives, false);
    yields(disassembly.scrap, true);
}

}  // namespace saldo::book
