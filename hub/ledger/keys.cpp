#include "hub/ledger/keys.hpp"

namespace saldo::ledger {
namespace {

constexpr LocalDate since_ever = LocalDate::from_days(-25'567);  // 1900-01-01

constexpr KeyRule opens(std::string_view clave, std::uint8_t months, bool is_virtual = false) {
    return {clave, 1, since_ever, Effect::opens, Expiry::any, months, is_virtual};
}
constexpr KeyRule takes(std::string_view clave, std::uint8_t operation, Expiry expiry,
                        bool is_virtual = false) {
    return {clave, operation, since_ever, Effect::discharges, expiry, 0, is_virtual};
}
constexpr KeyRule nothing(std::string_view clave, std::uint8_t operation) {
    return {clave, operation, since_ever, Effect::none, Expiry::any, 0, false};
}
constexpr KeyRule decide(std::string_view clave, std::uint8_t operation) {
    return {clave, operation, since_ever, Effect::case_by_case, Expiry::any, 0, true};
}

// Rules are data: the effects are the project's reading of appendix 2 (anexo24.md 5.1, edition
// 2024).
constexpr KeyRule table[] = {
    opens("IN", 18),
    opens("E1", 18),
    opens("E3", 18),
    opens("V1", 6, true),
    opens("V7", 6, true),
    opens("VD", 6, true),
    takes("RT", 2, Expiry::any),
    takes("H1", 2, Expiry::any),
    takes("H8", 2, Expiry::any),
    takes("F4", 1, Expiry::unexpired_only),
    takes("V1", 2, Expiry::unexpired_only, true),
    takes("V5", 2, Expiry::unexpired_only, true),
    takes("V6", 2, Expiry::unexpired_only),
    takes("V9", 2, Expiry::unexpired_only),
    takes("A3", 1, Expiry::expired_only),
    takes("CTM", 0, Expiry::unexpired_only),
    takes("DESTRUCTION", 0, Expiry::unexpired_only),
    takes("DONATION", 0, Expiry::unexpired_only),
    nothing("A1", 1),
    nothing("A1", 2),
    nothing("AF", 1),
    nothing("E2", 1),
    nothing("E4", 1),
    nothing("F5", 1),
    nothing("T3", 1),
    nothing("CT", 2),
    nothing("GC", 1),
    nothing("V5", 1),
    nothing("V6", 1),
    nothing("V7", 2),
    nothing("V9", 1),
    decide("V2", 1),
    decide("V2", 2),
    decide("V3", 1),
    decide("V4", 2),
    decide("VD", 2),
    decide("G9", 1),
    decide("G9", 2),
    decide("BB", 1),
    decide("BB", 2),
    decide("D1", 1),
    decide("D1", 2),
    decide("K1", 1),
    decide("K1", 2),
};

constexpr KeyRule unknown_key = nothing("", 0);

}  // namespace

const KeyRule& key_rule(std::string_view clave, std::uint8_t operation, LocalDate on) {
    const KeyRule* found = &unknown_key;
    for (const KeyRule& rule : table) {
        const bool applies =
            rule.clave == clave && rule.operation == operation && rule.valid_from <= on;
        if (applies && (found == &unknown_key || rule.valid_from >= found->valid_from)) {
            found = &rule;
        }
    }
    return *found;
}

bool is_known_key(std::string_view clave) {
    for (const KeyRule& rule : table) {
        if (rule.clave == clave) return true;
    }
    return false;
}

std::span<const KeyRule> key_table() { return table; }

}  // namespace saldo::ledger
