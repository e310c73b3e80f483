#include "common/base/bytes.hpp"
#include "common/base/csv.hpp"
#include "common/base/date.hpp"
#include "common/base/decimal.hpp"
#include "common/base/text.hpp"
#include "common/base/time.hpp"
#include "common/wire/fact_codec.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;

TEST_CASE("decimal numbers are read exactly or refused", "[base][decimal]") {
    CHECK(*parse_fixed("12.5", 8) == 1'250'000'000);
    CHECK(*parse_fixed("-0.00000001", 8) == -1);
    CHECK(*parse_fixed("-1.00000", 3) == -1000);
    CHECK(*parse_fixed("92233720368.54775807", 8) == INT64_MAX);
    for (const char* bad : {"", "-", ".", "1.", "1,000", "1e3", " 1", "0.000000001",
                            "92233720368.54775808", "1.2.3", "--1"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_fixed(bad, 8));
    }
    CHECK(format_fixed(-1, 8, 3) == "-0.00000001");
    CHECK(format_fixed(1'250'000'000, 8, 3) == "12.500");
    CHECK(format_fixed(INT64_MIN, 8, 3) == "-92233720368.54775808");
}

TEST_CASE("products round half to even once, or half up where the rule says so",
          "[base][decimal]") {
    CHECK(mul_div_half_even(5, 1, 2) == 2);
    CHECK(mul_div_half_even(7, 1, 2) == 4);
    CHECK(mul_div_half_even(-5, 1, 2) == -2);
    CHECK(mul_div_half_up(5, 1, 2) == 3);
    CHECK(mul_div_half_up(-5, 1, 2) == -3);
    CHECK(mul_div_half_up(99'999'900, 1, 100'000) == 1000);
}

TEST_CASE("dates follow the calendar", "[base][date]") {
    for (std::int32_t days = -25'567; days < 376'199; days += 13) {
        const auto date = LocalDate::from_days(days);
        REQUIRE(LocalDate::from_civil(date.civil()) == date);
        REQUIRE(*parse_date(format_date(date)) == date);
    }
    CHECK(parse_date("2024-08-31")->plus_months(18) == *parse_date("2026-02-28"));
    CHECK(parse_date("2026-03-01")->weekday() == 6);
    CHECK_FALSE(parse_date("2025-02-29"));
    CHECK_FALSE(parse_date("2025-2-01"));
    CHECK_FALSE(parse_date("01/02/2025"));
}

TEST_CASE("a time without an offset is refused", "[base][time]") {
    const auto time = parse_offset_time("2026-03-02T08:00-06:00");
    REQUIRE(time);
    CHECK(format_utc(time->utc) == "2026-03-02T14:00:00.000Z");
    CHECK(format_offset_time(*time) == "2026-03-02T08:00:00-06:00");
    CHECK(parse_offset_time("2026-03-01T23:30:00-07:00")->local_date() ==
          *parse_date("2026-03-01"));
    CHECK_FALSE(parse_offset_time("2026-03-02T08:00:00"));
    CHECK_FALSE(parse_offset_time("2026-03-02T25:00:00-06:00"));
}

TEST_CASE("text from customs files becomes UTF-8", "[base][text]") {
    CHECK(cp1252_to_utf8("ARN\xC9S \x80") == "ARNÉS €");
    CHECK(is_utf8("ARNÉS"));
    CHECK_FALSE(is_utf8("\xC0\x80"));
    CHECK_FALSE(is_utf8("\xED\xA0\x80"));
    CHECK(split("a||b", '|').size() == 3);
    const std::string_view keys[] = {"broker_port", "broker_host", "data"};
    CHECK(nearest("brocker_port", keys) == "broker_port");
    CHECK_FALSE(nearest("zzzzzzzzzz", keys));
}

TEST_CASE("CRC-32C is that of RFC 3720", "[base][bytes]") {
    CHECK(crc32c(as_bytes("123456789")) == 0xE3069283U);
    CHECK(crc32c(as_bytes("6789"), crc32c(as_bytes("12345"))) == 0xE3069283U);
    CHECK(to_hex(*from_hex("00ff7A")) == "00ff7a");
    CHECK_FALSE(from_hex("0g"));
}

TEST_CASE("CSV keeps quotes, commas and line numbers", "[base][csv]") {
    CsvReader reader{
        "\xEF\xBB\xBF"
        "a,b\r\n\r\n\"x, \"\"y\"\"\nz\",2\r\nlast"};
    CHECK((*reader.next())->fields == std::vector<std::string>{"a", "b"});
    const auto row = reader.next();
    CHECK((*row)->line == 3);
    CHECK((*row)->fields[0] == "x, \"y\"\nz");
    CHECK((*reader.next())->line == 5);
    CHECK_FALSE(reader.next());
    CsvReader open{"\"a"};
    CHECK_FALSE(*open.next());
}

TEST_CASE("a fact survives its encoding and nothing else does", "[wire][fact]") {
    Pedimento p{.rfc = "GNA150301A00", .ref = *parse_pedimento_key("25-190-8005-5000001")};
    p.clave = "IN";
    p.partidas.push_back({.secuencia = 1, .quantity = Quantity::from_units(5), .umc = 6});
    p.partidas[0].remarks.push_back({1, "NO.PARTE"});
    p.remesas.push_back({38, {LocalDate::from_civil({2025, 3, 2}), 36'000}});
    const auto bytes = wire::encode_fact(p);
    REQUIRE(bytes);
    const auto back = wire::decode_fact(*bytes);
    REQUIRE(back);
    CHECK(std::get<Pedimento>(*back) == p);
    for (std::size_t n = 0; n < bytes->size(); ++n) {
        CHECK_FALSE(wire::decode_fact(ByteView{*bytes}.first(n)));
    }
    Bytes longer = *bytes;
    longer.push_back(std::byte{0});
    CHECK_FALSE(wire::decode_fact(longer));
    CHECK(p.ref.printed() == "251980055000001");
}
