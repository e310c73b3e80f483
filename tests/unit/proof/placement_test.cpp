#include "hub/proof/placement.hpp"

#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::proof;

namespace {

constexpr const char* gna = "GNA150301A00";
constexpr const char* other = "OTR150301A00";

struct Places {
    NameMap names;
    std::string operator()(const Fact& fact) { return place_fact(fact, names).value(); }
};

EntryDeclaration entry(std::string name, std::string rfc) {
    EntryDeclaration fact;
    fact.name = std::move(name);
    fact.rfc = std::move(rfc);
    return fact;
}

OutcomeDeclaration outcome(std::string name, std::string rfc) {
    OutcomeDeclaration fact;
    fact.name = std::move(name);
    fact.rfc = std::move(rfc);
    return fact;
}

}  // namespace

TEST_CASE("a fact stands in the tree of the company that it names", "[proof][placement]") {
    Places place;
    CHECK(place(Part{.rfc = gna}) == gna);
    CHECK(place(Part{.rfc = ""}).empty());
    CHECK(place(Holiday{}).empty());
    CHECK(place(Policy{.rfc = other}) == other);
    CHECK(place(OpeningBalance{.entry = entry("E-0", gna)}) == gna);
    CHECK(place(AgentEnrolment{.agent = AgentId{"gna-tij1"}, .rfc = gna}) == gna);
}

TEST_CASE("a fact without a company stands where its name was first given", "[proof][placement]") {
    Places place;
    CHECK(place(UseLine{.outcome = "X-1"}).empty());  // nobody gave that name yet
    CHECK(place(outcome("X-1", gna)) == gna);
    CHECK(place(UseLine{.outcome = "X-1"}) == gna);
    CHECK(place(ExitLine{.outcome = "X-1"}) == gna);
    CHECK(place(ValueLine{.outcome = "X-1"}) == gna);
    CHECK(place(Approval{.outcome = "X-1"}) == gna);
    CHECK(place(DirectedDischarge{.outcome = "X-1"}) == gna);
    CHECK(place(Withdrawal{.name = "X-1"}) == gna);
    // Told again by another company: its fact is in its own tree, and the name stays.
    CHECK(place(outcome("X-1", other)) == other);
    CHECK(place(UseLine{.outcome = "X-1"}) == gna);

    CHECK(place(entry("E-1", other)) == other);
    CHECK(place(EntryRectification{.name = "E-1"}) == other);
    CHECK(place(ConsolidatedDelivery{.entry = "E-1"}) == other);
    CHECK(place(OpeningBalance{.entry = entry("E-2", gna)}) == gna);
    CHECK(place(EntryRectification{.name = "E-2"}) == gna);
    CHECK(place(Disassembly{.name = "D-1", .rfc = gna}) == gna);
    CHECK(place(Withdrawal{.name = "D-1"}) == gna);
}

TEST_CASE("a pedimento gives its key and its fifteen digits", "[proof][placement]") {
    Places place;
    Pedimento pedimento;
    pedimento.rfc = gna;
    pedimento.ref = parse_pedimento_key("25-190-8005-5000001").value();
    CHECK(place(Approval{.outcome = "25-190-8005-5000001"}).empty());
    CHECK(place(pedimento) == gna);
    CHECK(place(Approval{.outcome = "25-190-8005-5000001"}) == gna);
    CHECK(place(Approval{.outcome = pedimento.ref.printed()}) == gna);
}

TEST_CASE("names of documents, of assets and of agents are not mixed up", "[proof][placement]") {
    Places place;
    CHECK(place(AssetEntry{.serial = "S-1", .rfc = gna}) == gna);
    CHECK(place(AssetMove{.name = "M-1", .serial = "S-1"}) == gna);
    CHECK(place(Withdrawal{.name = "S-1"}).empty());
    CHECK(place(entry("S-2", gna)) == gna);
    CHECK(place(AssetMove{.name = "M-2", .serial = "S-2"}).empty());
}

TEST_CASE("records stand with the company that their agent was first enrolled for",
          "[proof][placement]") {
    Places place;
    CHECK(place_records("gna-tij1", place.names)->empty());
    CHECK(place(AgentRevocation{.agent = AgentId{"gna-tij1"}, .reason = ""}).empty());
    CHECK(place(AgentEnrolment{.agent = AgentId{"gna-tij1"}, .rfc = gna}) == gna);
    CHECK(*place_records("gna-tij1", place.names) == gna);
    CHECK(place(AgentRevocation{.agent = AgentId{"gna-tij1"}, .reason = ""}) == gna);
    CHECK(place(AgentAdmission{.agent = AgentId{"gna-tij1"}}) == gna);
    // The book takes no enrolment for another company; the fact itself says whose it is.
    CHECK(place(AgentEnrolment{.agent = AgentId{"gna-tij1"}, .rfc = other}) == other);
    CHECK(*place_records("gna-tij1", place.names) == gna);
}
