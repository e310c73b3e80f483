#include "tests/property/history_maker.hpp"

// What companies are and make: the catalogs of a random history.

namespace saldo::test {
namespace {

constexpr std::uint8_t kilo = 1;
constexpr std::uint8_t piece = 6;
constexpr std::uint8_t box = 20;
const std::vector<std::uint32_t> codes = {85444299, 85366999, 72104999, 64019999};

}  // namespace

void HistoryMaker::tell_catalogs() {
    tell_companies();
    for (const std::string name : {"P1", "P2", "P3"}) {
        Part p{.rfc = {}, .part_number = name, .umc = piece, .umt = kilo};
        p.fraccion = random_.of(codes);
        if (random_.percent(12)) p.kind = PartKind::container;
        if (random_.percent(40)) p.umt_per_umc = some_factor();
        if (!is_plain() && random_.percent(10)) continue;  // told by its lots alone
        tell(p);
        if (!is_any() || !random_.percent(8)) continue;
        p.rfc = alfa;
        p.umc = kilo;
        tell(p);
    }
    parts_ = {"P1", "P1", "P1", "P2"};  // one of them is met more often
    if (random_.percent(30)) parts_.emplace_back("P3");
    if (random_.percent(70)) tell_products();
    tell_policies();
    tell_scrap_tables();
    tell_extras();
}

void HistoryMaker::tell_companies() {
    Company a{.rfc = alfa, .name = "Alfa", .immex_program = "1234-2010"};
    tell(a, first_subject);
    Company b{.rfc = beta, .name = "Beta"};
    b.outside = random_.percent(30);
    if (is_plain() || random_.percent(85)) tell(b, first_subject);
    if (is_any() && random_.percent(10)) {
        a.certification = "AA";  // told again: the latest entry of a catalog stands
        tell(a, first_subject);
    }
    if (is_plain() || !random_.percent(25)) return;
    Company g{.rfc = gama, .name = "Gama"};
    g.mode =
        random_.percent(50) ? DischargeMode::value_by_tariff : DischargeMode::value_by_pedimento;
    g.mode_authorisation = is_any() && random_.percent(10) ? "" : "7.1.4/22";
    has_value_company_ = true;
    tell(g, first_subject);
}

/// F is made of parts, and often of SA, which is made of parts itself.
void HistoryMaker::tell_products() {
    const auto line = [&](const std::string& component) {
        BomLine l{.component = component, .incorporated = some_factor()};
        if (random_.percent(50)) l.shrinkage = Quantity::from_ticks(random_.between(1, 30'000'001));
        if (random_.percent(30)) l.scrap = Quantity::from_ticks(random_.between(1, 30'000'001));
        if (random_.percent(30)) l.norm = Quantity::from_ticks(random_.between(1, 20'000'000));
        return l;
    };
    const auto version = [&](const std::string& product, std::optional<LocalDate> from,
                             const std::vector<std::string>& components) {
        BomVersion bom{.rfc = {}, .product = product, .valid_from = from, .lines = {}};
        for (const std::string& component : components) bom.lines.push_back(line(component));
        tell(bom);
    };
    const bool two_levels = random_.percent(60);
    const std::string second = two_levels ? "SA" : "P2";
    products_.emplace_back("F");
    tell(Product{.rfc = {}, .part_number = "F", .fraccion = 87089999, .umc = piece});
    version("F", std::nullopt, {"P1", second});
    if (random_.percent(40)) version("F", days_[4], {second, "P1", "P3"});
    if (!two_levels) return;
    version("SA", std::nullopt, {"P3", "P2", "P3"});
    products_.emplace_back("SA");
    // Now and then SA comes in as a part too, with lots of its own (D-15).
    if (random_.percent(25)) parts_.emplace_back("SA");
    if (is_any() && random_.percent(5)) version("P3", std::nullopt, {"F"});  // contains itself
}

/// Another version of a bill, from a day that no other version has.
void HistoryMaker::tell_newer_bill() {
    if (products_.empty()) return;
    BomVersion bom{.rfc = {}, .product = random_.of(products_), .valid_from = {}, .lines = {}};
    bom.valid_from = days_.front().plus_days(++names_);
    bom.lines.push_back({.component = "P1", .incorporated = some_factor()});
    if (random_.percent(50))
        bom.lines.push_back({.component = "P3", .incorporated = some_factor()});
    tell(bom);
}

void HistoryMaker::tell_policies() {
    const auto choose = [&](PolicyName name, auto value, int chance) {
        if (!random_.percent(chance)) return;
        Policy policy{.rfc = {}, .name = name, .value = static_cast<std::uint16_t>(value)};
        if (random_.percent(50)) policy.rfc = alfa;
        if (!is_plain() && random_.percent(40)) policy.valid_from = day();
        tell(policy);
    };
    choose(PolicyName::term_end, TermPolicy::cff12, 25);
    choose(PolicyName::shrinkage_no_norm, NoNormPolicy::pending, 15);
    choose(PolicyName::unrecorded_status, UnrecordedPolicy::hold, 10);
    choose(PolicyName::expired_returns, ExpiredReturnPolicy::ask, 10);
    choose(PolicyName::pair_wait_days, 5, 10);
    choose(PolicyName::consolidated_entry, ConsolidatedPolicy::crossing, 25);
    // Reports are filed in these stories alone.
    if (is_any()) choose(PolicyName::filed_period, FiledPolicy::freeze, 50);
    if (random_.percent(20)) {
        tell(Cancellation{
            .rfc = alfa,
            .what = random_.percent(80) ? Registration::program : Registration::certification,
            .notice = day(),
            .extension_days = static_cast<std::uint16_t>(random_.below(3) * 60)});
    }
}

/// Scrap leaves under a name of its own, or of another part, as the parts that it is a mixture of.
/// Rows of a company, and rows of a later day, count before the others.
void HistoryMaker::tell_scrap_tables() {
    if (!random_.percent(40)) return;
    scrap_ = random_.percent(80) ? "SC" : "P2";
    if (random_.percent(50)) tell(Part{.rfc = {}, .part_number = "SC", .umc = kilo});
    const LocalDate change = day();
    const auto row = [&](const std::string& rfc, const std::string& name,
                         std::optional<LocalDate> from, Quantity factor) {
        tell(ScrapConversion{rfc, scrap_, name, factor, from});
    };
    row("", "P1", std::nullopt, some_factor());
    if (random_.percent(25)) row(alfa, "P1", std::nullopt, some_factor());
    if (random_.percent(50))
        row(random_.percent(50) ? alfa : "", "P2", std::nullopt, some_factor());
    if (random_.percent(30))
        row("", "P1", change, random_.percent(60) ? some_factor() : Quantity{});
    if (random_.percent(20)) row(alfa, "P1", change, some_factor());
    if (random_.percent(20)) row("", "P3", change, some_factor());
    if (is_any() && random_.percent(20)) row("", "P1", std::nullopt, some_factor());
}

void HistoryMaker::tell_extras() {
    if (random_.percent(40)) {
        tell(ShrinkageNorm{{}, part(), Quantity::from_units(random_.between(1, 5))});
    }
    if (random_.percent(20)) {
        // The day on which some term would end.
        tell(Holiday{day().plus_months(6)});
    }
    if (is_plain()) return;
    if (random_.percent(40)) {
        boxed_part_ = part();
        tell(UnitConversion{{}, boxed_part_, box, Quantity::from_units(12)}, first_subject);
    }
    if (random_.percent(20)) {
        const std::string authorisation = random_.percent(70) ? "ECN-9" : "";
        tell(Substitute{alfa, "P1", "P2", authorisation, day()});
    }
    if (random_.percent(20)) {
        const std::string name = part();
        tell(Reclassification{{}, name, random_.of(codes), day()});
    }
    if (random_.percent(30)) tell(Plant{alfa, "P01", !is_any() || random_.percent(80)});
    if (random_.percent(15)) {
        const std::string name = part();
        const Quantity quantity = some_quantity();
        tell(Projection{alfa, name, quantity, day()});
    }
}

}  // namespace saldo::test
