#include "hub/customs/keys.hpp"

#include "hub/customs/rfc.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/datastage_set.hpp"

using namespace saldo;
using namespace saldo::customs;

namespace {

std::optional<LocalDate> date(std::string_view text) {
    if (text.empty()) return std::nullopt;
    return *parse_date(text);
}

}  // namespace

TEST_CASE("the year of a pedimento is that of its validation", "[customs][keys]") {
    struct Case {
        std::string name;
        std::uint32_t number;
        std::string paid;
        std::string validated;
        int year;
        bool is_certain;
    };
    const auto c = GENERATE(values<Case>({
        {"the usual one", 5'000'001, "2025-03-03", "2025-03-03", 25, true},
        {"validated in December, paid in January", 4'000'001, "2025-01-02", "2024-12-31", 24, true},
        {"consolidated: opened in December, closed and validated in January", 4'000'001,
         "2025-01-08", "2025-01-08", 25, true},
        {"opened the year before, no time of validation", 4'000'001, "2025-01-08", "", 25, true},
        {"a digit of neither year", 2'000'001, "2025-03-03", "2025-03-03", 25, false},
        {"the digit zero", 1, "2030-03-03", "2030-03-03", 30, true},
        {"the digit nine before a zero", 9'000'001, "2030-01-03", "2029-12-30", 29, true},
    }));
    INFO(c.name);
    const YearReading year = year_of_pedimento(c.number, *date(c.paid), date(c.validated));
    CHECK(int{year.year} == c.year);
    CHECK(year.is_certain == c.is_certain);
}

TEST_CASE("a pedimento that another one names gets the year of its payment date",
          "[customs][keys]") {
    CHECK(year_of_named(5'000'001, date("2025-03-03"), *date("2026-01-15")) == 25);
    CHECK(year_of_named(5'000'001, date("2026-01-03"), *date("2026-01-15")) == 26);
    // Without one: the latest year that ends in its digit.
    CHECK(year_of_named(5'000'001, std::nullopt, *date("2025-03-03")) == 25);
    CHECK(year_of_named(4'000'001, std::nullopt, *date("2025-03-03")) == 24);
    CHECK(year_of_named(6'000'001, std::nullopt, *date("2025-03-03")) == 16);
}

TEST_CASE("keys order as office, licence and number do", "[customs][keys]") {
    const PedimentoKey key{240, 9029, 5'000'001};
    CHECK(key.office() == 240);
    CHECK(key.licence() == 9029);
    CHECK(key.number() == 5'000'001);
    CHECK(PedimentoKey{70, 9999, 9'999'999} < PedimentoKey{71, 0, 0});
    CHECK(PedimentoKey{70, 1, 9'999'999} < PedimentoKey{70, 2, 0});
    CHECK(PedimentoKey{}.is_empty());
}

TEST_CASE("a link inside a set names the pedimento as the set does", "[customs][keys]") {
    // Validated in December and paid in January: its own row knows, the row that names it does not.
    test::DataStageSetText text;
    for (const char* record : {"501", "506", "507", "551", "557", "558"}) {
        for (std::string& line : text.lines(record)) {
            const std::size_t at = line.find("|5000001|");
            if (at != std::string::npos) line.replace(at, 9, "|4000001|");
        }
    }
    text.set("501", 1, "FechaPagoReal", "2025-01-02 10:00:00");
    text.set("501", 1, "FechaRecepcionPedimento", "2024-12-31 10:00:00");
    text.set("701", 1, "PedimentoAnterior", "4000001");
    text.set("701", 1, "FechaOperacionAnterior", "2025-01-02");
    const auto set = text.read();
    REQUIRE(set.pedimentos.size() == 3);
    CHECK(set.pedimentos[0].ref.key() == "24-240-9029-4000001");
    CHECK(set.pedimentos[2].rectifies->previous == set.pedimentos[0].ref);
}

TEST_CASE("an RFC has letters, a date and a homoclave", "[customs][rfc]") {
    for (const char* rfc : {"IDM150301AB1", "GNA150301A00", "XEXX010101000", "A&B150301AB1",
                            "\xC3\x91"
                            "AB150301AB1"}) {
        INFO(rfc);
        CHECK(looks_like_rfc(rfc));
    }
    for (const char* rfc : {"", "IDM15030AB1", "IDM150301AB12", "ID150301AB1", "IDM15O301AB1"}) {
        INFO(rfc);
        CHECK_FALSE(looks_like_rfc(rfc));
    }
    CHECK(normal_rfc(" \xC3\xB1"
                     "ab150301ab1 ") ==
          "\xC3\x91"
          "AB150301AB1");
}
