#include <fmt/format.h>

#include "tests/property/history_maker.hpp"

// What comes in files: pedimentos with their rectifications and invoice lines, movements; and
// assets, and what contradicts what was told before.

namespace saldo::test {
namespace {

constexpr std::uint8_t piece = 6;
constexpr std::uint8_t import_operation = 1;
constexpr std::uint8_t export_operation = 2;
constexpr std::int32_t noon = 43'200;
const std::vector<std::uint32_t> codes = {85444299, 85366999};

Partida* last_of(Pedimento& pedimento) { return &pedimento.partidas.back(); }

}  // namespace

Pedimento HistoryMaker::new_pedimento(const std::string& rfc, const std::string& clave,
                                      int operation) {
    Pedimento p{.rfc = rfc};
    p.ref = {26, 430, 3890, 6'000'400U + static_cast<std::uint32_t>(++names_)};
    p.clave = clave;
    p.operation = static_cast<std::uint8_t>(operation);
    const bool enters = operation == import_operation;
    p.paid_at = {enters ? early_day() : late_day(), noon + names_};
    p.sections = {random_.percent(80), true, true, true};
    if (p.sections.dates) p.entry_date = p.paid_at.date.plus_days(-random_.below(2));
    const int partidas = random_.between(1, 2);
    for (int i = 1; i <= partidas; ++i) {
        p.partidas.push_back({.secuencia = static_cast<std::uint32_t>(i), .umc = piece, .umt = 1});
        Partida& line = *last_of(p);
        line.fraccion = random_.of(codes);
        line.quantity = some_quantity();
        if (random_.percent(70)) line.quantity_umt = some_quantity();
        line.commercial_value = some_money(900);
        if (random_.percent(60)) line.contributions.push_back({3, 21, some_money(90)});
    }
    return p;
}

/// Goods that crossed in remesas around the declared day, of which customs told some.
void HistoryMaker::consolidate(Pedimento& pedimento) {
    pedimento.identifiers.push_back({"RC", "3-5", ""});
    for (std::uint16_t number = 3; number <= 5; ++number) {
        if (random_.percent(25)) continue;
        const LocalDate day = pedimento.paid_at.date.plus_days(random_.between(-40, 10));
        pedimento.remesas.push_back({number, {day, noon}});
    }
}

void HistoryMaker::tell_invoice_lines(const Pedimento& pedimento) {
    for (const Partida& line : pedimento.partidas) {
        if (random_.percent(10)) continue;  // no part is named
        InvoiceLine told{.rfc = pedimento.rfc,
                         .plant = "P01",
                         .cove = "C1",
                         .pedimento = pedimento.ref,
                         .secuencia = line.secuencia};
        const bool exports = pedimento.operation == export_operation && !products_.empty();
        told.part_number = exports && random_.percent(60) ? random_.of(products_) : part();
        told.quantity = line.quantity;
        told.umc = piece;
        const bool two = random_.percent(20);
        if (two) told.quantity = Quantity::from_ticks(line.quantity.ticks() / 2);
        tell(told);
        if (!two) continue;
        told.part_number = part();
        told.occurrence = 1;
        tell(told);
        if (is_any() && random_.percent(30)) tell(told);
    }
}

void HistoryMaker::tell_rectified(const Pedimento& root) {
    Pedimento r = root;
    r.ref.number = 6'000'400U + static_cast<std::uint32_t>(++names_);
    r.is_rectification = true;
    r.paid_at = {root.paid_at.date.plus_days(random_.between(0, 20)), noon + names_};
    r.rectifies = RectifiedLink{root.ref, root.clave, root.paid_at.date};
    last_of(r)->quantity = some_quantity();
    if (random_.percent(10)) r.rectifies->previous.number = 1;  // an original that nobody told
    tell(r);
    if (random_.percent(30)) {
        Pedimento again = r;
        again.ref.number = 6'000'400U + static_cast<std::uint32_t>(++names_);
        again.paid_at.date = r.paid_at.date.plus_days(random_.between(0, 5));
        again.rectifies = RectifiedLink{r.ref, r.clave, r.paid_at.date};
        last_of(again)->quantity = some_quantity();
        tell(again);
    }
}

void HistoryMaker::tell_pedimentos() {
    struct Kind {
        const char* clave;
        int operation;
    };
    const std::vector<Kind> kinds = {
        {"IN", import_operation}, {"IN", import_operation}, {"RT", export_operation},
        {"RT", export_operation}, {"F4", import_operation}, {"BB", export_operation},
        {"BB", export_operation}, {"AF", import_operation}, {"A1", import_operation}};
    const Kind kind = random_.of(kinds);
    Pedimento p = new_pedimento(company(), kind.clave, kind.operation);
    if (p.operation == import_operation && random_.percent(40)) consolidate(p);
    tell(p);
    tell_invoice_lines(p);
    if (random_.percent(30)) tell_rectified(p);
    if (p.clave == "BB" && random_.percent(80)) {
        tell(KeyDecision{p.rfc, p.ref.key(), static_cast<KeyEffect>(random_.between(1, 3)), "seen",
                         "C"});
    }
    if (is_any() &&
        random_.percent(20)) {  // a later delivery has other remesas, and all else the same
        p.remesas.clear();
        p.remesas.push_back({4, {p.paid_at.date.plus_days(-50), noon}});
        tell(p);
    }
    if (!is_any() || !random_.percent(20)) return;
    last_of(p)->quantity = some_quantity();  // the same pedimento with other content
    tell(p);
}

/// Goods that came to stay, or in remesas, and a use of them about the day on which they came.
void HistoryMaker::tell_used_import() {
    const bool is_definitive = random_.percent(50);
    Pedimento p = new_pedimento(alfa, is_definitive ? "A1" : "IN", import_operation);
    if (!is_definitive || random_.percent(30)) consolidate(p);
    tell(p);
    tell_invoice_lines(p);
    if (random_.percent(60)) {
        tell(Policy{.rfc = alfa,
                    .name = PolicyName::consolidated_entry,
                    .value = static_cast<std::uint16_t>(ConsolidatedPolicy::crossing),
                    .valid_from = {}});
    }
    const int uses = random_.between(1, 2);
    for (int i = 0; i < uses; ++i) {
        OutcomeDeclaration o{.name = new_name("S"), .rfc = alfa, .clave = "RT"};
        o.operation_date = p.paid_at.date.plus_days(random_.between(-45, 45));
        tell(o, o.name);
        UseLine use{.outcome = o.name, .part_number = "P1", .incorporated = some_quantity()};
        if (is_definitive) {
            use.status = random_.percent(30) ? StockStatus::unrecorded : StockStatus::national;
        }
        tell(use, o.name);
    }
}

void HistoryMaker::tell_pedimento_pair() {
    Pedimento in = new_pedimento(beta, "V1", import_operation);
    Pedimento out = new_pedimento(alfa, "V1", export_operation);
    out.partidas = in.partidas;
    out.paid_at.date = in.paid_at.date.plus_days(random_.below(2));
    DeclaredDischarge link{.original = in.ref, .clave = "V1", .payment_date = in.paid_at.date};
    switch (random_.below(6)) {
        case 0: link.payment_date = in.paid_at.date.plus_days(9); break;
        case 1: last_of(out)->quantity = some_quantity(); break;
        case 2: last_of(out)->commercial_value = some_money(900); break;
        default: break;
    }
    if (random_.percent(90)) out.discharges.push_back(link);
    const bool has_import = random_.percent(80);
    if (has_import) tell(in);
    tell(out);
    for (const Pedimento* half : {&in, &out}) {
        for (const Partida& line : half->partidas) {
            InvoiceLine told{.rfc = half->rfc,
                             .plant = "P01",
                             .cove = "C1",
                             .pedimento = half->ref,
                             .secuencia = line.secuencia};
            told.part_number = "P1";
            told.quantity = line.quantity;
            told.umc = piece;
            tell(told);
        }
    }
}

void HistoryMaker::tell_asset() {
    AssetEntry asset{.serial = new_name("M"), .rfc = company(), .clave = "AF", .date = day()};
    tell(asset, asset.serial);
    if (random_.percent(50)) {
        AssetMove out{.name = new_name("X"), .serial = asset.serial};
        out.step = AssetStep::repair_exit;
        out.clave = "BO";
        out.date = asset.date.plus_days(10);
        tell(out, asset.serial);
        AssetMove back = out;
        back.name = new_name("X");
        back.step = AssetStep::repair_return;
        back.exit_of_return = out.name;
        back.date = out.date.plus_days(random_.between(0, 20));
        if (random_.percent(40)) back.serial = new_name("M");
        if (random_.percent(70)) tell(back, asset.serial);
    }
    if (!random_.percent(40)) return;
    AssetMove end{.name = new_name("X"), .serial = asset.serial};
    end.clave = random_.percent(50) ? "F5" : "V1";
    end.date = asset.date.plus_days(60);
    if (random_.percent(70)) end.import_half = end.date.plus_days(random_.below(2));
    tell(end, asset.serial);
}

void HistoryMaker::tell_movement() {
    ImportedMovement m{.rfc = alfa, .movement = {}};
    m.movement.event_id = new_name("E");
    m.movement.at = {UtcTime{std::int64_t{day().days()} * 86'400'000}, -360};
    m.movement.plant = random_.percent(80) ? "P01" : "P02";
    m.movement.part_number = part();
    m.movement.quantity = some_quantity();
    m.movement.umc = piece;
    m.movement.device = "d";
    tell(m);
    if (!is_any() || !random_.percent(30)) return;
    if (random_.percent(60)) m.movement.quantity = some_quantity();
    tell(m);  // the same event again, now and then with other words
}

/// When something was captured, and when the hub got it.
void HistoryMaker::tell_times() {
    if (entries_.empty()) return;
    const std::int64_t captured = std::int64_t{day().days()} * 86'400'000;
    const std::int64_t late = random_.between(1, 60) * std::int64_t{3'600'000};
    const std::string name = random_.of(entries_).name;
    tell(CaptureTimes{alfa, name, {UtcTime{captured}, -360}, {UtcTime{captured + late}, -360}},
         "times of " + name);
}

/// A name told again: with the same words, with other words, or as the name of something else.
void HistoryMaker::tell_contradiction() {
    // A copy: telling makes the list longer.
    const Told again = random_.of(told_);
    if (const auto* entry = std::get_if<EntryDeclaration>(&again.fact)) {
        EntryDeclaration other = *entry;
        if (is_any() && random_.percent(50)) other.quantity = some_quantity();
        tell(other, again.subject);
    } else if (const auto* outcome = std::get_if<OutcomeDeclaration>(&again.fact)) {
        OutcomeDeclaration other = *outcome;
        if (is_any() && random_.percent(50)) other.operation_date = day();
        if (is_any() && random_.percent(10)) other.name = "L1";
        tell(other, again.subject);
    } else if (const auto* order = std::get_if<WorkOrder>(&again.fact)) {
        WorkOrder other = *order;
        if (is_any() && random_.percent(50)) std::swap(other.made, other.bought);
        tell(other);
    } else if (std::holds_alternative<Pedimento>(again.fact) ||
               std::holds_alternative<Part>(again.fact)) {
        tell(again.fact, again.subject);
    }
}

}  // namespace saldo::test
