#include "hub/outside/letter.hpp"

#include <algorithm>
#include <string_view>

#include "common/base/text.hpp"
#include "common/tlog/base64.hpp"
#include "tests/support/catch.hpp"

namespace saldo::test {
namespace {

hub::Letter small() {
    return {.from = "saldo@hub.example",
            .to = {"a@b.example", "c@d.example"},
            .subject = "Sí",
            .text = "Guarde esto.\n",
            .enclosures = {{.name = "a.checkpoint", .bytes = "hub-1\n\u2014 x\n"}},
            .written = {1'795'477'695'123},
            .id = "7"};
}

}  // namespace

TEST_CASE("a letter is what a mail server takes", "[outside][letter]") {
    CHECK(hub::format_letter(small()) ==
          "From: <saldo@hub.example>\r\n"
          "To: <a@b.example>,\r\n <c@d.example>\r\n"
          "Date: Mon, 23 Nov 2026 23:48:15 +0000\r\n"
          "Message-ID: <7@hub.example>\r\n"
          "Subject: =?UTF-8?B?U8Ot?=\r\n"
          "Auto-Submitted: auto-generated\r\n"
          "MIME-Version: 1.0\r\n"
          "Content-Type: multipart/mixed; boundary=\"saldo-7\"\r\n\r\n"
          "--saldo-7\r\nContent-Type: text/plain; charset=utf-8\r\n"
          "Content-Transfer-Encoding: base64\r\n\r\n"
          "R3VhcmRlIGVzdG8uCg==\r\n"
          "--saldo-7\r\nContent-Type: text/plain; charset=utf-8\r\n"
          "Content-Disposition: attachment; filename=\"a.checkpoint\"\r\n"
          "Content-Transfer-Encoding: base64\r\n\r\n"
          "aHViLTEK4oCUIHgK\r\n"
          "--saldo-7--\r\n");
}

TEST_CASE("whatever a letter says, its bytes are short lines of ASCII", "[outside][letter]") {
    hub::Letter letter = small();
    letter.subject.clear();
    for (int i = 0; i < 60; ++i) letter.subject += i % 3 == 0 ? "ñ" : "x";
    letter.text = std::string(5'000, '.') + "\r\n.\r\nDATA\n";
    const std::string text = hub::format_letter(letter);
    std::string subject;
    for (const std::string_view line : split(text, '\n')) {
        CHECK(line.size() <= 78);
        CHECK((line.empty() || line.ends_with('\r') || line == text.substr(text.size())));
        CHECK_FALSE(line.starts_with('.'));
        const std::size_t word = line.find("=?UTF-8?B?");
        if (word == std::string_view::npos) continue;
        const auto piece = tlog::from_base64(line.substr(word + 10, line.find("?=") - word - 10));
        REQUIRE(piece);
        CHECK(is_utf8(as_text(*piece)));  // no character is cut in two
        subject += as_text(*piece);
    }
    CHECK(subject == letter.subject);
    CHECK(std::ranges::all_of(
        text, [](char c) { return c == '\r' || c == '\n' || (c >= ' ' && c < 127); }));
}

}  // namespace saldo::test
