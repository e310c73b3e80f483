#include "hub/scenario/facts.hpp"

#include "common/base/check.hpp"

namespace saldo::scenario {
namespace {

constexpr std::uint8_t umc_default = 6;  // pieces
constexpr std::int64_t ms_per_day = 86'400'000;

template <class T>
T number(const Statement& s, std::string_view field, T otherwise) {
    const auto given = s.get<std::int64_t>(field);
    return given ? static_cast<T>(*given) : otherwise;
}

PartKind kind_of(const std::string& word) {
    if (word == "indirect") return PartKind::indirect;
    if (word == "packaging") return PartKind::packaging;
    if (word == "container") return PartKind::container;
    return PartKind::direct;
}

MovementType type_of(const std::string& word) {
    if (word == "receive") return MovementType::receipt;
    if (word == "consume") return MovementType::issue;
    SALDO_CHECK(word == "ship");  // the others are not built yet, and end the file
    return MovementType::ship;
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
                   .plant = s.text("plant")};
}

Fact exit_line(const Statement& s) {
    return ExitLine{.outcome = s.text(0),
                    .product = s.text(1),
                    .quantity = s.quantity(2),
                    .built = s.get<LocalDate>("built"),
                    .plant = s.text("plant")};
}

Fact unit_conversion(const Statement& s) {
    return UnitConversion{.rfc = {},
                          .part_number = s.text(0),
                          .unit = static_cast<std::uint8_t>(s.integer(1)),
                          .factor = s.quantity(2)};
}

}  // namespace

Fact FactMaker::company(const Statement& s) {
    Company& company = companies_[s.text(0)];
    company.rfc = script_.rfc_of.at(s.text(0));
    company.name = s.text(0);
    if (s.has("program")) company.immex_program = s.text("program");
    if (s.has("outside")) company.outside = s.text("outside") == "yes";
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
    goods_[part.part_number] = {part.fraccion, part.umc};
    return part;
}

Fact FactMaker::product(const Statement& s) {
    Product product{.rfc = {},
                    .part_number = s.text(0),
                    .fraccion = number<std::uint32_t>(s, "tariff", 0),
                    .nico = 0,
                    .umc = number(s, "umc", umc_default),
                    .description = s.text("description")};
    goods_.try_emplace(product.part_number, Goods{product.fraccion, product.umc});
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

Fact FactMaker::entry(const Statement& s) const {
    // A lot keeps the code that the catalog has now (D-24), so it is told with the lot.
    const auto goods = goods_.find(s.text(1));
    const std::uint32_t catalog_code = goods == goods_.end() ? 0 : goods->second.fraccion;
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
                            .supplier_without_program = s.has("supplier")};
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
    return outcome;
}

const std::string& FactMaker::company_of_plant(const std::string& plant) const {
    const auto declared = plants_.find(plant);
    return declared != plants_.end() ? declared->second : script_.rfc_of.at(script_.first_company);
}

Fact FactMaker::movement(const Statement& s) const {
    const auto goods = goods_.find(s.text(3));
    Movement movement{.event_id = s.text(0),
                      .at = {UtcTime{s.date(5).days() * ms_per_day}, 0},
                      .plant = s.text(2),
                      .type = type_of(s.text(1)),
                      .part_number = s.text(3),
                      .quantity = s.quantity(4),
                      .umc = goods == goods_.end() ? umc_default : goods->second.umc};
    return ImportedMovement{company_of_plant(s.text(2)), std::move(movement)};
}

std::optional<Fact> FactMaker::fact_of(const Statement& s) {
    const std::string_view keyword = s.keyword();
    if (keyword == "company") return company(s);
    if (keyword == "plant") return plant(s);
    if (keyword == "part") return part(s);
    if (keyword == "product") return product(s);
    if (keyword == "bom") return bom(s);
    if (keyword == "unit") return unit_conversion(s);
    if (keyword == "import") return entry(s);
    if (keyword == "rectify") return rectification(s);
    if (keyword == "withdraw") return Withdrawal{s.text(0)};
    if (keyword == "outcome") return outcome(s);
    if (keyword == "use") return use_line(s);
    if (keyword == "exit") return exit_line(s);
    if (keyword == "move") return movement(s);
    return std::nullopt;
}

}  // namespace saldo::scenario
