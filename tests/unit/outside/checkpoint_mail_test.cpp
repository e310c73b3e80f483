#include "hub/outside/checkpoint_mail.hpp"

#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/unit/proof_store/log_with_trees.hpp"

namespace saldo::test {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

hub::CheckpointMail::Options options(const TempFolder& folder) {
    return {.mail = {.server = "smtp://m",
                     .from = "a@b",
                     .to = {"c@d"},
                     .every_hours = 24,
                     .user = "u",
                     .password_file = {}},
            .password = "secret",
            .file = folder / "mailed"};
}
UtcTime hour(std::int64_t n) { return {ms_of_2026 + n * hour_ms}; }
std::size_t enclosures(const hub::Errand& errand) {
    std::size_t count = 0;
    const std::string& text = errand.parcel.body;
    for (auto found = text.find("attachment"); found != std::string::npos;
         found = text.find("attachment", found + 1)) {
        ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("one letter a day, of what grew, whatever happens between", "[outside][mail]") {
    LogWithTrees trees;
    trees.append_parts(gna, 3);
    trees.append_parts(otr, 2);
    const auto proofs = trees.open();
    const SteadyTime start;
    std::optional<hub::CheckpointMail> mail;
    mail.emplace(*proofs, options(trees.folder));

    auto letter = mail->turn(hour(0), start).value();
    REQUIRE(letter);
    CHECK(letter->parcel.url == "smtp://m");
    CHECK(letter->parcel.password == "secret");
    CHECK(letter->parcel.body.find("secret") == std::string::npos);
    CHECK(enclosures(*letter) == 2);
    CHECK_FALSE(mail->turn(hour(0), start).value());  // one on its way
    letter->on_delivered({.why = "refused"}, hour(0), start);
    CHECK(mail->trouble() == "refused");
    CHECK_FALSE(mail->turn(hour(0), start.plus_ms(59'999)).value());
    letter = mail->turn(hour(0), start.plus_ms(60'000)).value();
    REQUIRE(letter);
    letter->on_delivered({.status = 250}, hour(0), start);
    CHECK(mail->trouble().empty());

    trees.append_parts(gna, 1);
    proofs->advance();
    mail.emplace(*proofs, options(trees.folder));  // starts again
    CHECK_FALSE(mail->turn(hour(23), start).value());
    letter = mail->turn(hour(24), start).value();
    REQUIRE(letter);
    CHECK(enclosures(*letter) == 1);
    CHECK(letter->parcel.body.find("GNA150301A00-2026-4.checkpoint") != std::string::npos);
    letter->on_delivered({.status = 250}, hour(24), start);
    CHECK_FALSE(mail->turn(hour(100), start).value());  // nothing grew

    // A file that says nothing costs a letter, and no more.
    std::ofstream{trees.folder / "mailed"} << "saldo-mailed/1 x\n3 GNA150301A00/2026\n";
    mail.emplace(*proofs, options(trees.folder));
    letter = mail->turn(hour(100), start).value();
    REQUIRE(letter);
    CHECK(enclosures(*letter) == 2);
}

}  // namespace saldo::test
