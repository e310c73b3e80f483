#include <fmt/format.h>

#include "tests/property/history_maker.hpp"

// What ends debts: outcomes with their lines, certificates, withdrawals and decisions about them.

namespace saldo::test {
namespace {

constexpr std::uint8_t box = 20;
const std::vector<std::string> keys = {
    "RT", "RT", "RT", "RT", "RT", "RT", "H1", "H1", "H8", "A1",          "F4",          "F4",
    "F4", "F4", "A3", "A3", "A3", "V6", "V9", "V1", "V5", "DESTRUCTION", "DESTRUCTION", "DONATION"};

}  // namespace

OutcomeDeclaration HistoryMaker::new_outcome(const std::string& rfc) {
    OutcomeDeclaration o{.name = new_name("S"), .rfc = rfc};
    o.clave = random_.of(keys);
    o.operation_date = late_day();
    o.of_scrap = random_.percent(8);
    o.pedimento =
        random_.percent(40) ? std::string{} : fmt::format("264338906{:06}", 300 + ++names_);
    if (story_ == Story::orderly) return o;
    if (random_.percent(6)) o.pedimento = "264338906000299";  // the same number again
    if (is_any() && random_.percent(2)) o.clave = "IN";
    return o;
}

void HistoryMaker::tell_outcome() {
    OutcomeDeclaration o = new_outcome(company());
    if (random_.percent(25)) {
        o.use_part = part();
        o.use_quantity = some_quantity();
    }
    tell(o, o.name);
    tell_lines(o);
    if (random_.percent(8)) tell_repetition(o);
    const std::string used = o.use_part.empty() ? last_used_ : o.use_part;
    outcomes_.push_back({o.name, o.rfc, used, o.operation_date, o.clave});
}

/// The same pedimento under another name: it discharges nothing while the first one stands.
void HistoryMaker::tell_repetition(const OutcomeDeclaration& outcome) {
    if (story_ == Story::orderly || outcome.pedimento.empty()) return;
    OutcomeDeclaration again = outcome;
    again.name = new_name("S");
    again.operation_date = outcome.operation_date.plus_days(random_.between(-1, 1));
    tell(again, again.name);
    tell_use(again);
    if (random_.percent(40)) tell(Withdrawal{outcome.name}, outcome.name);
}

void HistoryMaker::tell_lines(const OutcomeDeclaration& outcome) {
    if (!products_.empty() && random_.percent(35)) {
        tell_exit(outcome);
        if (random_.percent(25)) tell_exit(outcome);
        if (!random_.percent(15)) return;  // uses beside products: actual consumption stands
    }
    const int lines = outcome.use_part.empty() ? random_.between(1, 2) : random_.below(2);
    for (int i = 0; i < lines; ++i) tell_use(outcome);
}

void HistoryMaker::tell_use(const OutcomeDeclaration& outcome) {
    UseLine use{.outcome = outcome.name, .part_number = part(), .incorporated = some_quantity()};
    const bool tabled = outcome.of_scrap && !scrap_.empty();
    if (random_.percent(tabled ? 60 : 2) && !scrap_.empty()) use.part_number = scrap_;
    if (random_.percent(25)) use.shrinkage = Quantity::from_ticks(random_.between(1, 90'000'001));
    if (random_.percent(20)) use.scrap = Quantity::from_units(random_.between(1, 2));
    if (random_.percent(20)) {
        use.status = random_.percent(60) ? StockStatus::unrecorded : StockStatus::national;
    }
    use.plant = random_.percent(50) ? "P01" : "";
    if (!is_plain()) {
        if (random_.percent(10)) use.unit = box;
        if (random_.percent(10)) use.instead = "P1";
        if (random_.percent(5)) use.incorporated = Quantity{};
    }
    last_used_ = use.part_number;
    tell(use, outcome.name);
}

void HistoryMaker::tell_exit(const OutcomeDeclaration& outcome) {
    ExitLine exit{.outcome = outcome.name, .product = random_.of(products_)};
    exit.quantity = some_quantity();
    if (random_.percent(30)) exit.built = day();
    if (outcome.clave == "CTM") {
        exit.destination = static_cast<CertificatePart>(random_.between(1, 3));
    }
    if (!is_plain() && random_.percent(4)) exit.product = "UNKNOWN";
    if (!random_.percent(30)) return tell(exit, outcome.name);
    const bool is_known = !work_orders_.empty() && random_.percent(40);
    if (is_known) {
        exit.work_order = random_.of(work_orders_);
        return tell(exit, outcome.name);
    }
    const WorkOrder order = new_work_order(outcome.rfc);
    exit.work_order = order.name;
    const bool order_first = random_.percent(50);
    if (order_first) tell(order);
    tell(exit, outcome.name);
    if (!order_first) tell(order);
    work_orders_.push_back(order.name);
}

/// Mostly of what SA is: the subassembly that has lots of its own now and then (D-15).
WorkOrder HistoryMaker::new_work_order(const std::string& rfc) {
    WorkOrder order{.name = new_name("W"), .rfc = rfc, .product = "F", .made = {}, .bought = {}};
    if (random_.percent(10)) order.rfc = rfc == alfa ? beta : alfa;
    (random_.percent(60) ? order.made : order.bought).emplace_back("SA");
    if (random_.percent(15)) order.bought.emplace_back("P1");
    if (is_any() && random_.percent(10)) order.made.emplace_back("SA");
    return order;
}

void HistoryMaker::tell_value_outcome() {
    OutcomeDeclaration o = new_outcome(gama);
    o.of_scrap = false;
    tell(o, o.name);
    const int lines = random_.between(1, 2);
    for (int i = 0; i < lines; ++i) {
        ValueLine line{.outcome = o.name, .amount = some_money(900)};
        if (is_by_tariff_ != random_.percent(10)) line.fraccion = 85444299;
        tell(line, o.name);
    }
}

/// A transfer certificate, and often the change of regime that clears its part A.
void HistoryMaker::tell_certificate() {
    OutcomeDeclaration o = new_outcome(alfa);
    o.clave = "CTM";
    o.of_scrap = false;
    tell(o, o.name);
    if (products_.empty()) {
        tell_use(o);
    } else {
        const int lines = random_.between(1, 3);
        for (int i = 0; i < lines; ++i) tell_exit(o);
    }
    if (!random_.percent(60)) return;
    OutcomeDeclaration clearing = new_outcome(alfa);
    clearing.clave = "F4";
    clearing.of_scrap = false;
    clearing.clears = o.name;
    tell(clearing, clearing.name);
    tell_use(clearing);
}

void HistoryMaker::tell_withdrawal() {
    const auto& all = random_.percent(50) ? entries_ : outcomes_;
    if (all.empty()) return;
    const std::string name = random_.of(all).name;
    tell(Withdrawal{name}, name);
}

/// Goods of an outcome that are known to be of a lot, mostly of the same part.
void HistoryMaker::tell_directed(const Named& outcome) {
    DirectedDischarge d{.outcome = outcome.name, .part_number = outcome.part};
    for (const Named& entry : entries_) {
        const bool fits = entry.part == outcome.part && entry.rfc == outcome.rfc;
        if (d.lot.empty() || (fits && random_.percent(60))) d.lot = entry.name;
    }
    d.quantity = some_quantity();
    d.reason = "serial";
    d.approver = "C";
    if (is_any() && random_.percent(8)) d.reason.clear();
    tell(d, outcome.name);
}

/// Decisions depend on what was told before them, but for directed discharges.
void HistoryMaker::tell_decision() {
    if (outcomes_.empty() || entries_.empty()) return;
    const Named outcome = random_.of(outcomes_);
    if (!is_any() || random_.percent(60)) return tell_directed(outcome);
    switch (random_.below(3)) {
        case 0:
            tell(Approval{outcome.name, outcome.part,
                          Quantity::from_ticks(random_.between(1, 30'000'000)), "C", "seen"});
            break;
        case 1: return random_.percent(50) ? tell_filing(outcome) : tell_replacement();
        default: {
            const std::string name = part();
            tell(Adjustment{new_name("J"), alfa, "P01", name, some_quantity(), day(), "count"});
        }
    }
}

}  // namespace saldo::test
