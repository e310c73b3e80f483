#include "agent/dock/line_profile.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"

using namespace saldo;
using namespace saldo::agent;

namespace {

const PartBook& parts() {
    static const PartBook book{{{"RM-2", 1}, {"FG-1", 6}, {"RM-1", 11}}};
    return book;
}

LineOutcome read(std::string_view line) {
    return read_line(line, {.plant = "P01", .parts = &parts()});
}

constexpr std::string_view good =
    "E-1,2026-03-02T08:00:00-06:00,P01,RECEIPT,RM-1,135.4,11,PED,25-190-8005-5000001,,SC03";

std::string with(std::string from, const std::string& to) {
    std::string line{good};
    return line.replace(line.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("a line of the profile becomes a movement", "[agent][dock]") {
    const LineOutcome outcome = read(good);
    REQUIRE(std::holds_alternative<Movement>(outcome));
    const auto& movement = std::get<Movement>(outcome);
    CHECK(movement.event_id == "E-1");
    CHECK(movement.part_number == "RM-1");
    CHECK(format_quantity(movement.quantity) == "135.400");
    CHECK(movement.device == "SC03");
    const LineOutcome quoted = read(with("RM-1", "\"RM-1\""));
    REQUIRE(std::holds_alternative<Movement>(quoted));
    CHECK(std::get<Movement>(quoted) == movement);
}

TEST_CASE("what is wrong with a line is named by code, column and value", "[agent][dock]") {
    struct Case {
        std::string line, code, column, found;
    };
    const auto c = GENERATE(values<Case>({
        {"hello", "BAD_LINE", "", "1 fields"},
        {"\"never closes", "BAD_LINE", "", ""},
        {"event_id,ts,plant,type,part_number,qty,umc,ref_type,ref,counter_plant,device",
         "HEADER_LINE", "", ""},
        {with("E-1", ""), "MISSING_FIELD", "event_id", ""},
        {with("E-1", std::string(65, 'x')), "TOO_LONG", "event_id", std::string(65, 'x')},
        {with("RM-1", "RM\x1d"), "BAD_TEXT", "part_number", "RM\x1d"},
        {with("-06:00", ""), "BAD_TIME", "ts", "2026-03-02T08:00:00"},
        {with("RECEIPT", "RECIBO"), "UNKNOWN_TYPE", "type", "RECIBO"},
        {with("135.4", "0"), "BAD_QUANTITY", "qty", "0"},
        {with("135.4", "-1"), "BAD_QUANTITY", "qty", "-1"},
        {with("135.4", "1e3"), "BAD_QUANTITY", "qty", "1e3"},
        {with(",11,", ",23,"), "UNKNOWN_UNIT", "umc", "23"},
        {with("P01", "P02"), "WRONG_PLANT", "plant", "P02"},
        {with("RM-1", "RM-9"), "UNKNOWN_PART", "part_number", "RM-9"},
        {with(",11,", ",6,"), "UNIT_MISMATCH", "umc", "6"},
    }));
    INFO(c.line);
    const LineOutcome outcome = read(c.line);
    REQUIRE(std::holds_alternative<Refusal>(outcome));
    const auto& refusal = std::get<Refusal>(outcome);
    CHECK(to_string(refusal.code) == c.code);
    CHECK(refusal.column == c.column);
    CHECK(refusal.found == c.found);
    for (const Language language : {Language::es, Language::en}) {
        const std::string reply = reply_err(refusal, language);
        CHECK(reply.size() <= reply_bytes_max);
        CHECK(reply.starts_with("ERR " + c.code + " "));
        CHECK(reply.ends_with("\r\n"));
        for (const char byte : reply.substr(0, reply.size() - 2)) {
            CHECK((byte >= 0x20 && byte < 0x7F));
        }
    }
}

TEST_CASE("without a catalog parts are taken as they come", "[agent][dock]") {
    const LineOutcome outcome = read_line(with("RM-1", "RM-9"), {.plant = "P01", .parts = nullptr});
    CHECK(std::holds_alternative<Movement>(outcome));
}

TEST_CASE("a count of zero is a movement, another zero is not", "[agent][dock]") {
    std::string line = with("RECEIPT", "COUNT");
    line.replace(line.find("135.4"), 5, "0");
    CHECK(std::holds_alternative<Movement>(read(line)));
}

TEST_CASE("replies say in Spanish or English what devices can show", "[agent][dock][reply]") {
    const Refusal unknown{.code = RefusalCode::unknown_part,
                          .column = "part_number",
                          .found = "RM-9ñ\x1d",
                          .expected = {}};
    CHECK(reply_err(unknown, Language::es) ==
          "ERR UNKNOWN_PART la parte no esta en el catalogo: part_number=RM-9n?\r\n");
    CHECK(reply_err(unknown, Language::en) ==
          "ERR UNKNOWN_PART the part is not in the catalog: part_number=RM-9n?\r\n");
    const Refusal unit{
        .code = RefusalCode::unit_mismatch, .column = "umc", .found = "6", .expected = "11"};
    CHECK(reply_err(unit, Language::es) ==
          "ERR UNIT_MISMATCH la unidad no es la UMC de la parte: umc=6 debe ser 11\r\n");
    CHECK(reply_ok(17) == "OK 17\r\n");
    CHECK(reply_dup(17) == "DUP 17\r\n");
}

TEST_CASE("programs read replies back", "[agent][dock][reply]") {
    const auto ok = read_reply("OK 17");
    REQUIRE(ok);
    CHECK(ok->kind == Reply::Kind::ok);
    CHECK(ok->sequence == 17);
    const auto dup = read_reply("DUP 18446744073709551615");
    REQUIRE(dup);
    CHECK(dup->kind == Reply::Kind::dup);
    const auto err = read_reply("ERR JOURNAL_FULL diario lleno");
    REQUIRE(err);
    CHECK(err->code == "JOURNAL_FULL");
    CHECK(err->words == "diario lleno");
    for (const char* bad : {"", "OK", "OK x", "OK -1", "OKAY 1", "ERR ", "NO 1"}) {
        INFO(bad);
        CHECK_FALSE(read_reply(bad));
    }
}

TEST_CASE("the names of refusal codes are frozen", "[agent][dock][reply]") {
    const char* names[] = {"BAD_LINE",     "MISSING_FIELD", "TOO_LONG",     "BAD_TEXT",
                           "BAD_TIME",     "UNKNOWN_TYPE",  "BAD_QUANTITY", "UNKNOWN_UNIT",
                           "UNKNOWN_PART", "UNIT_MISMATCH", "WRONG_PLANT",  "HEADER_LINE",
                           "CONFLICT",     "JOURNAL_FULL",  "BUSY",         "STOPPING"};
    for (const char* name : names) {
        const auto code = refusal_code_from(name);
        REQUIRE(code);
        CHECK(to_string(*code) == name);
    }
    CHECK_FALSE(refusal_code_from("NONE"));
}

TEST_CASE("the page on the line profile explains each code", "[agent][dock][reply]") {
    std::ifstream file{test::source_folder() / "docs" / "line_profile.md"};
    const std::string page{std::istreambuf_iterator<char>{file}, {}};
    for (std::size_t i = 0; i < refusal_code_count; ++i) {
        const std::string name{to_string(static_cast<RefusalCode>(i))};
        INFO(name);
        CHECK(page.find("| " + name + " |") != std::string::npos);
    }
}

TEST_CASE("a part book finds each of its parts and no other", "[agent][dock]") {
    CHECK(parts().size() == 3);
    CHECK(parts().umc_of("RM-1") == 11);
    CHECK(parts().umc_of("FG-1") == 6);
    CHECK_FALSE(parts().umc_of("RM"));
    CHECK_FALSE(parts().umc_of("RM-11"));
    CHECK_FALSE(parts().umc_of(""));
    CHECK_FALSE(PartBook{}.umc_of("RM-1"));
}
