#include "hub/book/explain_words.hpp"

#include <algorithm>
#include <iterator>
#include <variant>

namespace saldo::book {
namespace {

struct KeyWords {
    std::string_view clave;
    Words words;
};

constexpr KeyWords keys[] = {
    {"IN",
     {"temporary import of goods for transformation (IMMEX)",
      "importación temporal de mercancías para transformación (IMMEX)"}},
    {"E1",
     {"extraction of inputs from fiscal deposit", "extracción de insumos de depósito fiscal"}},
    {"E3",
     {"extraction of inputs from an exhibition site",
      "extracción de insumos de un recinto de exposición"}},
    {"RT",
     {"return abroad of goods transformed, elaborated or repaired",
      "retorno al extranjero de mercancías transformadas, elaboradas o reparadas"}},
    {"H1", {"return abroad in the same state", "retorno al extranjero en el mismo estado"}},
    {"H8", {"return of containers", "retorno de envases y contenedores"}},
    {"A1",
     {"return of packaging used with national goods",
      "retorno de envases y empaques usados con mercancía nacional"}},
    {"F4",
     {"change of regime of inputs, temporary to definitive",
      "cambio de régimen de insumos, de temporal a definitivo"}},
    {"A3",
     {"regularisation of goods whose term expired",
      "regularización de mercancías con plazo vencido"}},
    {"V1", {"virtual transfer", "transferencia virtual"}},
    {"V5",
     {"virtual return for definitive import by a resident",
      "retorno virtual para importación definitiva por un residente"}},
    {"V6", {"virtual return of quota goods", "retorno virtual de mercancías con cupo"}},
    {"V7", {"virtual transfer, sugar sector", "transferencia virtual, sector azucarero"}},
    {"V9", {"donation", "donación"}},
    {"VD",
     {"goods once imported under customs account",
      "mercancías antes importadas en cuenta aduanera"}},
    {"CTM", {"transfer certificate", "constancia de transferencia de mercancías"}},
    {"REPAIR",
     {"what repairs consumed in a month", "lo que consumieron las reparaciones de un mes"}},
    {"DESTRUCTION", {"destruction by notice", "destrucción por aviso"}},
    {"DONATION", {"donation by notice", "donación por aviso"}},
};

constexpr Words units[] = {{},
                           {"kilos", "kilos"},
                           {"grams", "gramos"},
                           {"metres", "metros"},
                           {"square metres", "metros cuadrados"},
                           {"cubic metres", "metros cúbicos"},
                           {"pieces", "piezas"},
                           {"heads", "cabezas"},
                           {"litres", "litros"},
                           {"pairs", "pares"},
                           {"kilowatts", "kilowatts"},
                           {"thousands", "millares"},
                           {"sets", "juegos"},
                           {"kilowatt hours", "kilowatts hora"},
                           {"tonnes", "toneladas"},
                           {"barrels", "barriles"},
                           {"net grams", "gramos netos"},
                           {"tens", "decenas"},
                           {"hundreds", "cientos"},
                           {"dozens", "docenas"},
                           {"boxes", "cajas"},
                           {"bottles", "botellas"},
                           {"carats", "quilates"}};

struct PaymentWords {
    std::uint16_t form;
    Words words;
};
constexpr PaymentWords payments[] = {
    {5, {"not subject to taxes", "no sujeto a impuestos"}},
    {9, {"exempt", "exento"}},
    {12, {"compensation", "compensación"}},
    {13, {"already paid", "pago ya efectuado"}},
    {21, {"credit in IVA and IEPS", "crédito en IVA e IEPS"}},
    {22, {"guarantee in IVA and IEPS", "garantía en IVA e IEPS"}},
};

struct FactWords {
    Words operator()(const CapturedMovement&) const {
        return {"scan at a plant", "lectura en planta"};
    }
    Words operator()(const ImportedMovement&) const {
        return {"movement out of a file", "movimiento de un archivo"};
    }
    Words operator()(const Pedimento& p) const {
        if (p.is_rectification) {
            return {"rectification (R1), Data Stage", "rectificación (R1), Data Stage"};
        }
        return {"pedimento, Data Stage", "pedimento, Data Stage"};
    }
    Words operator()(const InvoiceLine&) const {
        return {"invoice breakdown", "desglose de factura"};
    }
    Words operator()(const ReplacementApproval&) const {
        return {"replacement of a report approved", "sustitución de informe aprobada"};
    }
    Words operator()(const ReportSeal&) const {
        return {"seal of a filed report", "sello de un informe presentado"};
    }
    Words operator()(const WorkOrder&) const { return {"work order", "orden de trabajo"}; }
    Words operator()(const EntryDeclaration&) const {
        return {"entry declared", "entrada declarada"};
    }
    Words operator()(const EntryRectification&) const {
        return {"rectification (R1) declared", "rectificación (R1) declarada"};
    }
    Words operator()(const ConsolidatedDelivery&) const {
        return {"delivery of a consolidated pedimento", "entrega de un consolidado"};
    }
    Words operator()(const OutcomeDeclaration&) const {
        return {"outcome declared", "destino declarado"};
    }
    Words operator()(const UseLine&) const { return {"actual consumption", "consumo real"}; }
    Words operator()(const ExitLine&) const { return {"line of products", "partida de productos"}; }
    Words operator()(const ValueLine&) const { return {"line of value", "partida de valor"}; }
    Words operator()(const Approval&) const {
        return {"approval of shrinkage", "aprobación de merma"};
    }
    Words operator()(const DirectedDischarge&) const {
        return {"directed discharge", "descargo dirigido"};
    }
    Words operator()(const KeyDecision&) const {
        return {"decision on the key", "decisión sobre la clave"};
    }
    Words operator()(const Disassembly&) const { return {"disassembly", "desensamble"}; }
    Words operator()(const OpeningBalance&) const { return {"opening balance", "saldo inicial"}; }
    template <class Other>
    Words operator()(const Other&) const {
        return {"fact", "hecho"};
    }
};

}  // namespace

Words words_of_key(std::string_view clave) {
    const auto* found = std::ranges::find(keys, clave, &KeyWords::clave);
    if (found == std::end(keys)) return {"key of appendix 2", "clave del apéndice 2"};
    return found->words;
}

Words words_of_unit(std::uint8_t unit) { return unit < std::size(units) ? units[unit] : Words{}; }

Words words_of_payment(std::uint16_t form) {
    const auto* found = std::ranges::find(payments, form, &PaymentWords::form);
    return found == std::end(payments) ? Words{} : found->words;
}

Words words_of(ledger::Column column) {
    switch (column) {
        case ledger::Column::incorporated: return {"incorporated", "incorporado"};
        case ledger::Column::shrinkage:
            return {"shrinkage (process loss, D-07)", "merma (pérdida del proceso, D-07)"};
        case ledger::Column::scrap:
            return {"scrap, at its own outcome (D-08)", "desperdicio, en su propio destino (D-08)"};
    }
    return {};
}

Words words_of(OwnLot why) {
    switch (why) {
        case OwnLot::none: return {};
        case OwnLot::directed:
            return {"by directed discharge: the goods are known to be of this lot",
                    "por descargo dirigido: consta que la mercancía es de este lote"};
        case OwnLot::rejected:
            return {"as rejected goods that leave again: the lot they came back with (D-17)",
                    "como rechazo que vuelve a salir: el lote con el que regresó (D-17)"};
        case OwnLot::filed:
            return {"as it was filed: the policy freezes filed reports",
                    "como se presentó: la política congela los informes presentados"};
    }
    return {};
}

Words words_of(PairFault fault) {
    switch (fault) {
        case PairFault::none: return {};
        case PairFault::unmatched:
            return {"the import half has not been told", "la mitad de importación no se conoce"};
        case PairFault::link:
            return {"its Descargos do not name the import half (number, date and key)",
                    "sus Descargos no nombran la mitad de importación (número, fecha y clave)"};
        case PairFault::quantity:
            return {"parts or quantities of the two halves differ",
                    "las partes o cantidades de las dos mitades difieren"};
        case PairFault::umt:
            return {"UMT of the two halves differ", "la UMT de las dos mitades difiere"};
        case PairFault::value:
            return {"the value of the return is above that of the import",
                    "el valor del retorno supera al de la importación"};
    }
    return {};
}

Words words_of(ledger::Expiry expiry) {
    switch (expiry) {
        case ledger::Expiry::any:
            return {"It may take every lot; an expired one counts as a late return (D-05).",
                    "Puede descargar cualquier lote; uno vencido es retorno extemporáneo (D-05)."};
        case ledger::Expiry::unexpired_only:
            return {"It takes lots in term only; expired ones are passed over (D-05).",
                    "Sólo descarga lotes en plazo; los vencidos se saltan (D-05)."};
        case ledger::Expiry::expired_only:
            return {"It takes expired lots only (D-05; rule 2.5.2).",
                    "Sólo descarga lotes vencidos (D-05; regla 2.5.2)."};
    }
    return {};
}

Words words_of(MovementType type) {
    switch (type) {
        case MovementType::receipt: return {"received", "recibido"};
        case MovementType::issue: return {"issued to production", "surtido a producción"};
        case MovementType::produce: return {"produced", "producido"};
        case MovementType::ship: return {"shipped", "embarcado"};
        case MovementType::transfer_out: return {"sent to another plant", "enviado a otra planta"};
        case MovementType::transfer_in:
            return {"received from another plant", "recibido de otra planta"};
        case MovementType::regime_change: return {"change of regime", "cambio de régimen"};
        case MovementType::scrap: return {"set aside as scrap", "apartado como desperdicio"};
        case MovementType::destroy: return {"destroyed", "destruido"};
        case MovementType::donate: return {"donated", "donado"};
        case MovementType::adjust_in: return {"adjusted, surplus", "ajuste, sobrante"};
        case MovementType::adjust_out: return {"adjusted, missing", "ajuste, faltante"};
        case MovementType::count: return {"counted", "contado"};
        case MovementType::sub_out: return {"sent to subcontractor", "enviado a submaquila"};
        case MovementType::sub_in: return {"back from subcontractor", "recibido de submaquila"};
    }
    return {};
}

Words words_of(const Fact& fact) { return std::visit(FactWords{}, fact); }

}  // namespace saldo::book
