#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/domain/fact.hpp"
#include "hub/scenario/script.hpp"

namespace saldo::scenario {

/// Turns statements into the facts that a hub would be told.
///
/// A bill of materials, and a company told in several lines, are told again whole with each line:
/// the latest entry of a catalog stands.
class FactMaker {
public:
    explicit FactMaker(const Script& script) : script_{script} {}

    /// The fact of a statement, or nothing for one that tells the book nothing.
    std::optional<Fact> fact_of(const Statement& statement);

private:
    Fact company(const Statement& s);
    Fact plant(const Statement& s);
    Fact part(const Statement& s);
    Fact product(const Statement& s);
    Fact bom(const Statement& s);
    Fact entry(const Statement& s) const;
    Fact outcome(const Statement& s) const;
    Fact movement(const Statement& s) const;
    /// The company at whose plant a movement happens; the first one where nobody declares the
    /// plant.
    const std::string& company_of_plant(const std::string& plant) const;

    struct Goods {
        std::uint32_t fraccion = 0;
        std::uint8_t umc = 0;
    };
    const Script& script_;
    std::map<std::string, Company> companies_;
    std::map<std::string, std::string> plants_;  // name -> rfc
    std::map<std::string, Goods> goods_;
    std::map<std::pair<std::string, std::optional<LocalDate>>, BomVersion> boms_;
};

}  // namespace saldo::scenario
