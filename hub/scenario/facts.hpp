#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/book/catalogs.hpp"
#include "hub/scenario/script.hpp"

namespace saldo::scenario {

/// Turns statements into the facts that a hub would be told.
///
/// A bill of materials, and a company told in several lines, are told again whole with each line:
/// the latest entry of a catalog stands.
class FactMaker {
public:
    explicit FactMaker(const Script& script) : script_{script} {}

    /// Units and plants that a book knows already.
    void know(const book::Catalogs& catalogs);

    /// The facts of a statement; none for one that tells the book nothing. The later ones are told
    /// only where the first one is accepted as new.
    std::vector<Fact> facts_of(const Statement& statement, const book::Catalogs& catalogs);

private:
    std::optional<Fact> catalog_fact(const Statement& s, const book::Catalogs& catalogs);
    std::optional<Fact> document_fact(const Statement& s, const book::Catalogs& catalogs) const;
    std::optional<Fact> decision_fact(const Statement& statement) const;
    std::optional<Fact> physical_fact(const Statement& s);
    Fact company(const Statement& s, const book::Catalogs& catalogs) const;
    Fact plant(const Statement& s);
    Fact part(const Statement& s);
    Fact product(const Statement& s);
    Fact bom(const Statement& s);
    Fact entry(const Statement& s, const book::Catalogs& catalogs) const;
    Fact outcome(const Statement& s) const;
    Fact disassembly(const Statement& s) const;
    Fact movement(const Statement& s);
    Fact adjustment(const Statement& s) const;
    /// The company at whose plant a movement happens; the first one where nobody declares the
    /// plant.
    const std::string& company_of_plant(const std::string& plant) const;

    const Script& script_;
    std::map<std::string, std::string> plants_;  // name -> rfc
    std::map<std::string, std::uint8_t> umc_;    // part or product -> unit
    std::map<std::pair<std::string, std::optional<LocalDate>>, BomVersion> boms_;
    std::map<std::string, OffsetTime> moments_;  // of each movement, as told first
};

}  // namespace saldo::scenario
