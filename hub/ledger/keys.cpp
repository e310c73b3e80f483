#include "hub/ledger/keys.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace saldo::ledger {
namespace {

constexpr std::string_view columns =
    "clave,operation,valid_from,valid_to,opens,discharges,asset,virtual,requires_unexpired,"
    "requires_expired,case_by_case,declared,term_months,report_type,source";
constexpr std::uint32_t term_months_most = 120;
constexpr std::uint8_t import_operation = 1;
constexpr std::uint8_t halves[] = {0, 2, 1};

enum class Goods : std::uint8_t { inputs, inputs_and_assets, assets };
enum class Crossing : std::uint8_t { goods, none, none_in_pairs };

/// What a partida of the key opens.
enum class Lots : std::uint8_t { none, temporary, definitive };

template <class Value>
using Word = std::pair<std::string_view, Value>;

constexpr Word<std::uint8_t> operations[] = {{"none", 0}, {"import", 1}, {"export", 2}};
constexpr Word<Lots> lots_words[] = {
    {"no", Lots::none}, {"yes", Lots::temporary}, {"definitive", Lots::definitive}};
constexpr Word<Goods> goods_words[] = {
    {"no", Goods::inputs}, {"also", Goods::inputs_and_assets}, {"only", Goods::assets}};
constexpr Word<Crossing> crossings[] = {
    {"no", Crossing::goods}, {"yes", Crossing::none}, {"paired", Crossing::none_in_pairs}};
constexpr Word<Declarable> declarables[] = {
    {"no", Declarable::nothing}, {"entry", Declarable::entry}, {"outcome", Declarable::outcome}};
constexpr Word<std::optional<ReportType>> report_types[] = {
    {"", std::nullopt},
    {"ctm", ReportType::ctm},
    {"destruction-donation", ReportType::destruction_donation},
    {"regime-change", ReportType::regime_change},
    {"regularisation", ReportType::regularisation},
    {"return", ReportType::retorno},
    {"virtual", ReportType::virtual_transfer}};

/// "opens", "discharges" and "case_by_case", of which one at most may hold.
Effect effect_of(RuleRow& row) {
    const Lots lots = row.word("opens", lots_words);
    const bool opens = lots != Lots::none;
    const bool discharges = row.flag("discharges");
    const bool decided = row.flag("case_by_case");
    row.expect(!opens || !discharges, "discharges", "with a row that opens");
    row.expect(!decided || (!opens && !discharges), "case_by_case", "with a row that is decided");
    if (decided) return Effect::case_by_case;
    if (discharges) return Effect::discharges;
    if (lots == Lots::definitive) return Effect::definitive;
    return opens ? Effect::opens : Effect::none;
}

Expiry expiry_of(RuleRow& row, Effect effect) {
    const bool unexpired = row.flag("requires_unexpired");
    const bool expired = row.flag("requires_expired");
    row.expect(!unexpired || effect == Effect::discharges, "requires_unexpired",
               "with a row that discharges nothing");
    row.expect(!expired || effect == Effect::discharges, "requires_expired",
               "with a row that discharges nothing");
    row.expect(!unexpired || !expired, "requires_expired", "with requires_unexpired");
    if (unexpired) return Expiry::unexpired_only;
    return expired ? Expiry::expired_only : Expiry::any;
}

KeyRule read_rule(RuleRow& row) {
    KeyRule rule{.clave = row.text("clave"),
                 .operation = row.word("operation", operations),
                 .days = row.in_force()};
    const Effect effect = effect_of(row);
    const Goods goods = row.word("asset", goods_words);
    row.expect(goods == Goods::inputs || effect == Effect::opens || effect == Effect::discharges,
               "asset", "with a row that neither opens nor discharges");
    if (goods != Goods::assets) rule.effect = effect;
    if (goods != Goods::inputs) rule.asset_effect = effect;
    rule.expiry = expiry_of(row, effect);

    const Crossing crossing = row.word("virtual", crossings);
    rule.is_virtual = crossing != Crossing::goods;
    rule.is_paired = crossing == Crossing::none_in_pairs;
    // The person who decides looks at the other half too.
    row.expect(!rule.is_paired || effect != Effect::case_by_case, "virtual",
               "with a row that is decided");

    rule.declarable = row.word("declared", declarables);
    row.expect(rule.declarable == Declarable::nothing || effect == Effect::none, "declared",
               "with a row that has an effect of its own");

    rule.term_months = static_cast<std::uint8_t>(row.number("term_months", term_months_most));
    row.expect((rule.term_months != 0) == (rule.effect == Effect::opens), "term_months",
               "does not go with what the row opens");
    rule.report_type = row.word("report_type", report_types);
    return rule;
}

/// The rule of the first half of which the claim holds.
template <class Claim>
const KeyRule* any_half(std::string_view clave, LocalDate on, Claim claim) {
    for (const std::uint8_t operation : halves) {
        const KeyRule* rule = key_table().find(clave, operation, on);
        if (rule != nullptr && claim(*rule)) return rule;
    }
    return nullptr;
}

}  // namespace

Result<KeyTable> KeyTable::parse(std::string_view csv) {
    const auto rows = RuleRows::parse(csv, columns);
    if (!rows) return rows.error();
    std::set<std::tuple<std::string, std::uint8_t, LocalDate>> seen;
    auto rules = rows->each([&](RuleRow& row) {
        KeyRule rule = read_rule(row);
        const bool is_new = seen.insert({rule.clave, rule.operation, rule.days.from}).second;
        row.expect(is_new, "clave", "stands above with the same operation and first day");
        return rule;
    });
    if (!rules) return rules.error();
    std::ranges::sort(*rules, {}, [](const KeyRule& rule) {
        return std::tuple{std::string_view{rule.clave}, rule.operation, rule.days.from};
    });
    KeyTable table;
    table.rules_ = std::move(*rules);
    return table;
}

const KeyRule* KeyTable::find(std::string_view clave, std::uint8_t operation, LocalDate on) const {
    const auto of_half =
        std::ranges::equal_range(rules_, std::tuple{clave, operation}, {}, [](const KeyRule& rule) {
            return std::tuple{std::string_view{rule.clave}, rule.operation};
        });
    const KeyRule* newest = nullptr;
    for (const KeyRule& rule : of_half) {
        if (rule.days.covers(on)) newest = &rule;
    }
    return newest;
}

const KeyTable& key_table() {
    static const KeyTable table = built_in(KeyTable::parse(pedimento_keys_csv));
    return table;
}

const KeyRule& key_rule(std::string_view clave, std::uint8_t operation, LocalDate on) {
    static const KeyRule unknown;
    const KeyRule* rule = key_table().find(clave, operation, on);
    return rule == nullptr ? unknown : *rule;
}

bool may_declare_entry(std::string_view clave, LocalDate on) {
    const KeyRule& rule = key_rule(clave, import_operation, on);
    return rule.effect == Effect::opens || rule.declarable == Declarable::entry;
}

const KeyRule* outcome_rule(std::string_view clave, LocalDate on) {
    return any_half(clave, on, [](const KeyRule& rule) {
        return rule.effect == Effect::discharges || rule.declarable == Declarable::outcome;
    });
}

bool opens_assets(std::string_view clave, LocalDate on) {
    const auto opens = [](const KeyRule& rule) { return rule.asset_effect == Effect::opens; };
    return any_half(clave, on, opens) != nullptr;
}

bool discharges_assets(std::string_view clave, LocalDate on) {
    const auto ends = [](const KeyRule& rule) { return rule.asset_effect == Effect::discharges; };
    return any_half(clave, on, ends) != nullptr;
}

bool is_paired(std::string_view clave, LocalDate on) {
    return any_half(clave, on, [](const KeyRule& rule) { return rule.is_paired; }) != nullptr;
}

std::optional<ReportType> report_type(std::string_view clave, LocalDate on) {
    const KeyRule* rule =
        any_half(clave, on, [](const KeyRule& half) { return half.report_type.has_value(); });
    return rule == nullptr ? std::nullopt : rule->report_type;
}

}  // namespace saldo::ledger
