#include "hub/proof/placement.hpp"

#include <concepts>
#include <variant>

namespace saldo::proof {
namespace {

template <class T>
concept CarriesRfc = requires(const T& fact) {
    { fact.rfc } -> std::convertible_to<std::string>;
};

struct Name {
    Named kind;
    std::string_view name;
};

// Whose fact it is, by what it carries. ----------------------------------------------------------

/// The RFC that the fact carries; empty without one.
template <class T>
std::string_view rfc_in(const T& fact) {
    if constexpr (CarriesRfc<T>) return fact.rfc;
    return {};
}
std::string_view rfc_in(const OpeningBalance& fact) { return fact.entry.rfc; }

/// What a fact without an RFC speaks of.
template <class T>
std::optional<Name> spoken_of(const T& /*fact*/) {
    return std::nullopt;
}
std::optional<Name> spoken_of(const AgentRevocation& f) {
    return Name{Named::agent, f.agent.value()};
}
std::optional<Name> spoken_of(const AgentAdmission& f) {
    return Name{Named::agent, f.agent.value()};
}
std::optional<Name> spoken_of(const EntryRectification& f) { return Name{Named::document, f.name}; }
std::optional<Name> spoken_of(const UseLine& f) { return Name{Named::document, f.outcome}; }
std::optional<Name> spoken_of(const ExitLine& f) { return Name{Named::document, f.outcome}; }
std::optional<Name> spoken_of(const ConsolidatedDelivery& f) {
    return Name{Named::document, f.entry};
}
std::optional<Name> spoken_of(const ValueLine& f) { return Name{Named::document, f.outcome}; }
std::optional<Name> spoken_of(const Withdrawal& f) { return Name{Named::document, f.name}; }
std::optional<Name> spoken_of(const Approval& f) { return Name{Named::document, f.outcome}; }
std::optional<Name> spoken_of(const DirectedDischarge& f) {
    return Name{Named::document, f.outcome};
}
std::optional<Name> spoken_of(const AssetMove& f) { return Name{Named::asset, f.serial}; }

// Which names a fact gives. ----------------------------------------------------------------------

class Giver {
public:
    Giver(GivenNames& names, std::string_view company) : names_{names}, company_{company} {}

    template <class T>
    Result<void> operator()(const T& /*fact*/) const {
        return {};
    }
    Result<void> operator()(const AgentEnrolment& f) const {
        return give(Named::agent, f.agent.value());
    }
    Result<void> operator()(const EntryDeclaration& f) const {
        return give(Named::document, f.name);
    }
    Result<void> operator()(const OpeningBalance& f) const {
        return give(Named::document, f.entry.name);
    }
    Result<void> operator()(const OutcomeDeclaration& f) const {
        return give(Named::document, f.name);
    }
    Result<void> operator()(const Disassembly& f) const { return give(Named::document, f.name); }
    Result<void> operator()(const Pedimento& f) const {
        const auto given = give(Named::document, f.ref.key());
        if (!given) return given.error();
        return give(Named::document, f.ref.printed());
    }
    Result<void> operator()(const AssetEntry& f) const { return give(Named::asset, f.serial); }

private:
    /// The first that gives a name has it.
    Result<void> give(Named kind, std::string_view name) const {
        const auto held = names_.find(kind, name);
        if (!held) return held.error();
        if (*held) return {};
        return names_.give(kind, name, company_);
    }
    GivenNames& names_;
    std::string_view company_;
};

Result<std::string> company_of(const GivenNames& names, const Name& name) {
    auto held = names.find(name.kind, name.name);
    if (!held) return held.error();
    return std::move(*held).value_or(std::string{});
}

}  // namespace

Result<std::optional<std::string>> NameMap::find(Named kind, std::string_view name) const {
    const auto found = names_.find(std::pair{kind, std::string{name}});
    if (found == names_.end()) return std::optional<std::string>{};
    return std::optional{found->second};
}

Result<void> NameMap::give(Named kind, std::string_view name, std::string_view company) {
    names_.emplace(std::pair{kind, std::string{name}}, std::string{company});
    return {};
}

Result<std::string> place_fact(const Fact& fact, GivenNames& names) {
    std::string company{std::visit([](const auto& f) { return rfc_in(f); }, fact)};
    const auto name = std::visit([](const auto& f) { return spoken_of(f); }, fact);
    if (company.empty() && name) {
        auto found = company_of(names, *name);
        if (!found) return found.error();
        company = std::move(*found);
    }
    const auto given = std::visit(Giver{names, company}, fact);
    if (!given) return given.error();
    return company;
}

Result<std::string> place_records(std::string_view agent, const GivenNames& names) {
    return company_of(names, {Named::agent, agent});
}

}  // namespace saldo::proof
