#include "hub/customs/keys.hpp"

namespace saldo::customs {
namespace {

constexpr std::uint32_t first_digit_unit = 1'000'000;

int first_digit(std::uint32_t number) { return static_cast<int>(number / first_digit_unit % 10); }

std::uint8_t two_digits(int year) { return static_cast<std::uint8_t>(year % 100); }

}  // namespace

YearReading year_of_pedimento(std::uint32_t number, LocalDate paid_on,
                              std::optional<LocalDate> validated_on) {
    const int paid_year = paid_on.civil().year;
    const int digit = first_digit(number);
    if (digit == paid_year % 10) return {two_digits(paid_year)};
    if (digit != (paid_year + 9) % 10) return {two_digits(paid_year), false};
    const bool validated_before =
        validated_on.has_value() && validated_on->civil().year == paid_year - 1;
    return {two_digits(validated_before ? paid_year - 1 : paid_year)};
}

std::uint8_t year_of_named(std::uint32_t number, std::optional<LocalDate> paid_on,
                           LocalDate named_on) {
    if (paid_on) return year_of_pedimento(number, *paid_on, std::nullopt).year;
    const int latest = named_on.civil().year;
    const int back = (latest - first_digit(number) + 10) % 10;
    return two_digits(latest - back);
}

PedimentoRef ref_of(PedimentoKey key, std::uint8_t year) {
    return {.year = year, .office = key.office(), .licence = key.licence(), .number = key.number()};
}

}  // namespace saldo::customs
