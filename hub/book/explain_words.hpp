#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/words.hpp"
#include "common/domain/fact.hpp"
#include "hub/book/derived.hpp"

namespace saldo::book {

// The words of the trade for what the book holds as codes, as anexo24.md sections 5.1 and 9 and the
// appendices of Annex 22 have them.

/// What a key (or notice, or certificate) is; of a key that is not in the table: "key of appendix
/// 2".
Words words_of_key(std::string_view clave);
/// Unit of appendix 7 in the plural: "pieces". Of another number: empty.
Words words_of_unit(std::uint8_t unit);
/// Form of payment of appendix 13, or empty.
Words words_of_payment(std::uint16_t form);
Words words_of(ledger::Column column);
/// What keeps a virtual half provisional, as a sentence.
Words words_of(PairFault fault);
Words words_of(OwnLot why);
/// Which lots an outcome may take, with its rule.
Words words_of(ledger::Expiry expiry);
Words words_of(MovementType type);
/// What kind of fact stands in the log.
Words words_of(const Fact& fact);

}  // namespace saldo::book
