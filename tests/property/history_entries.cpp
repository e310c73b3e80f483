#include <fmt/format.h>

#include "tests/property/history_maker.hpp"

// What opens lots: imports, deliveries, rectifications, disassemblies, and virtual pairs.

namespace saldo::test {
namespace {

constexpr std::uint8_t box = 20;
const std::vector<std::string> plain_keys = {"IN", "IN", "IN", "IN", "E1", "V1", "V7"};
const std::vector<std::string> all_keys = {"IN", "IN", "IN", "IN", "IN", "E1", "E3",
                                           "V1", "V1", "V7", "VD", "V5", "V6"};

}  // namespace

EntryDeclaration HistoryMaker::new_entry(const std::string& rfc) {
    EntryDeclaration e{.name = new_name("L"), .rfc = rfc, .part_number = part()};
    e.quantity = large_quantity();
    e.clave = random_.of(is_plain() ? plain_keys : all_keys);
    e.entry_date = early_day();
    if (random_.percent(30)) e.payment_date = e.entry_date.plus_days(random_.between(0, 2));
    if (random_.percent(25)) e.term_start = e.entry_date.plus_days(-random_.between(0, 200));
    e.pedimento = printed_number(4);
    e.line = static_cast<std::uint32_t>(random_.between(1, 2));
    if (random_.percent(40)) e.quantity_umt = some_quantity();
    if (random_.percent(70)) e.value = some_money(900);
    if (e.value && random_.percent(70)) e.iva = some_money(90);
    if (random_.percent(20)) e.payment_form = random_.percent(50) ? 22 : 0;
    if (e.clave == "V1" && random_.percent(30)) e.supplier_without_program = true;
    e.plant = random_.percent(50) ? "P01" : "";
    if (is_plain()) return e;
    if (random_.percent(15)) e.fraccion = 64019999;
    // Without a conversion it is refused, once the part is known.
    const bool converts = e.part_number == boxed_part_;
    if (random_.percent(converts ? 20 : is_any() ? 2 : 0)) e.unit = box;
    if (e.clave == "V1" && random_.percent(20)) e.from = rfc == alfa ? beta : alfa;
    if (!outcomes_.empty() && random_.percent(5)) e.rejected_outcome = random_.of(outcomes_).name;
    if (is_any() && random_.percent(2)) e.clave = "ZZ";
    if (is_any() && random_.percent(2)) e.quantity = Quantity{};
    return e;
}

void HistoryMaker::tell_entry() {
    const std::string rfc = company();
    EntryDeclaration e = new_entry(rfc);
    const bool opens = e.clave != "V5" && e.clave != "V6";
    const bool delivered = opens && random_.percent(10);
    if (delivered)
        e.consolidation = random_.percent(50) ? Consolidation::weekly : Consolidation::monthly;
    tell(e, e.name);
    entries_.push_back({e.name, rfc, e.part_number, e.entry_date});
    if (delivered) tell_deliveries(e);
}

/// Lines of few pedimentos, of several duty rates.
void HistoryMaker::tell_value_entry() {
    EntryDeclaration e = new_entry(gama);
    e.entry_date = days_[static_cast<std::size_t>(random_.below(2))];
    e.payment_date = e.entry_date;
    e.pedimento = e.entry_date == days_[0] ? "264338906000801" : "264338906000802";
    e.line = static_cast<std::uint32_t>(random_.between(1, 3));
    e.duty_percent = Quantity::from_units(random_.below(4) * 5);
    if (random_.percent(70)) e.fraccion = 85444299;
    e.value = some_money(900);
    tell(e, e.name);
    entries_.push_back({e.name, gama, e.part_number, e.entry_date});
}

void HistoryMaker::tell_deliveries(const EntryDeclaration& entry) {
    const int count = random_.between(2, 3);
    for (int i = 0; i < count; ++i) {
        const LocalDate date = entry.entry_date.plus_days(random_.between(0, 9));
        const Quantity quantity = Quantity::from_ticks(entry.quantity.ticks() / count / 2 * 2);
        if (quantity > Quantity{}) {
            tell(ConsolidatedDelivery{entry.name, date, quantity}, entry.name);
        }
    }
}

/// One, or two of which the one paid last may be told first.
void HistoryMaker::tell_rectification() {
    if (entries_.empty()) return;
    Named& entry =
        entries_[static_cast<std::size_t>(random_.below(static_cast<int>(entries_.size())))];
    const EntryRectification first = new_rectification(entry);
    if (random_.percent(60)) return tell(first, entry.name);
    const EntryRectification second = new_rectification(entry);
    const bool in_order = random_.percent(50);
    tell(in_order ? first : second, entry.name);
    tell(in_order ? second : first, entry.name);
}

/// Paid after every one before it.
EntryRectification HistoryMaker::new_rectification(Named& entry) {
    entry.date = entry.date.plus_days(random_.between(1, 30));
    EntryRectification r{.name = entry.name, .paid = entry.date};
    switch (random_.below(5)) {
        case 0: r.entry_date = early_day(); break;
        case 1: r.term_start = day(); break;
        case 2: r.value = some_money(900); break;
        default: r.quantity = large_quantity(); break;
    }
    if (random_.percent(20)) r.quantity_umt = some_quantity();
    if (random_.percent(15)) r.iva = some_money(90);
    if (!is_plain() && random_.percent(15)) r.fraccion = 85366999;
    return r;
}

/// D-17: goods that come back are told before the outcome that they come back from. Often they
/// leave again.
void HistoryMaker::tell_rejected_goods() {
    OutcomeDeclaration out = new_outcome(alfa);
    out.operation_date = days_.front();
    EntryDeclaration back = new_entry(alfa);
    back.clave = "IN";
    back.entry_date = random_.percent(50) ? days_.back() : late_day();
    back.rejected_outcome = out.name;
    tell(back, back.name);
    tell(out, out.name);
    tell_use(out);
    entries_.push_back({back.name, alfa, back.part_number, back.entry_date});
    if (random_.percent(80)) tell_rejected_exit(back);
}

/// What is known to be of one lot, and mostly there by then. The lot comes first in any order: a
/// line that names goods which did not come back is refused.
void HistoryMaker::tell_rejected_exit(const EntryDeclaration& back) {
    OutcomeDeclaration out = new_outcome(alfa);
    out.operation_date = late_day();
    if (random_.percent(85)) out.operation_date = std::max(out.operation_date, back.entry_date);
    tell(out, back.name);
    const int lines = random_.between(1, 2);
    for (int i = 0; i < lines; ++i) {
        UseLine use{
            .outcome = out.name, .part_number = back.part_number, .incorporated = large_quantity()};
        if (random_.percent(20)) use.part_number = part();
        if (random_.percent(25)) use.shrinkage = some_factor();
        use.rejected_lot = back.name;
        if (is_any() && random_.percent(10)) use.rejected_lot = random_.of(entries_).name;
        tell(use, back.name);
    }
    if (story_ == Story::orderly) return;
    outcomes_.push_back({out.name, alfa, back.part_number, out.operation_date, out.clave});
}

/// What comes out is of a part further down: nothing comes out of itself.
void HistoryMaker::tell_disassembly() {
    const std::vector<std::string> down = {"P1", "P2", "P3", "Q1", "Q2"};
    const int from = random_.percent(70) ? 0 : random_.between(1, 3);
    const auto given = [&] { return down[static_cast<std::size_t>(random_.between(from + 1, 4))]; };
    Disassembly d{.name = new_name("D"), .rfc = company(), .part_number = {}};
    d.part_number = down[static_cast<std::size_t>(from)];
    d.quantity = some_quantity();
    d.date = late_day();
    const int gives = random_.between(1, 2);
    for (int i = 0; i < gives; ++i) d.gives.push_back({given(), some_factor()});
    if (random_.percent(40)) d.scrap.push_back({given(), some_factor()});
    tell(d, d.name);
}

/// A transfer from Alfa to Beta: both halves, or one, with a link that is right, wrong or missing.
void HistoryMaker::tell_pair() {
    EntryDeclaration in = new_entry(beta);
    in.clave = random_.percent(85) ? "V1" : "V5";
    in.from = alfa;
    in.unit = 0;
    in.pedimento = fmt::format("264338906{:06}", 700 + ++names_);
    in.payment_date = in.entry_date.plus_days(random_.percent(80) ? 0 : 3);
    OutcomeDeclaration out = new_outcome(alfa);
    out.clave = in.clave;
    out.operation_date = in.entry_date.plus_days(random_.between(0, 2));
    out.of_scrap = false;
    out.pedimento = fmt::format("264338906{:06}", 700 + ++names_);
    out.to = random_.percent(80) ? beta : "";
    out.link_pedimento = in.pedimento;
    out.link_date = in.payment_date;
    out.link_clave = in.clave;
    if (in.value && random_.percent(50))
        out.value = random_.percent(60) ? *in.value : some_money(900);
    switch (random_.below(10)) {
        case 0: out.link_pedimento = "264338906999999"; break;
        case 1: out.link_date = in.entry_date.plus_days(40); break;
        case 2: out.link_pedimento.clear(); break;
        case 3: out.link_clave = "IN"; break;
        default: break;
    }
    UseLine use{.outcome = out.name, .part_number = in.part_number, .incorporated = in.quantity};
    if (random_.percent(15)) use.incorporated = some_quantity();
    if (in.quantity_umt && random_.percent(70)) use.quantity_umt = in.quantity_umt;
    const bool import_first = random_.percent(50);
    const bool has_import = random_.percent(80);
    if (has_import && import_first) tell(in, in.name);
    tell(out, out.name);
    tell(use, out.name);
    if (has_import && !import_first) tell(in, in.name);
    if (random_.percent(15)) tell_repetition(out);
    if (has_import) entries_.push_back({in.name, beta, in.part_number, in.entry_date});
    outcomes_.push_back({out.name, alfa, in.part_number, out.operation_date, out.clave});
}

}  // namespace saldo::test
