#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hub/book/catalogs.hpp"
#include "hub/book/declarations.hpp"
#include "hub/book/derived.hpp"

namespace saldo::book {

/// How a declared return half stands to its import half.
struct PairState {
    PairFault fault = PairFault::none;
    /// Differences between the halves, where there are both; never negative.
    std::optional<Quantity> quantity;
    std::optional<Quantity> umt;
    std::optional<Money> value;
    bool is_late = false;  ///< a half was paid after its day (V1_LATE)
};

/// The declared V1 and V5 halves of all companies, joined by their Descargos
/// (anexo24.md 5.3; scenarios/README.md "V1 / V5 pairs"). Checks stop at the first difference:
/// link, UMC quantity, UMT, value (the return may not be above the import).
class Pairs {
public:
    Pairs(const Catalogs& catalogs, const Declarations& declarations);

    /// Nothing for an outcome that is no half of a pair.
    const PairState* of(const std::string& outcome) const;
    /// Import halves of a company whose return half nobody has told, by name of the import.
    std::vector<LonelyHalf> lonely(const std::string& rfc) const;

private:
    /// The imports of one pedimento of the receiver, from one transferor.
    struct ImportHalf {
        std::string receiver;
        std::string transferor;
        std::string clave;
        std::string pedimento;
        std::string first_name;  ///< of its imports, in name order
        LocalDate delivered;     ///< day of the transfer
        LocalDate paid;
        Consolidation consolidation = Consolidation::none;
        std::map<std::string, Quantity> quantity;  // by part
        std::optional<Quantity> umt = Quantity{};
        std::optional<Money> value;  ///< nothing while no import tells one
        bool is_claimed = false;
    };
    struct ReturnHalf {
        const OutcomeDeclaration* outcome = nullptr;
        std::map<std::string, Quantity> quantity;
        std::optional<Quantity> umt = Quantity{};
    };

    void read_imports();
    void read_returns();
    void join();
    ImportHalf* linked(const OutcomeDeclaration& outcome);
    ImportHalf* unclaimed(const ReturnHalf& half, bool same_quantity);
    static PairState compare(const ReturnHalf& out, const ImportHalf& in);
    std::optional<Quantity> umt_of(const std::string& rfc, const std::string& part,
                                   Quantity quantity) const;

    const Catalogs& catalogs_;
    const Declarations& declarations_;
    std::vector<ImportHalf> imports_;
    std::vector<ReturnHalf> returns_;
    std::map<std::string, PairState> states_;
};

/// UMT of a quantity in UMC, by the catalog's rate: three decimals, half up like every customs
/// column (D-09). Nothing where the part has no rate.
std::optional<Quantity> umt_by_catalog(const Catalogs& catalogs, const std::string& rfc,
                                       const std::string& part, Quantity quantity);

}  // namespace saldo::book
