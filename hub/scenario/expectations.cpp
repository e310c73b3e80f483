#include "hub/scenario/grammar.hpp"
#include "hub/scenario/slots.hpp"

namespace saldo::scenario {
namespace {

using namespace slots;

constexpr std::size_t any_number = 10'000;

Slot at() { return of("at", Type::date); }
Slot known() { return of("known", Type::date); }
Slot state() { return one_of("state", {"provisional", "confirmed"}); }
Slot lot() { return refers("LOT", Space::lot); }
Slot part() { return refers("PART", Space::goods); }
Slot outcome() { return refers("OUTCOME", Space::discharging); }
Slot quantity() { return of("QTY", Type::quantity); }

std::vector<Shape> rows() {
    return {
        {.keyword = "lines",
         .words = {outcome()},
         .fields = {state(), known()},
         .rest = {{.what = "LOT:QTY[:COLUMN]", .type = Type::row, .refers = Space::lot}},
         .rest_min = 1,
         .rest_max = any_number,
         .none_for_rest = true},
        {"discharge",
         {outcome(), lot(), quantity()},
         {one_of("column", {"incorporated", "shrinkage", "scrap"}), state(),
          of("plant", Type::word), refers("part", Space::goods), of("line", Type::integer),
          of("umt", Type::quantity), of("value", Type::money), known()}},
        {.keyword = "diff",
         .words = {refers("RUN", Space::run), refers("RUN", Space::run)},
         .fields = {},
         .rest = {{.what = "OUTCOME:LOT:QTY", .type = Type::difference}},
         .rest_min = 1,
         .rest_max = any_number,
         .none_for_rest = true},
        {"pending", {outcome(), part(), quantity()}, {at()}},
        {"recovered", {refers("DISASSEMBLY", Space::disassembly), lot(), quantity()}, {}},
        {"ctm",
         {outcome(), part()},
         {of("a", Type::quantity), of("b", Type::quantity), of("c", Type::quantity)}},
    };
}

std::vector<Shape> balances() {
    return {
        {"balance",
         {lot(), of("QTY", Type::quantity_or_none)},
         {of("umt", Type::quantity), of("value", Type::money), of("confirmed", Type::quantity),
          at(), known()}},
        {.keyword = "balances",
         .words = {},
         .fields = {at(), known()},
         .rest = {{.what = "LOT:QTY", .type = Type::lot_quantity, .refers = Space::lot}},
         .rest_min = 1,
         .rest_max = any_number},
        {"part-balance", {part(), quantity()}, {company(), at(), known()}},
        {"tariff-balance", {of("TARIFF", Type::tariff), quantity()}, {at(), known()}},
        {"pool", {part(), quantity()}, {company(), at(), known()}},
        {"national", {part(), quantity()}, {at()}},
        {"stock", {of("WHERE", Type::word), part(), quantity()}, {at(), known()}},
        {"gap", {part(), quantity()}, {at()}},
        {"pedimento", {of("PED", Type::pedimento), of("VALUE", Type::money)}, {}},
    };
}

std::vector<Shape> alerts() {
    return {
        {"alert",
         {of("CODE", Type::alert_code), of("SUBJECT", Type::word)},
         {of("amount", Type::quantity), refers("part", Space::goods), of("lot", Type::name),
          of("reason", Type::word), of("days", Type::integer), of("periods", Type::integer),
          of("fine", Type::money_range), of("umt", Type::quantity), of("delay", Type::delay)}},
        {.keyword = "no-alert",
         .words = {of("CODE", Type::alert_code)},
         .fields = {},
         .rest = {of("SUBJECT", Type::word)},
         .rest_max = 1},
        {.keyword = "no-other-alert",
         .words = {},
         .fields = {},
         .rest = {of("CODE", Type::alert_code)},
         .rest_max = 1},
        {"refused", {of("CODE", Type::word)}, {}},
    };
}

std::vector<Shape> terms_and_assets() {
    return {
        {.keyword = "term",
         .words = {refers("LOT", Space::lot_or_asset)},
         .fields = {of("conservative", Type::date), of("cff12", Type::date),
                    of("closing", Type::date), of("effective", Type::date)},
         .rest = {one_of("none", {"none"})},
         .rest_max = 1},
        {"deadline",
         {one_of("WHAT", {"certification", "program"}), of("DATE", Type::date)},
         {of("extended", Type::date)}},
        {"asset",
         {of("SERIAL", Type::name),
          one_of("STATE", {"active", "abroad_for_repair", "provisional", "closed"})},
         {of("entry", Type::date), of("ped", Type::pedimento)}},
        {"assets-open", {of("N", Type::integer)}, {}},
    };
}

std::vector<Shape> reports_and_other() {
    return {
        {"report",
         {report_type(), of("PERIOD", Type::period), of("TARIFF", Type::tariff),
          of("VALUE", Type::money)},
         {company(), of("due", Type::date), of("version", Type::integer),
          of("replaces", Type::integer)}},
        {"sat", {lot(), of("VALUE", Type::money)}, {of("iva", Type::money)}},
        {"own", {lot(), of("VALUE", Type::money)}, {of("iva", Type::money)}},
        {"release",
         {report_type(), of("PERIOD", Type::period), of("IVA", Type::money)},
         {company()}},
        {"credit", {of("IVA", Type::money)}, {company()}},
        {"duplicates", {of("N", Type::integer)}, {}},
        {"replay", {}, {}},
    };
}

}  // namespace

const std::vector<Shape>& expectation_shapes() {
    static const std::vector<Shape> shapes =
        joined({rows(), balances(), alerts(), terms_and_assets(), reports_and_other()});
    return shapes;
}

}  // namespace saldo::scenario
