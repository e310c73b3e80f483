#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/result.hpp"
#include "common/domain/fact.hpp"

namespace saldo::proof {

/// What a name is the name of, for the question whose it is. Numbers are frozen: they are in keys.
enum class Named : std::uint8_t {
    agent = 1,
    document = 2,  ///< entry, outcome, disassembly; pedimento by its key and by its 15 digits
    asset = 3,     ///< by its serial
};

/// Which company first gave a name. Kept by whoever shows facts to Placement.
class GivenNames {
public:
    virtual ~GivenNames() = default;
    /// Nothing for a name that nobody gave. Errors: storage.
    virtual Result<std::optional<std::string>> find(Named kind, std::string_view name) const = 0;
    /// The name is new. `company` is empty for a fact of no company.
    virtual Result<void> give(Named kind, std::string_view name, std::string_view company) = 0;
};

/// Names in memory.
class NameMap final : public GivenNames {
public:
    Result<std::optional<std::string>> find(Named kind, std::string_view name) const override;
    Result<void> give(Named kind, std::string_view name, std::string_view company) override;

private:
    std::map<std::pair<Named, std::string>, std::string, std::less<>> names_;
};

/// The company in whose tree a fact stands, by rules 1 to 3 of docs/proof.md; empty: in `common`.
///
/// Needs:   it is shown every fact of the log (but records of journals), in order: a fact may give
///          names that later ones speak of.
/// Errors:  those of `names`.
Result<std::string> place_fact(const Fact& fact, GivenNames& names);

/// The company in whose tree the records of an agent stand; empty: in `common`.
Result<std::string> place_records(std::string_view agent, const GivenNames& names);

}  // namespace saldo::proof
