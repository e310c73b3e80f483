#include "hub/export/placing.hpp"

#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::hub;

TEST_CASE("a fact lies with its company, its agent's, or that of whoever gave the name first",
          "[export]") {
    Placing placing;
    CHECK(placing.of_agent("a-1").empty());
    CHECK(placing.of_fact(AgentRevocation{AgentId{"a-1"}, "why"}).empty());
    CHECK(placing.of_fact(AgentEnrolment{AgentId{"a-1"}, "AAA", "P01", {}}) == "AAA");
    CHECK(placing.of_agent("a-1") == "AAA");
    CHECK(placing.of_fact(AgentAdmission{.agent = AgentId{"a-1"}}) == "AAA");
    CHECK(placing.of_fact(AgentRevocation{AgentId{"a-1"}, "why"}) == "AAA");
    CHECK(placing.of_fact(AgentEnrolment{AgentId{"a-1"}, "BBB", "P01", {}}) == "BBB");
    CHECK(placing.of_fact(QuarantinedRecord{{AgentId{"a-1"}, 1, 2}, "why"}) == "BBB");

    CHECK(placing.of_fact(Withdrawal{.name = "E"}).empty());
    CHECK(placing.of_fact(EntryDeclaration{.name = "E", .rfc = "AAA"}) == "AAA");
    CHECK(placing.of_fact(EntryDeclaration{.name = "E", .rfc = "BBB"}) == "BBB");
    CHECK(placing.of_fact(Withdrawal{.name = "E"}) == "AAA");
    CHECK(placing.of_fact(EntryRectification{.name = "E"}) == "AAA");
    CHECK(placing.of_fact(ConsolidatedDelivery{.entry = "E"}) == "AAA");
    CHECK(placing.of_fact(OutcomeDeclaration{.name = "O", .rfc = "BBB"}) == "BBB");
    CHECK(placing.of_fact(UseLine{.outcome = "O"}) == "BBB");
    CHECK(placing.of_fact(ExitLine{.outcome = "O"}) == "BBB");
    CHECK(placing.of_fact(ValueLine{.outcome = "O"}) == "BBB");
    CHECK(placing.of_fact(Approval{.outcome = "O"}) == "BBB");
    CHECK(placing.of_fact(DirectedDischarge{.outcome = "O"}) == "BBB");
    CHECK(placing.of_fact(AssetEntry{.serial = "S", .rfc = "AAA"}) == "AAA");
    CHECK(placing.of_fact(AssetMove{.name = "M", .serial = "S"}) == "AAA");
    CHECK(placing.of_fact(Withdrawal{.name = "M"}) == "AAA");

    CHECK(placing.of_fact(Holiday{}).empty());
    CHECK(placing.of_fact(Policy{.rfc = ""}).empty());
    CHECK(placing.of_fact(Policy{.rfc = "AAA"}) == "AAA");
    CHECK(placing.of_fact(Part{.rfc = "", .part_number = "X"}).empty());
    CHECK(placing.of_fact(Company{.rfc = "AAA", .name = "N"}) == "AAA");
    CHECK(placing.of_fact(Withdrawal{.name = "N"}).empty());  // a company's name names no thing
}
