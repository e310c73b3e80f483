#include "hub/book/agents.hpp"

#include "common/wire/fact_codec.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::book;

namespace {

AgentEnrolment enrolment(unsigned char key, const std::string& plant = "P01") {
    AgentEnrolment out{.agent = AgentId{"gna-tij1"}, .rfc = "GNA150301A00", .plant = plant};
    out.signing_key.fill(std::byte{key});
    return out;
}

const AgentRevocation revocation{.agent = AgentId{"gna-tij1"}, .reason = "stolen box"};

}  // namespace

TEST_CASE("an agent's later enrolment replaces its key, never its plant", "[book][agents]") {
    Agents agents;
    CHECK(agents.add(enrolment(1)) == Verdict::fresh);
    CHECK(agents.add(enrolment(1)) == Verdict::duplicate);
    CHECK(agents.holds(enrolment(1)));
    CHECK(agents.add(enrolment(2)) == Verdict::fresh);
    CHECK(agents.enrolled().at("gna-tij1") == enrolment(2));
    CHECK_FALSE(agents.holds(enrolment(1)));
    CHECK(agents.add(enrolment(3, "P02")) == Verdict::conflict);
    CHECK(agents.enrolled().at("gna-tij1") == enrolment(2));
}

TEST_CASE("a revocation holds until the agent is enrolled anew", "[book][agents]") {
    Agents agents;
    CHECK(agents.add(revocation) == Verdict::conflict);  // of nobody
    CHECK(agents.add(enrolment(1)) == Verdict::fresh);
    CHECK(agents.add(revocation) == Verdict::fresh);
    CHECK(agents.add(revocation) == Verdict::duplicate);
    CHECK(agents.holds(revocation));
    CHECK(agents.revoked().at("gna-tij1") == "stolen box");
    // The same key once more is a decision too, and not one that is held already.
    CHECK_FALSE(agents.holds(enrolment(1)));
    CHECK(agents.add(enrolment(3, "P02")) == Verdict::conflict);
    CHECK(agents.revoked().size() == 1);
    CHECK(agents.add(enrolment(1)) == Verdict::fresh);
    CHECK(agents.revoked().empty());
}

TEST_CASE("a revocation keeps its bytes", "[book][agents][wire]") {
    const Bytes bytes = wire::encode_fact(Fact{revocation}).value();
    CHECK(to_hex(bytes) ==
          "21000100"              // type 33, schema 1
          "0800676e612d74696a31"  // gna-tij1
          "0a0073746f6c656e20626f78");
    CHECK(std::get<AgentRevocation>(wire::decode_fact(bytes).value()) == revocation);
}
