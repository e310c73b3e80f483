#include "hub/book/explain_bill.hpp"

#include <algorithm>

#include "hub/book/partida_parts.hpp"

namespace saldo::book {
namespace {

constexpr int depth_max = 32;

/// A subassembly with lots of its own is a material: its bill is not asked (D-15).
bool has_lots(const Derived& derived, const std::string& part) {
    return std::ranges::any_of(derived.lots, [&](const LotRow& lot) { return lot.part == part; });
}

bool find_way(const ExplainCase& about, const std::string& product, const std::string& material,
              LocalDate on, std::vector<BillStep>& way) {
    const BomVersion* bom = about.book.catalogs().bom(about.rfc, product, on);
    if (bom == nullptr || way.size() >= depth_max) return false;
    for (const BomLine& line : bom->lines) {
        if (line.component != material) continue;
        way.push_back({product, bom->valid_from, line});
        return true;
    }
    for (const BomLine& line : bom->lines) {
        if (has_lots(about.derived, line.component)) continue;
        way.push_back({product, bom->valid_from, line});
        if (find_way(about, line.component, material, on, way)) return true;
        way.pop_back();
    }
    return false;
}

}  // namespace

std::optional<ProductLine> product_line_of(const ExplainCase& about, const UseRow& use) {
    if (use.product.empty()) return std::nullopt;
    const OutcomeRow& outcome = about.derived.outcomes[use.outcome];
    const auto& outcomes = about.book.declarations().outcomes();
    if (const auto told = outcomes.find(outcome.key); told != outcomes.end()) {
        const std::size_t before = told->second.values.size();
        const std::size_t index = use.line - std::size_t{1} - before;
        if (index >= told->second.exits.size()) return std::nullopt;
        const ExitLine& exit = told->second.exits[index];
        return ProductLine{exit.quantity, exit.built.value_or(outcome.date)};
    }
    const auto ref = parse_pedimento_key(outcome.key);
    const auto chain = ref ? about.book.documents().chain_of(about.rfc, *ref) : std::nullopt;
    if (!chain) return std::nullopt;
    ProductLine line{.quantity = {}, .built = outcome.date};
    for (const Partida& partida : chain->newest().pedimento.partidas) {
        if (partida.secuencia != use.line) continue;
        for (const PartShare& share : parts_of(about.book.sources(), *chain, partida).shares) {
            if (share.part == use.product) line.quantity += share.quantity;
        }
    }
    return line;
}

std::vector<BillStep> bill_of(const ExplainCase& about, const std::string& product,
                              const std::string& material, LocalDate on) {
    std::vector<BillStep> way;
    find_way(about, product, material, on, way);
    return way;
}

void explain_bill(const ExplainCase& about, const UseRow& use) {
    Note& note = about.note;
    const OutcomeRow& outcome = about.derived.outcomes[use.outcome];
    const auto line = product_line_of(about, use);
    if (!line) {
        if (outcome.is_scrap || outcome.kind == OutcomeKind::disassembly) return;
        const bool is_told = about.book.declarations().outcomes().contains(outcome.key);
        if (about.derived.mode != DischargeMode::quantity) return;
        is_told ? note.more("Actual consumption, as declared (Annex 24 A.II(b)).",
                            "Consumo real, como se declaró (Anexo 24 A.II(b)).")
                : note.more("The goods leave as they came.", "La mercancía sale como entró.");
        return;
    }
    for (const BillStep& step : bill_of(about, use.product, use.part, line->built)) {
        const bool is_loss = use.column == ledger::Column::shrinkage;
        const Quantity each = is_loss ? step.line.shrinkage : step.line.incorporated;
        const std::string version =
            step.valid_from ? note.text("from {}", "desde el {}", format_date(*step.valid_from))
                            : note.text("since ever", "desde siempre");
        note.more("Bill of {} in force {}: {} of {} for each one{}.",
                  "Lista de materiales de {} vigente {}: {} de {} por cada uno{}.", step.product,
                  version, format_quantity(each), step.line.component,
                  is_loss ? note.text(", lost in the process", ", perdidos en el proceso")
                          : std::string{});
    }
}

}  // namespace saldo::book
