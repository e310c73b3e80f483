#include "common/tlog/base64.hpp"

#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::tlog;

TEST_CASE("base64 is that of RFC 4648, and one value has one text", "[tlog]") {
    const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"},
                                                                     {"\xFB\xFF", "+/8="}};
    for (const auto& [plain, text] : vectors) {
        CAPTURE(text);
        CHECK(to_base64(as_bytes(plain)) == text);
        REQUIRE(from_base64(text));
        CHECK(as_text(*from_base64(text)) == plain);
    }
    for (const std::string_view wrong : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "====",
                                         "Zm-v", "Zm9v\n", " Zm9v", "=m9v"}) {
        CAPTURE(wrong);
        CHECK_FALSE(from_base64(wrong));
    }
}
