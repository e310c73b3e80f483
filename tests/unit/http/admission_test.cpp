#include "common/http/admission.hpp"

#include "tests/support/catch.hpp"

namespace saldo::http {
namespace {

constexpr std::size_t limit = 8192;

std::string status_for(std::string_view head) {
    const auto looked_at = admit(head, limit);
    if (const auto* refused = std::get_if<Refused>(&looked_at)) {
        return std::to_string(refused->status);
    }
    return "admitted";
}

}  // namespace

TEST_CASE("a plain request is admitted with all that it says", "[http][admission]") {
    const auto looked_at = admit(
        "POST /api/b?c=%20d HTTP/1.1\r\nHost: Hub.Example:8080\r\nX-A:\t one \r\nX-a: two\r\n"
        "content-length: 12\r\nExpect: 100-Continue\r\n\r\n",
        limit);
    REQUIRE(std::holds_alternative<Admitted>(looked_at));
    const auto& good = std::get<Admitted>(looked_at);
    CHECK(good.method == "POST");
    CHECK(good.target == "/api/b?c=%20d");
    CHECK(good.host == "hub.example");
    CHECK(good.content_bytes == 12U);
    CHECK_FALSE(good.is_chunked);
    CHECK(good.expects_continue);
    REQUIRE(good.fields.size() == 5);
    CHECK(good.fields[1] == Field{"X-A", "one"});
}

TEST_CASE("heads that two readers could read differently are refused", "[http][admission]") {
    struct Case {
        std::string name;
        std::string head;
        std::string status;
    };
    const std::string nul(1, '\0');
    const auto c = GENERATE_COPY(values<Case>({
        {"control: this one is good", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "admitted"},
        {"control: chunked is good",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "admitted"},
        {"control: IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "admitted"},
        {"1 no Host", "GET / HTTP/1.1\r\n\r\n", "400"},
        {"2 two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "400"},
        {"3 obs-fold", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", "400"},
        {"4 two equal lengths",
         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", "400"},
        {"5 a list of lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n",
         "400"},
        {"6 8-bit target", "GET /\xC3\xB1 HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"7 xchunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", "400"},
        {"8 chunked, identity",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n", "400"},
        {"length and encoding",
         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
         "400"},
        {"two encodings",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
         "Transfer-Encoding: chunked\r\n\r\n",
         "400"},
        {"chunked in 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
         "400"},
        {"signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", "400"},
        {"negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"},
        {"length past 64 bits",
         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", "400"},
        {"empty length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", "400"},
        {"blank before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
        {"bare LF", "GET / HTTP/1.1\nHost: a\r\n\r\n", "400"},
        {"bare CR", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", "400"},
        {"NUL", "GET / HTTP/1.1\r\nHost: a" + nul + "\r\n\r\n", "400"},
        {"blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"tab in the request line", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"absolute target", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"method is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"field without colon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", "400"},
        {"first field folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400"},
        {"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400"},
        {"Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", "400"},
        {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "400"},
        {"Host with a bad port", "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", "400"},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\n", "400"},
        {"another version", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", "505"},
        {"unknown expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n", "417"},
    }));
    INFO(c.name);
    CHECK(status_for(c.head) == c.status);
}

TEST_CASE("a head of the limit is admitted, one byte more is not", "[http][admission]") {
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    const std::string end = "\r\n\r\n";
    const std::string at = start + std::string(limit - start.size() - end.size(), 'x') + end;
    CHECK(status_for(at) == "admitted");
    CHECK(status_for(start + std::string(limit - start.size() - end.size() + 1, 'x') + end) ==
          "431");
    std::string hundred = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 99; ++i) hundred += "A: b\r\n";
    CHECK(status_for(hundred + "\r\n") == "admitted");
    CHECK(status_for(hundred + "A: b\r\n\r\n") == "431");
}

TEST_CASE("the end of a head is found however it is cut", "[http][admission]") {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\nBODY";
    for (std::size_t cut = 0; cut <= head.size(); ++cut) {
        CAPTURE(cut);
        const auto whole = head_end(head, cut < head.size() - 4 ? cut : 0);
        REQUIRE(whole);
        CHECK(*whole == head.size() - 4);
        CHECK(head_end(head.substr(0, cut)).has_value() == (cut >= head.size() - 4));
        if (cut < head.size() - 4) CHECK_FALSE(is_hopeless(head.substr(0, cut)));
    }
    CHECK(is_hopeless("GET / HTTP/1.1\n"));
    CHECK(is_hopeless("\r\n"));
}

}  // namespace saldo::http
