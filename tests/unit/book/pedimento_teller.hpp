#pragma once

#include <string>
#include <utility>

#include "hub/book/book.hpp"
#include "hub/book/tables.hpp"

namespace saldo::test {

inline constexpr const char* rfc = "GNA150301A00";

inline Quantity q(const char* text) { return *parse_quantity(text); }
inline LocalDate day(const char* text) { return *parse_date(text); }

inline Partida partida(std::uint32_t secuencia, const char* quantity, std::uint8_t umc = 6) {
    Partida p{.secuencia = secuencia, .fraccion = 85369099, .quantity = q(quantity), .umc = umc};
    p.commercial_value = *parse_money("100");
    return p;
}

/// An import that entered on the day on which it was paid.
inline Pedimento import_of(const char* key, const char* clave, const char* paid) {
    Pedimento p{.rfc = rfc, .ref = *parse_pedimento_key(key), .clave = clave, .operation = 1};
    p.paid_at = {day(paid), 3600};
    p.entry_date = p.paid_at.date;
    p.sections = {true, true, true, true};
    return p;
}

inline Pedimento with(Pedimento pedimento, Partida line) {
    pedimento.partidas.push_back(std::move(line));
    return pedimento;
}

inline InvoiceLine invoice_line(const char* key, std::uint32_t secuencia, const char* part,
                                const char* quantity, std::uint8_t umc = 6) {
    return {.rfc = rfc,
            .pedimento = *parse_pedimento_key(key),
            .secuencia = secuencia,
            .part_number = part,
            .quantity = q(quantity),
            .umc = umc};
}

/// A book that knows part X, in pieces; told fact by fact.
class PedimentoTeller {
public:
    PedimentoTeller() { tell(Part{.part_number = "X", .umc = 6}); }
    book::Applied tell(Fact fact) {
        return book.apply({LogPosition{position_++}, {}, std::move(fact)});
    }
    /// An import of one partida of one part.
    void tell_import(const char* key, const char* clave, const char* paid, const char* part,
                     const char* quantity) {
        tell(with(import_of(key, clave, paid), partida(1, quantity)));
        tell(invoice_line(key, 1, part, quantity));
    }
    /// A return that uses a part of that status.
    void tell_use(const char* name, const char* date, const char* part, const char* quantity,
                  StockStatus status) {
        tell(OutcomeDeclaration{
            .name = name, .rfc = rfc, .clave = "RT", .operation_date = day(date)});
        tell(UseLine{.outcome = name,
                     .part_number = part,
                     .incorporated = q(quantity),
                     .unit = 6,
                     .status = status});
    }
    const book::Derived& derived() { return book.derived(rfc); }
    /// "key/line quantity" for each take of a national lot, in order.
    std::string national_takes() {
        std::string text;
        for (const book::TakeRow& take : derived().national_takes) {
            const book::Derived& d = derived();
            const book::UseRow& use = d.uses[take.use];
            text += d.outcomes[use.outcome].key + " " + name_of(d.national[take.lot]) + " " +
                    format_quantity(take.quantity) + "; ";
        }
        return text;
    }
    std::string alerts() {
        std::string text;
        for (const book::Alert& alert : book.alerts(rfc, std::nullopt)) text += alert.code + " ";
        return text;
    }
    book::Book book;

private:
    std::uint64_t position_ = 0;
};

}  // namespace saldo::test
