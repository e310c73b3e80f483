#include "hub/scenario/grammar.hpp"
#include "hub/scenario/slots.hpp"

namespace saldo::scenario {
namespace {

using namespace slots;

std::vector<Shape> catalogs() {
    return {
        {"company",
         {declares("NAME", Space::company)},
         {of("rfc", Type::name), of("program", Type::word), of("certification", Type::word),
          one_of("mode", {"quantity", "value-tariff", "value-pedimento"}),
          of("authorisation", Type::word), yes_or_no("outside")}},
        {"plant",
         {of("NAME", Type::name)},
         {company(), of("address", Type::text), yes_or_no("registered")}},
        {"part",
         {declares("PART", Space::goods)},
         {one_of("kind", {"direct", "indirect", "packaging", "container"}),
          of("tariff", Type::tariff), of("nico", Type::nico), of("umc", Type::unit),
          of("umt", Type::unit), of("umt-per-umc", Type::factor), of("description", Type::text)}},
        {"unit",
         {refers("PART", Space::goods), of("UNIT", Type::unit), of("FACTOR", Type::factor)},
         {}},
        {"product",
         {declares("PRODUCT", Space::product)},
         {of("tariff", Type::tariff), of("umc", Type::unit), of("umt", Type::unit),
          of("description", Type::text)}},
        {"bom",
         {refers("PRODUCT", Space::product), refers("COMPONENT", Space::goods),
          of("QTY", Type::not_negative)},
         {of("shrinkage", Type::not_negative), of("scrap", Type::not_negative),
          of("norm", Type::not_negative), of("from", Type::date)}},
        {"norm", {refers("PART", Space::goods), of("PERCENT", Type::percent)}, {}},
        {"substitute",
         {refers("PART", Space::goods), refers("BY", Space::goods)},
         {of("authorisation", Type::word), of("from", Type::date)}},
        {"reclassify",
         {refers("PART", Space::goods), of("TARIFF", Type::tariff), of("DATE", Type::date)},
         {}},
        {"national",
         {refers("PART", Space::goods), of("QTY", Type::quantity), of("DATE", Type::date)},
         {company()}},
        {"holiday", {of("DATE", Type::date)}, {}},
        {"policy",
         {},
         {one_of("term_end", {"CONSERVATIVE", "CFF12"}), of("v1_wait", Type::integer),
          one_of("unrecorded", {"temporary-first", "hold"}),
          one_of("no_norm", {"accept", "pending"}), one_of("expired_return", {"discharge", "ask"}),
          one_of("consolidated", {"entry", "crossing"}), one_of("filed", {"rerun", "freeze"}),
          of("rfc", Type::name), of("from", Type::date)}},
        {"scrap-of",
         {refers("SCRAP", Space::goods), refers("PART", Space::goods),
          of("FACTOR", Type::not_negative)},
         {of("from", Type::date)}},
    };
}

std::vector<Shape> imports() {
    return {
        {"import",
         {declares("LOT", Space::lot), refers("PART", Space::goods), of("QTY", Type::quantity),
          of("KEY", Type::name), of("ENTRY-DATE", Type::date)},
         {company(),
          of("ped", Type::pedimento),
          of("line", Type::integer),
          of("paid", Type::date),
          of("start", Type::date),
          of("umt", Type::quantity),
          of("value", Type::money),
          of("iva", Type::money),
          of("form", Type::integer),
          of("duty", Type::percent),
          of("tariff", Type::tariff),
          of("origin", Type::word),
          of("plant", Type::word),
          of("unit", Type::unit),
          of("from", Type::word),
          one_of("supplier", {"national-without-program"}),
          one_of("consolidated", {"monthly", "weekly"}),
          refers("rejected", Space::outcome_of_file),
          captured(),
          received()}},
        {"delivery",
         {refers("LOT", Space::lot), of("DATE", Type::date), of("QTY", Type::quantity)},
         {}},
        {"rectify",
         {refers("LOT", Space::lot), of("PAID-DATE", Type::date)},
         {of("qty", Type::quantity), of("umt", Type::quantity), of("value", Type::money),
          of("iva", Type::money), of("tariff", Type::tariff), of("entry", Type::date),
          of("start", Type::date), of("ped", Type::pedimento)}},
        {"withdraw", {refers("NAME", Space::lot_or_outcome)}, {}},
        {"asset",
         {declares("SERIAL", Space::asset), of("KEY", Type::name), of("DATE", Type::date)},
         {company(), of("ped", Type::pedimento), of("model", Type::text), of("brand", Type::text),
          of("value", Type::money)}},
    };
}

std::vector<Shape> outcomes() {
    return {
        {"outcome",
         {declares("NAME", Space::outcome), of("KEY", Type::name), of("DATE", Type::date)},
         {company(),
          of("ped", Type::pedimento),
          one_of("of", {"scrap"}),
          {.what = "use", .type = Type::share, .refers = Space::goods},
          of("descargos", Type::link),
          of("to", Type::word),
          of("value", Type::money),
          refers("clears", Space::outcome_of_file),
          captured(),
          received()}},
        {"use",
         {refers("OUTCOME", Space::outcome), refers("PART", Space::goods),
          of("QTY", Type::quantity)},
         {of("shrinkage", Type::quantity), of("scrap", Type::quantity), of("plant", Type::word),
          one_of("status", {"temporary", "national", "unrecorded"}),
          refers("instead", Space::goods), of("unit", Type::unit), of("umt", Type::quantity),
          refers("rejected", Space::lot)}},
        {"exit",
         {refers("OUTCOME", Space::outcome), refers("PRODUCT", Space::goods),
          of("QTY", Type::quantity)},
         {of("built", Type::date), of("plant", Type::word), one_of("dest", {"A", "B", "C"}),
          of("order", Type::name)}},
        {"work-order",
         {of("NAME", Type::name), refers("PRODUCT", Space::product)},
         {company(), of("made", Type::word), of("bought", Type::word)}},
        {"value",
         {refers("OUTCOME", Space::outcome), of("AMOUNT", Type::money)},
         {of("tariff", Type::tariff)}},
        {"disassemble",
         {declares("NAME", Space::disassembly), refers("PART", Space::goods),
          of("QTY", Type::quantity), of("DATE", Type::date)},
         {company(),
          {.what = "gives", .type = Type::shares, .refers = Space::goods},
          {.what = "scrap", .type = Type::shares, .refers = Space::goods},
          of("plant", Type::word)}},
        {"scrap",
         {refers("PART", Space::goods), of("QTY", Type::quantity), of("DATE", Type::date)},
         {company()}},
        {.keyword = "asset-move",
         .words = {declares("NAME", Space::asset_move), of("KEY", Type::name),
                   of("DATE", Type::date), of("SERIAL", Type::name)},
         .fields = {refers("of", Space::asset_move), of("import-half", Type::date),
                    of("ped", Type::pedimento), of("to", Type::word)},
         .needs = {{1, "BO-return", "of"}, {1, "V1", "import-half"}}},
    };
}

std::vector<Shape> decisions() {
    return {
        {"approve",
         {refers("OUTCOME", Space::outcome), refers("PART", Space::goods),
          of("QTY", Type::quantity)},
         {of("by", Type::text), of("reason", Type::text)}},
        {"direct",
         {refers("OUTCOME", Space::outcome), refers("PART", Space::goods),
          of("QTY", Type::quantity)},
         {of("lot", Type::word), of("by", Type::text), of("reason", Type::text)}},
        {"decide",
         {of("PEDIMENTO", Type::name), one_of("EFFECT", {"nothing", "opens", "discharges"})},
         {company(), of("by", Type::text), of("reason", Type::text)}},
        {"file", {report_type(), of("PERIOD", Type::period)}, {company()}},
        {"approve-report",
         {report_type(), of("PERIOD", Type::period)},
         {company(), of("by", Type::text), of("reason", Type::text)}},
    };
}

std::vector<Shape> movements_and_other() {
    return {
        {.keyword = "move",
         .words = {declares("NAME", Space::movement),
                   one_of("TYPE", {"receive", "consume", "ship", "out", "in", "count", "sub-out",
                                   "sub-in"}),
                   of("PLANT", Type::word), refers("PART", Space::goods), of("QTY", Type::quantity),
                   of("DATE", Type::date)},
         .fields = {of("to", Type::word), refers("of", Space::movement), yes_or_no("partial"),
                    captured(), received()},
         .needs = {{1, "out", "to"}, {1, "in", "of"}, {1, "sub-out", "to"}, {1, "sub-in", "to"}},
         .needs_company = true},
        {.keyword = "adjust",
         .words = {of("NAME", Type::name), of("PLANT", Type::word), refers("PART", Space::goods),
                   of("QTY", Type::quantity), of("DATE", Type::date)},
         .fields = {of("reason", Type::text)},
         .needs_company = true},
        {"projection",
         {refers("PART", Space::goods), of("QTY", Type::quantity), of("UNTIL", Type::date)},
         {company()}},
        {"cancel",
         {one_of("WHAT", {"certification", "program"}), of("NOTICE-DATE", Type::date)},
         {company(), of("extension", Type::integer)}},
        {"run", {declares("NAME", Space::run)}, {}},
        {"knowledge", {of("DATE", Type::date)}, {}},
        {"today", {of("DATE", Type::date)}, {}},
    };
}

}  // namespace

const std::vector<Shape>& statement_shapes() {
    static const std::vector<Shape> shapes =
        joined({catalogs(), imports(), outcomes(), decisions(), movements_and_other()});
    return shapes;
}

}  // namespace saldo::scenario
