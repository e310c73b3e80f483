#include "hub/scenario/facts.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "hub/book/physical.hpp"
#include "hub/scenario/decision_facts.hpp"
#include "hub/scenario/words.hpp"

namespace saldo::scenario {
namespace {

constexpr std::uint8_t umc_default = 6;  // pieces
constexpr std::int64_t ms_per_day = 86'400'000;

std::vector<Yield> yields(const Statement& s, std::string_view field) {
    std::vector<Yield> result;
    const auto items = s.get<std::vector<Item>>(field);
    if (!items) return result;
    for (const Item& item : *items) result.push_back({item.name, item.quantity});
    return result;
}

Fact delivery(const Statement& s) {
    return ConsolidatedDelivery{.entry = s.text(0), .date = s.date(1), .quantity = s.quantity(2)};
}

Fact rectification(const Statement& s) {
    return EntryRectification{.name = s.text(0),
                              .paid = s.date(1),
                              .quantity = s.get<Quantity>("qty"),
                              .quantity_umt = s.get<Quantity>("umt"),
                              .value = s.get<Money>("value"),
                              .iva = s.get<Money>("iva"),
                              .fraccion = number<std::uint32_t>(s, "tariff", 0),
                              .entry_date = s.get<LocalDate>("entry"),
                              .term_start = s.get<LocalDate>("start"),
                              .pedimento = s.text("ped")};
}

Fact use_line(const Statement& s) {
    return UseLine{.outcome = s.text(0),
                   .part_number = s.text(1),
                   .incorporated = s.quantity(2),
                   .shrinkage = s.get<Quantity>("shrinkage").value_or(Quantity{}),
                   .scrap = s.get<Quantity>("scrap").value_or(Quantity{}),
                   .unit = number<std::uint8_t>(s, "unit", 0),
                   .plant = s.text("plant"),
                   .status = status_of(s.text("status")),
                   .instead = s.text("instead"),
                   .quantity_umt = s.get<Quantity>("umt"),
                   .rejected_lot = s.text("rejected")};
}

Fact exit_line(const Statement& s) {
    return ExitLine{.outcome = s.text(0),
                    .product = s.text(1),
                    .quantity = s.quantity(2),
                    .built = s.get<LocalDate>("built"),
                    .plant = s.text("plant"),
                    .destination = part_of_certificate(s.text("dest")),
                    .work_order = s.text("order")};
}

/// The line's day is the movement's day; the time of capture only orders it inside the day. What
/// was captured before that day is first, what was captured after it is last.
OffsetTime moment_on(LocalDate day, OffsetTime captured) {
    const std::int64_t offset_ms = captured.offset_minutes * std::int64_t{60'000};
    const std::int64_t begin = day.days() * ms_per_day - offset_ms;
    captured.utc.ms = std::clamp(captured.utc.ms, begin, begin + ms_per_day - 1);
    return captured;
}

Fact unit_conversion(const Statement& s) {
    return UnitConversion{.rfc = {},
                          .part_number = s.text(0),
                          .unit = static_cast<std::uint8_t>(s.integer(1)),
                          .factor = s.quantity(2)};
}

}  // namespace

Fact FactMaker::company(const Statement& s, const book::Catalogs& catalogs) const {
    const std::string& rfc = script_.rfc_of.at(s.text(0));
    const Company* held = catalogs.company(rfc);
    Company company = held != nullptr ? *held : Company{.rfc = rfc};
    if (s.text(0) != rfc || company.name.empty()) company.name = s.text(0);
    if (s.has("program")) company.immex_program = s.text("program");
    if (s.has("outside")) company.outside = s.text("outside") == "yes";
    if (s.has("certification")) company.certification = s.text("certification");
    if (s.has("mode")) company.mode = mode_of(s.text("mode"));
    if (s.has("authorisation")) company.mode_authorisation = s.text("authorisation");
    return company;
}

Fact FactMaker::plant(const Statement& s) {
    plants_[s.text(0)] = script_.rfc(s);
    return Plant{.rfc = script_.rfc(s),
                 .plant = s.text(0),
                 .registered = s.text("registered", "yes") == "yes"};
}

Fact FactMaker::part(const Statement& s) {
    Part part{.rfc = {},
              .part_number = s.text(0),
              .kind = kind_of(s.text("kind")),
              .fraccion = number<std::uint32_t>(s, "tariff", 0),
              .nico = number<std::uint8_t>(s, "nico", 0),
              .umc = number(s, "umc", umc_default),
              .umt = number<std::uint8_t>(s, "umt", 0),
              .umt_per_umc = s.get<Quantity>("umt-per-umc"),
              .description = s.text("description")};
    umc_[part.part_number] = part.umc;
    return part;
}

Fact FactMaker::product(const Statement& s) {
    Product product{.rfc = {},
                    .part_number = s.text(0),
                    .fraccion = number<std::uint32_t>(s, "tariff", 0),
                    .nico = 0,
                    .umc = number(s, "umc", umc_default),
                    .description = s.text("description")};
    umc_.try_emplace(product.part_number, product.umc);
    return product;
}

Fact FactMaker::bom(const Statement& s) {
    const auto from = s.get<LocalDate>("from");
    BomVersion& version = boms_[{s.text(0), from}];
    version.product = s.text(0);
    version.valid_from = from;
    version.lines.push_back({.component = s.text(1),
                             .incorporated = s.quantity(2),
                             .shrinkage = s.get<Quantity>("shrinkage").value_or(Quantity{}),
                             .scrap = s.get<Quantity>("scrap").value_or(Quantity{}),
                             .norm = s.get<Quantity>("norm")});
    return version;
}

Fact FactMaker::entry(const Statement& s, const book::Catalogs& catalogs) const {
    // A lot keeps the code that the catalog gives it now (D-24), so it is told with the lot.
    const std::uint32_t catalog_code = catalogs.fraccion(script_.rfc(s), s.text(1), s.date(4));
    return EntryDeclaration{.name = s.text(0),
                            .rfc = script_.rfc(s),
                            .part_number = s.text(1),
                            .quantity = s.quantity(2),
                            .unit = number<std::uint8_t>(s, "unit", 0),
                            .clave = s.text(3),
                            .entry_date = s.date(4),
                            .payment_date = s.get<LocalDate>("paid"),
                            .term_start = s.get<LocalDate>("start"),
                            .pedimento = s.text("ped"),
                            .line = number<std::uint32_t>(s, "line", 1),
                            .quantity_umt = s.get<Quantity>("umt"),
                            .value = s.get<Money>("value"),
                            .iva = s.get<Money>("iva"),
                            .fraccion = number(s, "tariff", catalog_code),
                            .plant = s.text("plant"),
                            .from = script_.party(s.text("from")),
                            .supplier_without_program = s.has("supplier"),
                            .payment_form = number(s, "form", payment_form_of_credit),
                            .duty_percent = s.get<Quantity>("duty"),
                            .origin = s.text("origin"),
                            .consolidation = consolidation_of(s.text("consolidated")),
                            .rejected_outcome = s.text("rejected")};
}

Fact FactMaker::outcome(const Statement& s) const {
    OutcomeDeclaration outcome{.name = s.text(0),
                               .rfc = script_.rfc(s),
                               .clave = s.text(1),
                               .operation_date = s.date(2),
                               .pedimento = s.text("ped"),
                               .of_scrap = s.has("of"),
                               .to = script_.party(s.text("to")),
                               .value = s.get<Money>("value")};
    if (const auto link = s.get<Link>("descargos")) {
        outcome.link_pedimento = link->pedimento;
        outcome.link_date = link->date;
        outcome.link_clave = link->clave;
    }
    if (const auto use = s.get<std::vector<Item>>("use")) {
        outcome.use_part = use->front().name;
        outcome.use_quantity = use->front().quantity;
    }
    outcome.clears = s.text("clears");
    return outcome;
}

const std::string& FactMaker::company_of_plant(const std::string& plant) const {
    const auto declared = plants_.find(plant);
    return declared != plants_.end() ? declared->second : script_.rfc_of.at(script_.first_company);
}

Fact FactMaker::disassembly(const Statement& s) const {
    return Disassembly{.name = s.text(0),
                       .rfc = script_.rfc(s),
                       .part_number = s.text(1),
                       .quantity = s.quantity(2),
                       .date = s.date(3),
                       .plant = s.text("plant"),
                       .gives = yields(s, "gives"),
                       .scrap = yields(s, "scrap")};
}

Fact FactMaker::movement(const Statement& s) {
    const auto umc = umc_.find(s.text(3));
    Movement movement{.event_id = s.text(0),
                      .at = {UtcTime{s.date(5).days() * ms_per_day}, 0},
                      .plant = s.text(2),
                      .type = type_of(s.text(1)),
                      .part_number = s.text(3),
                      .quantity = s.quantity(4),
                      .umc = umc == umc_.end() ? umc_default : umc->second,
                      .ref_type = {},
                      .ref = {},
                      .counter_plant = s.text("to"),
                      .device = {}};
    if (const auto captured = s.get<OffsetTime>("captured")) {
        movement.at = moment_on(s.date(5), *captured);
    }
    // The time of capture is none of the words of a line (D-21): told again, the first one stands.
    const auto [first, is_new] = moments_.try_emplace(movement.event_id, movement.at);
    if (!is_new && first->second.local_date() == s.date(5)) movement.at = first->second;
    if (s.has("of")) {
        const bool part = s.text("partial") == "yes";
        movement.ref_type = std::string{part ? book::transfer_part : book::transfer_whole};
        movement.ref = s.text("of");
    }
    return ImportedMovement{company_of_plant(s.text(2)), std::move(movement)};
}

Fact FactMaker::adjustment(const Statement& s) const {
    return Adjustment{.name = s.text(0),
                      .rfc = company_of_plant(s.text(1)),
                      .plant = s.text(1),
                      .part_number = s.text(2),
                      .quantity = s.quantity(3),
                      .date = s.date(4),
                      .reason = s.text("reason")};
}

std::optional<Fact> FactMaker::catalog_fact(const Statement& s, const book::Catalogs& catalogs) {
    const std::string_view keyword = s.keyword();
    if (keyword == "company") return company(s, catalogs);
    if (keyword == "plant") return plant(s);
    if (keyword == "part") return part(s);
    if (keyword == "product") return product(s);
    if (keyword == "bom") return bom(s);
    if (keyword == "unit") return unit_conversion(s);
    if (keyword == "norm") {
        const auto percent = Statement::meaning<Quantity>(s.words.at(1));
        return ShrinkageNorm{.rfc = {}, .part_number = s.text(0), .percent = percent};
    }
    if (keyword == "substitute") {
        return Substitute{.rfc = {},
                          .part_number = s.text(0),
                          .by = s.text(1),
                          .authorisation = s.text("authorisation"),
                          .valid_from = s.get<LocalDate>("from")};
    }
    if (keyword == "scrap-of") {
        return ScrapConversion{.rfc = {},
                               .scrap = s.text(0),
                               .part_number = s.text(1),
                               .factor = s.quantity(2),
                               .valid_from = s.get<LocalDate>("from")};
    }
    if (keyword == "reclassify") {
        return Reclassification{.rfc = {},
                                .part_number = s.text(0),
                                .fraccion = static_cast<std::uint32_t>(s.integer(1)),
                                .valid_from = s.date(2)};
    }
    if (keyword == "holiday") return Holiday{s.date(0)};
    return std::nullopt;
}

std::optional<Fact> FactMaker::document_fact(const Statement& s,
                                             const book::Catalogs& catalogs) const {
    const std::string_view keyword = s.keyword();
    if (keyword == "import") return entry(s, catalogs);
    if (keyword == "delivery") return delivery(s);
    if (keyword == "rectify") return rectification(s);
    if (keyword == "withdraw") return Withdrawal{s.text(0)};
    if (keyword == "outcome") return outcome(s);
    if (keyword == "use") return use_line(s);
    if (keyword == "exit") return exit_line(s);
    if (keyword == "value") return value_line(s);
    if (keyword == "disassemble") return disassembly(s);
    if (keyword == "asset") return asset(s, script_.rfc(s));
    if (keyword == "asset-move") return asset_move(s);
    if (keyword == "work-order") return work_order(s, script_.rfc(s));
    return std::nullopt;
}

std::optional<Fact> FactMaker::decision_fact(const Statement& s) const {
    const std::string_view keyword = s.keyword();
    if (keyword == "approve") return approval(s);
    if (keyword == "direct") return directed_discharge(s);
    if (keyword == "decide") return key_decision(s, script_.rfc(s));
    if (keyword == "file") return filing(s, script_.rfc(s));
    if (keyword == "approve-report") return replacement_approval(s, script_.rfc(s));
    if (keyword == "cancel") return cancellation(s, script_.rfc(s));
    return std::nullopt;
}

std::optional<Fact> FactMaker::physical_fact(const Statement& s) {
    const std::string_view keyword = s.keyword();
    if (keyword == "move") return movement(s);
    if (keyword == "adjust") return adjustment(s);
    if (keyword == "scrap") {
        return ScrapRecord{script_.rfc(s), s.text(0), s.quantity(1), s.date(2)};
    }
    if (keyword == "national") {
        return NationalStock{script_.rfc(s), s.text(0), s.quantity(1), s.date(2)};
    }
    if (keyword == "projection") {
        return Projection{script_.rfc(s), s.text(0), s.quantity(1), s.date(2)};
    }
    return std::nullopt;
}

void FactMaker::know(const book::Catalogs& catalogs) {
    for (const auto& [rfc, company] : catalogs.companies()) {
        for (const Plant* plant : catalogs.plants_of(rfc)) plants_.try_emplace(plant->plant, rfc);
        for (const std::string& name : catalogs.names()) {
            const Part* part = catalogs.part(rfc, name);
            const Product* product = catalogs.product(rfc, name);
            if (part != nullptr) umc_.try_emplace(name, part->umc);
            if (product != nullptr) umc_.try_emplace(name, product->umc);
        }
    }
}

std::vector<Fact> FactMaker::facts_of(const Statement& s, const book::Catalogs& catalogs) {
    if (s.keyword() == "policy") return policies(s);
    auto fact = catalog_fact(s, catalogs);
    if (!fact) fact = document_fact(s, catalogs);
    if (!fact) fact = decision_fact(s);
    if (!fact) fact = physical_fact(s);
    if (!fact) return {};
    std::vector<Fact> facts{std::move(*fact)};
    const auto captured = s.get<OffsetTime>("captured");
    const auto received = s.get<OffsetTime>("received");
    if (captured && received) {
        const bool moves = s.keyword() == "move";
        facts.emplace_back(CaptureTimes{.rfc = moves ? company_of_plant(s.text(2)) : script_.rfc(s),
                                        .name = s.text(0),
                                        .captured = *captured,
                                        .received = *received});
    }
    return facts;
}

}  // namespace saldo::scenario
