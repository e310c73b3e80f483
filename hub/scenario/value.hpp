#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/date.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/domain/money.hpp"
#include "common/domain/quantity.hpp"
#include "hub/ledger/fold.hpp"

namespace saldo::scenario {

/// What a word or field of a scenario may hold.
enum class Type {
    name,              ///< letter or digit, then letters, digits, . _ - /
    word,              ///< any word
    text,              ///< anything, also nothing
    choice,            ///< one of the words of its slot
    alert_code,        ///< a code of the domain reference
    date,              ///< 2026-03-01
    time,              ///< 2026-03-02T08:00-06:00
    period,            ///< 2026-03
    quantity,          ///< a number, eight decimals at most
    not_negative,      ///< a quantity that may be zero, of a bill of materials
    factor,            ///< a quantity above zero
    quantity_or_none,  ///< a quantity, or the word none
    money,             ///< a number, four decimals at most
    money_range,       ///< 9060..13680
    percent,           ///< 3%
    integer,           ///< a whole number from 0
    unit,              ///< a code of appendix 7 of Annex 22
    tariff,            ///< eight digits
    nico,              ///< two digits
    pedimento,         ///< fifteen digits
    delay,             ///< 47:59
    link,              ///< PED,DATE,KEY
    share,             ///< PART:n
    shares,            ///< PART:n,PART:n
    lot_quantity,      ///< LOT:QTY
    row,               ///< LOT:QTY or LOT:QTY:COLUMN
    difference,        ///< OUTCOME:LOT:±QTY
};

/// Descargos of a return half.
struct Link {
    std::string pedimento;
    LocalDate date;
    std::string clave;
};

/// One piece of a list: what stands before its quantity, and its column.
struct Item {
    std::string name;    ///< lot or part; of a difference: the outcome
    std::string second;  ///< of a difference: the lot
    Quantity quantity;
    ledger::Column column = ledger::Column::incorporated;
};

using MoneyRange = std::pair<Money, Money>;

/// A word that was read as its type says; `text` is how it was written.
struct Value {
    std::string text;
    std::variant<std::monostate, std::int64_t, Quantity, Money, MoneyRange, LocalDate, OffsetTime,
                 Link, std::vector<Item>>
        meaning;
};

/// Reads one word.
///
/// Needs:   choices for Type::choice.
/// Errors:  malformed, with what was expected.
Result<Value> read_value(Type type, std::string_view text,
                         const std::vector<std::string_view>& choices = {});

/// Codes of alerts that an expectation may name.
const std::vector<std::string_view>& alert_codes();

/// "1.5", without decimals that say nothing.
std::string to_text(Quantity quantity);
std::string to_text(Money money);

}  // namespace saldo::scenario
