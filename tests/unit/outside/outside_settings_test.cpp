#include "hub/outside/outside_settings.hpp"

#include <string>

#include <fmt/format.h>

#include "hub/settings.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::test {
namespace {

const std::string vkey = "auditor.example/w1+25705821+BHy2oH+2aJQoStnLaczK1LMLkj9CtWRNL4kxrJLaYDfu";
const std::string log_vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

hub::LoadedSettings load(const std::string& proof) {
    const TempFolder folder;
    return hub::load_settings({.file = folder.write("hub.toml", "[proof]\n" + proof)});
}

}  // namespace

TEST_CASE("who keeps checkpoints outside is read as written", "[outside][settings]") {
    const auto read =
        load(fmt::format("witnesses = \"{} https://w.example/a//, {} http://b:1\"\n", vkey,
                         "b+8aad86f8+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/"
                         "LDE4izWy10TW"));
    // The second key's id is not its own: one fault, and the first one is as it stands.
    CHECK(read.loaded.faults.size() == 1);
    REQUIRE(read.settings.outside.witnesses.size() == 1);
    CHECK(tlog::format_vkey(read.settings.outside.witnesses[0].key) == vkey);
    CHECK(read.settings.outside.witnesses[0].url == "https://w.example/a");
    CHECK(read.settings.outside.is_on());
    CHECK(read.settings.outside.every_s == 60);
    CHECK_FALSE(load("").settings.outside.is_on());

    const auto mail = load(
        "mail_server = \"smtp://m.example:587\"\nmail_from = \"a@b.c\"\nmail_to = \"d@e.f , g@h\"\n"
        "mail_user = \"u\"\nmail_password_file = \"/etc/p\"\n");
    CHECK(mail.loaded.faults.empty());
    CHECK(mail.settings.outside.mail.to == std::vector<std::string>{"d@e.f", "g@h"});
    CHECK(mail.settings.outside.mail.every_hours == 24);
}

TEST_CASE("what could not be told anybody is a fault", "[outside][settings]") {
    const std::string from_to = "mail_from = \"a@b.c\"\nmail_to = \"d@e.f\"\n";
    const std::string proof = GENERATE_COPY(values<std::string>(
        {"witnesses = \"" + vkey + "\"\n",               // no address
         "witnesses = \"" + log_vkey + " http://w\"\n",  // a log's key
         "witnesses = \"" + vkey + " ftp://w\"\n",       //
         "witnesses = \"" + vkey + " http://\"\n",       //
         "witnesses = \"" + vkey + " http://w x\"\n",    //
         "witnesses = \"" + vkey + " http://w," + vkey + " http://v\"\n",
         "webhooks = \"archive.example\"\n",                   //
         "webhooks = \"http://a\\u000d\\u000aX: y\"\n",        //
         "mail_server = \"smtp://m\"\n",                       // from whom?
         "mail_server = \"http://m\"\n" + from_to,             //
         "mail_server = \"smtp://m\"\nmail_from = \"a@b\"\n",  // to whom?
         "mail_server = \"smtp://m\"\nmail_to = \"a\"\nmail_from = \"a@b\"\n",
         "mail_server = \"smtp://m\"\nmail_user = \"u\"\n" + from_to, "every_seconds = 0\n"}));
    INFO(proof);
    CHECK(load(proof).loaded.faults.size() == 1);
}

}  // namespace saldo::test
