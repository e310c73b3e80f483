#include "hub/book/explain.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "hub/book/explain_codes.hpp"
#include "hub/scenario/told.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"

using namespace saldo;
using namespace saldo::book;

namespace {

constexpr const char* rfc = "AAA010101AAA";

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file{test::source_folder() / path, std::ios::binary};
    REQUIRE(file);
    return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

/// A log in memory and the book of it.
class Teller {
public:
    explicit Teller(std::string_view statements) {
        Book known;  // what the statements are read against
        scenario::Told told = scenario::tell(statements, known);
        INFO(told.fault_line << ": " << told.fault);
        REQUIRE(told.fault_line == 0);
        REQUIRE(told.refusals.empty());
        for (Fact& fact : told.facts) tell(std::move(fact));
    }
    Verdict tell(Fact fact) {
        log_.push_back(fact);
        return book.apply({LogPosition{log_.size() - 1}, {}, std::move(fact)}).verdict;
    }
    std::string explain(const std::string& ref, Language language = Language::en,
                        Filter filter = {}) {
        const auto fact_at = [this](LogPosition position) -> std::optional<Fact> {
            if (position.value() >= log_.size()) return std::nullopt;
            return log_[position.value()];
        };
        std::string text;
        for (const auto& line : book::explain(book, filter, ref, fact_at, language)) {
            text += line + "\n";
        }
        return text;
    }
    Book book;

private:
    std::vector<Fact> log_;
};

/// tests/golden/explain/case.scn, and the two scans of movements.csv.
Teller golden_case() {
    Teller told{text_of("tests/golden/explain/case.scn")};
    const std::tuple<const char*, const char*, int, const char*> scans[] = {
        {"P01-000117", "2026-01-10T11:20:00-06:00", 340, "dock-1"},
        {"P01-000118", "2026-01-10T11:45:00-06:00", 220, "dock-2"}};
    for (const auto& [event, at, quantity, device] : scans) {
        Movement m{.event_id = event,
                   .at = *parse_offset_time(at),
                   .plant = "P01",
                   .type = MovementType::receipt,
                   .part_number = "X",
                   .quantity = Quantity::from_units(quantity),
                   .umc = 6,
                   .ref_type = "PED",
                   .ref = "26-430-3890-6000101"};
        m.device = device;
        REQUIRE(told.tell(ImportedMovement{rfc, m}) == Verdict::fresh);
    }
    return told;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

constexpr std::string_view one_part = "company ALFA rfc=AAA010101AAA\npart X umc=6\n";

/// What stands in the quotes of the sources of the book and looks like a code.
std::set<std::string> codes_in_sources() {
    std::set<std::string> codes;
    const std::regex code{"\"([A-Z][A-Z0-9]*(_[A-Z0-9]+)+|CONFLICT|SHORTAGE)\""};
    const auto folder = test::source_folder() / "hub/book";
    for (const auto& file : std::filesystem::directory_iterator{folder}) {
        const std::string name = file.path().filename().string();
        const bool is_other = name.starts_with("explain") || name.starts_with("parallel");
        if (is_other || file.path().extension() != ".cpp") continue;
        const std::string text = text_of(file.path());
        for (std::sregex_iterator it{text.begin(), text.end(), code}, end; it != end; ++it) {
            codes.insert((*it)[1]);
        }
    }
    return codes;
}

}  // namespace

TEST_CASE("a lot with exits, a rectification and scrap reads as it was reviewed",
          "[book][explain][golden]") {
    Teller told = golden_case();
    const std::string page = text_of("docs/explain.md");
    const std::pair<Language, const char*> languages[] = {{Language::en, "en"},
                                                          {Language::es, "es"}};
    for (const auto& [language, name] : languages) {
        for (const char* ref : {"A", "RT2"}) {
            const std::string file =
                std::string{"tests/golden/explain/"} + ref + "." + name + ".txt";
            INFO(file);
            const std::string said = told.explain(ref, language);
            CHECK(said == text_of(file));
            CHECK(has(page, said));
        }
    }
}

TEST_CASE("every code that the book raises has its sentence, rule and remedy in both languages",
          "[book][explain]") {
    // Refusals and file columns are no alerts; whoever adds a code says here which it is.
    const std::set<std::string> no_alerts = {
        "ENTRY_AFTER_OPENING", "GIVES_ITSELF",       "KEY_NOT_ALLOWED",     "MODE_MIXED",
        "MODE_NOT_AUTHORISED", "NOTHING_TO_REPLACE", "NOT_FOUND",           "NOT_REJECTED",
        "OPENING_DAY",         "REASON_MISSING",     "SECOND_PERSON_NEEDED"};
    const std::set<std::string> found = codes_in_sources();
    CHECK(found.size() > 30);
    for (const std::string& code : found) {
        if (no_alerts.contains(code)) continue;
        INFO(code);
        CHECK(words_of_code(code) != nullptr);
    }
    std::string_view before;
    for (const CodeWords& words : alert_codes()) {
        INFO(words.code);
        CHECK(before < words.code);
        before = words.code;
        CHECK(found.contains(std::string{words.code}));
        for (Language language : {Language::en, Language::es}) {
            CHECK(words.sentence.in(language).ends_with("."));
            CHECK_FALSE(words.law.in(language).empty());
            CHECK(words.remedy.in(language).ends_with("."));
        }
        CHECK(words.sentence.en != words.sentence.es);
    }
    CHECK(words_of_code("NO_SUCH_CODE") == nullptr);
}

TEST_CASE("a name that the book does not know gives no explanation", "[book][explain]") {
    Teller told = golden_case();
    CHECK(told.explain("nothing").empty());
    CHECK(told.explain("").empty());
    CHECK(told.explain("A", Language::en, {.company = "BBB010101BBB"}).empty());
    CHECK(told.explain("A", Language::en, {.part = "Y"}).empty());
    CHECK_FALSE(told.explain("A", Language::en, {.part = "X"}).empty());
}

TEST_CASE("an explanation of a day leaves out what came after it", "[book][explain]") {
    Teller told = golden_case();
    const Filter march{.as_of = *parse_date("2026-03-31")};
    const std::string text = told.explain("A", Language::en, march);
    CHECK(has(text, "RT RT1"));
    CHECK_FALSE(has(text, "F4 F41"));
    CHECK(has(text, "Balance 350.000 pieces"));
    CHECK(has(text, "at the end of 2026-03-31"));
}

TEST_CASE("a shortage says how much, and which lots came too late for it", "[book][explain]") {
    Teller told{std::string{one_part} +
                "import A X 500 IN 2026-01-10\n"
                "import B X 800 IN 2026-06-10\n"
                "outcome RT1 RT 2026-03-01 use=X:650\n"};
    const std::string outcome = told.explain("RT1", Language::es);
    CHECK(has(outcome, "Faltan 150.000 piezas: ningún lote quedaba"));
    CHECK(has(outcome, "no pueden cubrirlo (D-03): 1."));
    CHECK(has(told.explain("B"), "RT RT1: short of 150.000 pieces; this lot came later"));
    CHECK_FALSE(has(told.explain("A"), "short of"));
}

TEST_CASE("an expired lot says what passed it over, and an outcome what it passed over",
          "[book][explain]") {
    Teller told{std::string{one_part} +
                "import A X 100 IN 2024-01-10\n"
                "import B X 100 IN 2025-06-10\n"
                "outcome F41 F4 2026-02-01 use=X:40\n"
                "outcome RT1 RT 2026-02-10 use=X:30\n"};
    const std::string lot = told.explain("A");
    CHECK(has(lot, "F4 F41: passed over with 100.000 pieces because its term had ended"));
    CHECK(has(lot, "days after the term"));
    CHECK(has(lot, "Customs Law 183-II"));
    CHECK(has(told.explain("F41"), "Passed over A with 100.000 pieces: its term ended 2025-07-10"));
    const std::string alert = told.explain("EXPIRED_LOT_SKIPPED:F41:X:A", Language::es);
    CHECK(has(alert, "Fundamento: D-05; Ley Aduanera 108; regla 2.5.2."));
    CHECK(has(alert, "Destino F41 · F4"));
    CHECK(has(alert, "Lote A · parte X"));
}

TEST_CASE("held shrinkage, its approval and substitutes are told with who and why",
          "[book][explain]") {
    Teller told{std::string{one_part} +
                "part Y umc=6\n"
                "norm X 10%\n"
                "substitute X Y authorisation=ECN-9\n"
                "import A X 500 IN 2026-01-10\n"
                "import C Y 500 IN 2026-01-10\n"
                "outcome RT1 RT 2026-03-01\n"
                "use RT1 X 100 shrinkage=15\n"
                "use RT1 Y 10 instead=X\n"};
    CHECK(has(told.explain("RT1"), "Held until approved, not discharged: 5.000 X"));
    REQUIRE(told.tell(Approval{.outcome = "RT1",
                               .part_number = "X",
                               .quantity = Quantity::from_units(2),
                               .approver = "M. Ruiz",
                               .reason = "weighed"}) == Verdict::fresh);
    const std::string text = told.explain("RT1");
    CHECK(has(text, "M. Ruiz approved shrinkage of 2.000 X (D-20): weighed."));
    CHECK(has(text, "Held until approved, not discharged: 3.000 X"));
    CHECK(has(text, "Documented norm: 10 %"));
    CHECK(has(text, "Used in place of X: authorised by ECN-9"));
}

TEST_CASE("a line of an explanation is never wider than a screen", "[book][explain]") {
    Teller told = golden_case();
    for (Language language : {Language::en, Language::es}) {
        const std::string text = told.explain("A", language);
        std::size_t width = 0;
        for (char c : text) {
            if (c == '\n') width = 0;
            if (c != '\n' && (c & 0xC0) != 0x80) ++width;
            REQUIRE(width <= 88);
        }
    }
}
