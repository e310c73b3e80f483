#include "hub/outside/checkpoint_hooks.hpp"

#include <boost/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/unit/proof_store/log_with_trees.hpp"

namespace saldo::test {
namespace {

SteadyTime at(std::int64_t ms) { return SteadyTime{}.plus_ms(ms); }

boost::json::array checkpoints(const hub::Errand& errand) {
    return boost::json::parse(errand.parcel.body).as_object().at("checkpoints").as_array();
}

}  // namespace

TEST_CASE("a web address gets what it has not, in pieces, and again what it did not take",
          "[outside][hooks]") {
    LogWithTrees trees;
    trees.append_parts(gna, 3);
    trees.append_parts(otr, 2);
    trees.append_parts(gna, 1, ms_of_2025);
    const auto proofs = trees.open();
    hub::CheckpointHooks hooks{*proofs,
                               {.urls = {"https://u:p@a.example:1/x?y"}, .checkpoints_max = 2}};
    CHECK(hooks.states().at(0).host == "a.example:1");

    auto sent = hooks.turn(at(0)).value();
    REQUIRE(sent.size() == 1);
    CHECK(checkpoints(sent[0]).size() == 2);
    CHECK(hooks.turn(at(0)).value().empty());  // one on its way
    sent[0].on_delivered({.status = 500}, {}, at(0));
    CHECK(hooks.states().at(0).trouble == "500");
    CHECK(hooks.turn(at(4'999)).value().empty());
    sent = hooks.turn(at(5'000)).value();
    REQUIRE(sent.size() == 1);
    CHECK(checkpoints(sent[0]).size() == 2);
    sent[0].on_delivered({.status = 204}, {}, at(5'000));
    CHECK(hooks.states().at(0).trouble.empty());
    sent = hooks.turn(at(5'000)).value();  // more waits: at once
    REQUIRE(sent.size() == 1);
    CHECK(checkpoints(sent[0]).size() == 1);
    sent[0].on_delivered({.status = 200}, {}, at(5'000));
    CHECK(hooks.turn(at(100'000)).value().empty());

    trees.append_parts(otr, 1);
    proofs->advance();
    sent = hooks.turn(at(100'000)).value();
    REQUIRE(sent.size() == 1);
    const auto grown = checkpoints(sent[0]);
    REQUIRE(grown.size() == 1);
    CHECK(grown[0].at("origin").as_string() == "hub-1/OTR150301A00/2026");
    CHECK(grown[0].at("size").to_number<int>() == 3);
    CHECK(grown[0].at("note").as_string() == proofs->checkpoint({otr, 2026}).value());
}

}  // namespace saldo::test
