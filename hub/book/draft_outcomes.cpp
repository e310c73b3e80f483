#include <algorithm>

#include "common/base/check.hpp"
#include "hub/book/drafts.hpp"

namespace saldo::book {
namespace {

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

Drafted Draft::outcome(const std::string& name, const DeclaredOutcome& told) {
    if (told.is_withdrawn) return {};
    if (sources_.declarations.is_repeated(told)) {
        raise({.code = "DUPLICATE_OUTCOME", .subject = name});
        return std::move(out_);
    }
    declare_outcome(name, told);
    explode_exits();
    return std::move(out_);
}

void Draft::open_exit(OutcomeRow outcome) {
    out_.exit = std::make_unique<Drafted::Exit>();
    out_.exit->outcome = std::move(outcome);
    const auto ask = static_cast<std::uint16_t>(ExpiredReturnPolicy::ask);
    if (outcome_row().is_return_abroad &&
        is_chosen(PolicyName::expired_returns, ask, outcome_row().date)) {
        outcome_row().expiry = ledger::Expiry::unexpired_only;
    }
    if (const auto* rows = sources_.filings.frozen(rfc_, outcome_row().key)) frozen_ = *rows;
}

void Draft::declare_outcome(const std::string& name, const DeclaredOutcome& declared) {
    const OutcomeDeclaration& told = declared.outcome;
    const auto* rule = ledger::outcome_rule(told.clave, told.operation_date);
    SALDO_CHECK(rule != nullptr);  // Declarations refuses others
    OutcomeRow outcome{.key = name,
                       .clave = told.clave,
                       .date = told.operation_date,
                       .order_text = told.pedimento.empty() ? name : told.pedimento,
                       .expiry = rule->expiry,
                       .is_scrap = told.of_scrap};
    outcome.is_return_abroad = rule->expiry == ledger::Expiry::any;
    outcome.clears = told.clears;
    outcome.positions = declared.positions;
    const auto decided = sources_.decisions.positions_of(name);
    outcome.positions.insert(outcome.positions.end(), decided.begin(), decided.end());
    note_pair(outcome, around_.pairs.of(name));
    open_exit(std::move(outcome));
    for (DirectedDischarge& d : sources_.decisions.directed(name)) {
        directed_[d.part_number].push_back(std::move(d));
    }

    std::uint32_t line = 0;
    for (const UseLine& use : declared.uses) declare_use(++line, use);
    for (const ValueLine& value : declared.values) {
        UseRow row{.outcome = 0, .line = ++line};
        constexpr std::int64_t per_money_tick = 10'000;  // 1e-8 against 1e-4
        std::int64_t ticks = 0;
        SALDO_CHECK(!__builtin_mul_overflow(value.amount.ticks(), per_money_tick, &ticks));
        row.asked = Quantity::from_ticks(ticks);
        if (value.fraccion != 0) row.part = std::to_string(value.fraccion);
        out_.exit->uses.push_back(std::move(row));
    }
    if (!declared.uses.empty()) return;  // actual consumption is known: no explosion
    for (const ExitLine& exit : declared.exits) {
        exits_.push_back({.line = ++line,
                          .part = exit.product,
                          .plant = exit.plant,
                          .quantity = exit.quantity,
                          .built = exit.built.value_or(told.operation_date),
                          .is_product = true,
                          .is_told = true,
                          .destination = exit.destination,
                          .work_order = exit.work_order});
    }
}

/// A half that nobody told yet is called out when its day has passed (calendar.cpp).
void Draft::note_pair(OutcomeRow& outcome, const PairState* pair) {
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

void Draft::declare_use(std::uint32_t line, const UseLine& use) {
    const std::string& subject = outcome_row().key;
    const LocalDate on = outcome_row().date;
    const std::uint8_t known = sources_.catalogs.umc(rfc_, use.part_number);
    const std::uint8_t umc = known != 0 ? known : use.unit;
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
    UseDraft draft{.line = line,
                   .product = {},
                   .part = use.part_number,
                   .unit = umc,
                   .plant = use.plant,
                   .incorporated = *incorporated,
                   .shrinkage = use.shrinkage,
                   .scrap = use.scrap,
                   .shrinkage_limit = {},
                   .status = use.status,
                   .own_lot = use.rejected_lot};
    if (const auto percent = sources_.catalogs.norm_percent(rfc_, use.part_number)) {
        if (const auto limit = percent_of(*incorporated, *percent)) draft.shrinkage_limit = *limit;
    }
    uses_.push_back(std::move(draft));
}

Drafted Draft::disassembly(const Disassembly& disassembly, LogPosition position) {
    OutcomeRow row{.key = disassembly.name,
                   .clave = {},
                   .date = disassembly.date,
                   .order_text = disassembly.name};
    row.kind = OutcomeKind::disassembly;
    row.positions = {position};
    open_exit(std::move(row));
    UseRow use{.outcome = 0, .line = 1, .material = 0, .product = {}};
    use.part = disassembly.part_number;
    use.unit = sources_.catalogs.umc(rfc_, disassembly.part_number);
    use.plant = disassembly.plant;
    use.asked = disassembly.quantity;
    out_.exit->uses.push_back(std::move(use));
    const auto yields = [&](const std::vector<Yield>& told, bool is_scrap) {
        for (const Yield& yield : told) {
            out_.exit->yields.push_back(
                {.outcome = 0,
                 .part = yield.part_number,
                 .unit = sources_.catalogs.umc(rfc_, yield.part_number),
                 .fraccion = sources_.catalogs.fraccion(rfc_, yield.part_number, disassembly.date),
                 .per_unit = yield.quantity,
                 .is_scrap = is_scrap});
        }
    };
    yields(disassembly.gives, false);
    yields(disassembly.scrap, true);
    return std::move(out_);
}

std::vector<DocumentName> documents_of(const Sources& sources, const std::string& rfc) {
    using Kind = DocumentName::Kind;
    std::vector<DocumentName> names;
    for (const PedimentoRef& root : sources.documents.roots_of(rfc)) {
        names.push_back({Kind::pedimento, root, {}});
    }
    const Declarations& told = sources.declarations;
    for (const auto& [name, entry] : told.entries()) {
        if (entry.entry.rfc == rfc) names.push_back({Kind::entry, {}, name});
    }
    for (const auto& [name, outcome] : told.outcomes()) {
        if (outcome.outcome.rfc == rfc) names.push_back({Kind::outcome, {}, name});
    }
    for (const auto& [name, declared] : told.disassemblies()) {
        if (declared.disassembly.rfc == rfc) names.push_back({Kind::disassembly, {}, name});
    }
    return names;
}

bool opens_lots(const Sources& sources, const std::string& rfc, const DocumentName& name) {
    if (name.kind != DocumentName::Kind::pedimento) return name.kind == DocumentName::Kind::entry;
    const auto chain = sources.documents.chain_of(rfc, name.ref);
    if (!chain) return false;
    const ledger::KeyRule& rule = chain->rule();
    if (rule.effect != ledger::Effect::case_by_case) return rule.effect == ledger::Effect::opens;
    const KeyDecision* decision = sources.decisions.key_decision(rfc, name.ref.key());
    return decision != nullptr && decision->effect == KeyEffect::opens;
}

Drafted draft(const Surroundings& around, const DocumentName& name) {
    using Kind = DocumentName::Kind;
    const Sources& sources = around.sources;
    const Declarations& told = sources.declarations;
    switch (name.kind) {
        case Kind::pedimento: {
            const auto chain = sources.documents.chain_of(around.rfc, name.ref);
            return chain ? Draft{around}.pedimento(*chain) : Drafted{};
        }
        case Kind::entry: return Draft{around}.entry(name.name, told.entries().at(name.name));
        case Kind::outcome: return Draft{around}.outcome(name.name, told.outcomes().at(name.name));
        case Kind::disassembly: {
            const DeclaredDisassembly& declared = told.disassemblies().at(name.name);
            return Draft{around}.disassembly(declared.disassembly, declared.position);
        }
    }
    return {};
}

}  // namespace saldo::book
