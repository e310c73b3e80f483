#include "hub/ledger/explode.hpp"

#include <map>

#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::ledger;

namespace {

Quantity q(const char* text) { return *parse_quantity(text); }

const NormOf no_norm = [](const std::string&) -> std::optional<Quantity> { return {}; };

class Boms {
public:
    void add(const std::string& product, const std::string& component, const char* incorporated,
             const char* shrinkage = "0", const char* scrap = "0") {
        BomVersion& bom = boms_[product];
        bom.product = product;
        bom.lines.push_back({component, q(incorporated), q(shrinkage), q(scrap), {}});
    }
    BomOf lookup() const {
        return [this](const std::string& name) {
            const auto found = boms_.find(name);
            return found == boms_.end() ? nullptr : &found->second;
        };
    }
    std::map<std::string, BomVersion> boms_;
};

}  // namespace

TEST_CASE("a product explodes to its materials, each column rounded once", "[ledger][explode]") {
    Boms boms;
    boms.add("P", "R", "2.0", "0.1", "0.2");
    const auto used = explode("P", q("100"), boms.lookup(), no_norm);
    REQUIRE(used);
    REQUIRE(used->size() == 1);
    CHECK(used->front().incorporated == q("200"));
    CHECK(used->front().shrinkage == q("10"));
    CHECK(used->front().scrap == q("20"));
    CHECK_FALSE(used->front().shrinkage_limit);
}

TEST_CASE("subassemblies explode further and one material met twice is added up",
          "[ledger][explode]") {
    Boms boms;
    boms.add("F", "SA", "1");
    boms.add("F", "S", "2");
    boms.add("SA", "W", "3");
    boms.add("SA", "S", "0.00000001");
    const auto used = explode("F", q("0.5"), boms.lookup(), no_norm);
    REQUIRE(used);
    REQUIRE(used->size() == 2);
    CHECK(used->at(0).part == "W");
    CHECK(used->at(0).incorporated == q("1.5"));
    // 0.5e-8 + 1: rounded once, on the total, half to even.
    CHECK(used->at(1).incorporated == q("1"));
}

TEST_CASE("a norm limits what shrinkage is discharged at once", "[ledger][explode]") {
    Boms boms;
    boms.add("P", "X", "2", "0.5");
    boms.boms_["P"].lines[0].norm = q("0.25");
    const auto used = explode("P", q("10"), boms.lookup(), no_norm);
    CHECK(used->front().shrinkage == q("5"));
    CHECK(used->front().shrinkage_limit == q("2.5"));
}

TEST_CASE("a part's documented percentage limits where the bill gives no norm",
          "[ledger][explode]") {
    Boms boms;
    boms.add("P", "X", "2", "0.5");
    boms.add("P", "Y", "3", "0.5");
    boms.boms_["P"].lines[0].norm = q("0.25");
    const NormOf two_percent = [](const std::string&) { return std::optional{q("2")}; };
    const auto used = explode("P", q("10"), boms.lookup(), two_percent);
    CHECK(used->at(0).shrinkage_limit == q("2.5"));  // the bill's own
    CHECK(used->at(1).shrinkage_limit == q("0.6"));  // 2 % of 30
}

TEST_CASE("a bill that contains itself, or does not fit, is refused", "[ledger][explode]") {
    Boms boms;
    boms.add("A", "B", "1");
    boms.add("B", "A", "1");
    CHECK_FALSE(explode("A", q("1"), boms.lookup(), no_norm));
    Boms large;
    large.add("P", "X", "90000000000");
    CHECK_FALSE(explode("P", q("2"), large.lookup(), no_norm));
    CHECK(explode("P", q("1"), large.lookup(), no_norm));
}
