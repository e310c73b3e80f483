#pragma once

#include <string>
#include <string_view>

#include "hub/book/book.hpp"
#include "tests/support/catch.hpp"

// Movements of one company and one part, and what a book says of them.

namespace saldo::book::test {

inline constexpr const char* rfc = "AAA010101AAA";
inline constexpr const char* other_rfc = "BBB010101BBB";

inline Quantity q(const char* text) { return *parse_quantity(text); }
inline LocalDate day(const char* text) { return *parse_date(text); }

inline Movement moved(const char* id, MovementType type, const char* plant, const char* quantity,
                      const std::string& date) {
    return {.event_id = id,
            .at = *parse_offset_time(date.size() > 10 ? date : date + "T12:00:00-06:00"),
            .plant = plant,
            .type = type,
            .part_number = "X",
            .quantity = q(quantity),
            .umc = 6,
            .ref_type = {},
            .ref = {},
            .counter_plant = {},
            .device = {}};
}
inline Movement sent(const char* id, const char* plant, const char* quantity, const char* date,
                     const char* to) {
    Movement m = moved(id, MovementType::transfer_out, plant, quantity, date);
    m.counter_plant = to;
    return m;
}
inline Movement came(const char* id, const char* plant, const char* quantity, const char* date,
                     const char* ref, std::string_view ref_type = transfer_whole) {
    Movement m = moved(id, MovementType::transfer_in, plant, quantity, date);
    m.ref_type = ref_type;
    m.ref = ref;
    return m;
}
inline Movement with_ref(Movement m, const char* ref_type, const char* ref) {
    m.ref_type = ref_type;
    m.ref = ref;
    return m;
}
inline Adjustment adjusted(const char* name, const char* plant, const char* quantity,
                           const char* date) {
    return {.name = name,
            .rfc = rfc,
            .plant = plant,
            .part_number = "X",
            .quantity = q(quantity),
            .date = day(date),
            .reason = {}};
}
inline EntryDeclaration lot(const char* name, const char* quantity) {
    return {.name = name,
            .rfc = rfc,
            .part_number = "X",
            .quantity = q(quantity),
            .clave = "IN",
            .entry_date = day("2026-01-01")};
}

class Teller {
public:
    Teller() {
        tell(Part{.part_number = "X", .umc = 6});
        // Of registered plants only what a movement changes is derived again.
        for (const char* code : {"Norte", "Sur", "P01", "P02", "P03"}) {
            tell(Plant{.rfc = rfc, .plant = code, .registered = true});
        }
    }
    Applied tell(Fact fact) { return book.apply({LogPosition{position_++}, now, std::move(fact)}); }
    Applied tell(Movement m) { return tell(ImportedMovement{rfc, std::move(m)}); }
    Applied capture(Movement m) {
        return tell(CapturedMovement{rfc, {AgentId{"a"}, 1, position_}, std::move(m), "raw"});
    }
    /// "P01 10 on_hand, P02 5 in_transit": what is not zero.
    std::string stock(const char* date = nullptr) {
        std::string text;
        const auto on = date == nullptr ? std::nullopt : std::optional{day(date)};
        for (const Physical::StockRow& row : book.physical().stock(rfc, on, book.catalogs())) {
            if (row.quantity.is_zero()) continue;
            if (!text.empty()) text += ", ";
            text += row.place + " " + format_quantity(row.quantity, 0) + " ";
            text += to_string(row.where);
        }
        return text;
    }
    /// Subjects of the alerts of a code, with their amounts and delays.
    std::string alerts(std::string_view code) {
        std::string text;
        for (const Alert& alert : book.derived(rfc).alerts) {
            if (alert.code != code) continue;
            if (!text.empty()) text += ", ";
            text += alert.subject;
            if (alert.amount) text += " " + format_quantity(*alert.amount, 0);
            if (alert.delay_minutes) text += " " + std::to_string(*alert.delay_minutes);
        }
        return text;
    }
    UtcTime now;
    Book book;

private:
    std::uint64_t position_ = 0;
};

inline constexpr auto receipt = MovementType::receipt;
inline constexpr auto issue = MovementType::issue;
inline constexpr auto counted = MovementType::count;

}  // namespace saldo::book::test
