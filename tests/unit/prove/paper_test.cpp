#include "hub/prove/paper.hpp"

#include "hub/prove/qr_code.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::hub;

TEST_CASE("paper says the address and the checkpoint of the company's tree", "[prove][paper]") {
    const ProofAnswer answer{.kind = "report", .rfc = "Ñ&N150301A00"};
    const std::vector<ProvedTree> trees = {
        {.name = {"", 2026}, .checkpoint = "hub-1/common/2026\n3\nAAAA\n\n— hub-1 x\n"},
        {.name = {"Ñ&N150301A00", 2025}, .checkpoint = "hub-1/a/2025\n4\nBBBB\n\n— hub-1 x\n"},
        {.name = {"Ñ&N150301A00", 2026}, .checkpoint = "hub-1/a/2026\n5\nCCCC\n\n— hub-1 x\n"}};
    CHECK(paper_text("https://x.example/p", answer, "return/2026-02#1", trees) ==
          "https://x.example/p/%C3%91%26N150301A00/report/return/2026-02%231\n"
          "hub-1/a/2026\n5\nCCCC\n");
    CHECK(paper_text("", answer, "L 1", {}) == "saldo:%C3%91%26N150301A00/report/L%201\n");
}

TEST_CASE("a code is square, has its quiet zone, and holds what fits", "[prove][paper]") {
    const auto svg = qr_svg("saldo:AAA010101AAA/lot/L1\nhub-1/a/2026\n5\nCCCC\n");
    REQUIRE(svg);
    CHECK(svg->starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
    CHECK(svg->find("M4 4h1") != std::string::npos);  // the corner of the first finder
    CHECK(svg->find("M3 ") == std::string::npos);
    CHECK(*svg != *qr_svg("saldo:AAA010101AAA/lot/L2\nhub-1/a/2026\n5\nCCCC\n"));
    CHECK(qr_svg(std::string(2'331, 'x')));
    CHECK_FALSE(qr_svg(std::string(2'332, 'x')));
}
