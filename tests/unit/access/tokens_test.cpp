#include "hub/access/tokens.hpp"

#include "hub/access/attempts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;

namespace {

constexpr UtcTime now{1'790'000'000'000};
constexpr UtcTime after_minutes(std::int64_t minutes) { return {now.ms + minutes * 60'000}; }
const TokenGrant grant{.agent = "gna-tij1", .rfc = "GNA150301A00", .plant = "P01"};

}  // namespace

TEST_CASE("a token is known again after a restart, and what was used stays used",
          "[access][token]") {
    const test::TempFolder folder;
    const config::EnrolToken token = [&] {
        auto tokens = Tokens::open(folder.path(), now);
        REQUIRE(tokens);
        return tokens->create(grant, Digest{}, 60, now).value();
    }();
    {
        auto tokens = Tokens::open(folder.path(), after_minutes(5));
        REQUIRE(tokens);
        const auto found = tokens->find(token);
        REQUIRE(found);
        CHECK(found->grant.agent == "gna-tij1");
        CHECK(found->expires == after_minutes(60));
        CHECK_FALSE(found->used);
        REQUIRE(tokens->use(token, "keys", "serial", after_minutes(5)));
    }
    auto tokens = Tokens::open(folder.path(), after_minutes(10));
    REQUIRE(tokens);
    CHECK(tokens->find(token)->used == after_minutes(5));
    CHECK(tokens->find(token)->used_for == "keys");
    // Long after its end it is forgotten, and so unknown.
    auto later = Tokens::open(folder.path(), after_minutes(60 + 31 * 24 * 60));
    REQUIRE(later);
    CHECK(later->all().empty());
}

TEST_CASE("an enrolment lets one epoch begin, within a day", "[access][token]") {
    const test::TempFolder folder;
    auto tokens = Tokens::open(folder.path(), now);
    REQUIRE(tokens);
    const config::EnrolToken token = tokens->create(grant, Digest{}, 60, now).value();
    CHECK_FALSE(tokens->redeem("gna-tij1", "", now).value());
    REQUIRE(tokens->use(token, "keys", "77aa", now));
    CHECK_FALSE(tokens->redeem("gna-tij1", "77ab", now).value());
    CHECK_FALSE(tokens->redeem("gna-jrz1", "77aa", now).value());
    CHECK_FALSE(tokens->redeem("gna-tij1", "77aa", after_minutes(24 * 60 + 1)).value());
    CHECK(tokens->redeem("gna-tij1", "77aa", after_minutes(24 * 60)).value());
    CHECK_FALSE(tokens->redeem("gna-tij1", "77aa", now).value());
    auto again = Tokens::open(folder.path(), now);
    REQUIRE(again);
    CHECK_FALSE(again->redeem("gna-tij1", "77aa", now).value());
}

TEST_CASE("only the whole token is the token", "[access][token]") {
    const test::TempFolder folder;
    auto tokens = Tokens::open(folder.path(), now);
    REQUIRE(tokens);
    const config::EnrolToken token = tokens->create(grant, Digest{}, 60, now).value();
    CHECK(tokens->find(token));
    for (std::size_t i = 0; i < token.secret.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            config::EnrolToken other = token;
            other.secret[i] ^= std::byte{1} << bit;
            CHECK_FALSE(tokens->find(other));
        }
    }
    config::EnrolToken renamed = token;
    renamed.agent = "gna-tij2";
    CHECK_FALSE(tokens->find(renamed));
    CHECK(tokens->create(grant, Digest{}, 60, now).value().secret != token.secret);
}

TEST_CASE("what is written of a token does not give it back", "[access][token]") {
    const test::TempFolder folder;
    auto tokens = Tokens::open(folder.path(), now);
    REQUIRE(tokens);
    const config::EnrolToken token = tokens->create(grant, Digest{}, 60, now).value();
    const std::string secret = to_hex(token.secret);
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder.path()}) {
        std::ifstream in{entry.path()};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        CHECK(text.find(secret) == std::string::npos);
        CHECK(entry.path().string().find(secret) == std::string::npos);
        ++files;
    }
    CHECK(files == 1);
}

TEST_CASE("a token survives its way as text", "[access][token]") {
    config::EnrolToken token = config::make_enrol_token("gna-tij1", sha256(as_bytes("ca")));
    const std::string text = config::format_enrol_token(token);
    CHECK(config::parse_enrol_token(text).value() == token);
    CHECK(config::parse_enrol_token("  " + text + " \r\n").value() == token);
    for (std::size_t size = 0; size < text.size(); ++size) {
        const auto half = config::parse_enrol_token(text.substr(0, size));
        CHECK_FALSE(half);
    }
    CHECK_FALSE(config::parse_enrol_token(text + "0"));
    CHECK_FALSE(config::parse_enrol_token("saldo2" + text.substr(6)));
}

TEST_CASE("an address that fails too often must wait, and others need not", "[access][attempts]") {
    Attempts attempts;
    for (int i = 0; i < 10; ++i) {
        CHECK(attempts.may_try("10.0.0.1", now));
        attempts.failed("10.0.0.1", now);
    }
    CHECK_FALSE(attempts.may_try("10.0.0.1", now));
    CHECK(attempts.may_try("10.0.0.2", now));
    CHECK_FALSE(attempts.may_try("10.0.0.1", {now.ms + 5'000}));
    CHECK(attempts.may_try("10.0.0.1", {now.ms + 7'000}));
    // A clock that goes back forgives nothing.
    CHECK_FALSE(attempts.may_try("10.0.0.1", {now.ms - 100'000}));
}

TEST_CASE("the count of failures is bounded", "[access][attempts]") {
    Attempts attempts{{.failures_max = 1, .one_less_each_ms = 6'000, .addresses_max = 2}};
    attempts.failed("a", now);
    attempts.failed("b", {now.ms + 1'000});
    attempts.failed("c", {now.ms + 2'000});  // the first one is forgotten for it
    CHECK(attempts.may_try("a", {now.ms + 2'000}));
    CHECK_FALSE(attempts.may_try("b", {now.ms + 2'000}));
    CHECK_FALSE(attempts.may_try("c", {now.ms + 2'000}));
}
