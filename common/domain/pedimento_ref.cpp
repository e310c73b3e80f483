#include "common/domain/pedimento_ref.hpp"

#include <cstdio>

#include "common/base/text.hpp"

namespace saldo {

std::string PedimentoRef::key() const {
    char text[48];
    std::snprintf(text, sizeof text, "%02u-%03u-%04u-%07u", unsigned{year}, unsigned{office},
                  unsigned{licence}, number);
    return text;
}

std::string PedimentoRef::printed() const {
    char text[48];
    std::snprintf(text, sizeof text, "%015llu", static_cast<unsigned long long>(printed_number()));
    return text;
}

std::uint64_t PedimentoRef::printed_number() const {
    const std::uint64_t office_of_print = office / 10;
    return ((year * std::uint64_t{100} + office_of_print) * 10'000 + licence) * 10'000'000 + number;
}

Result<PedimentoRef> parse_pedimento_key(std::string_view text) {
    const auto bad = [&] {
        return malformed("'" + std::string{text} + "' is not a pedimento like 25-190-8005-5000001");
    };
    const auto parts = split(text, '-');
    if (parts.size() != 4) return bad();
    if (parts[0].size() != 2 || parts[1].size() != 3) return bad();
    if (parts[2].size() != 4 || parts[3].size() != 7) return bad();
    const auto year = parse_unsigned(parts[0]);
    const auto office = parse_unsigned(parts[1]);
    const auto licence = parse_unsigned(parts[2]);
    const auto number = parse_unsigned(parts[3]);
    if (!year || !office || !licence || !number) return bad();
    return PedimentoRef{static_cast<std::uint8_t>(*year), static_cast<std::uint16_t>(*office),
                        static_cast<std::uint16_t>(*licence), static_cast<std::uint32_t>(*number)};
}

std::optional<std::uint64_t> printed_number_of(std::string_view name) {
    constexpr std::size_t printed_digits = 15;
    if (const auto ref = parse_pedimento_key(name)) return ref->printed_number();
    if (name.size() != printed_digits) return std::nullopt;
    return parse_unsigned(name);
}

}  // namespace saldo
