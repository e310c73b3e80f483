#include "hub/book/customs_pairs.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

namespace saldo::book {
namespace {

constexpr std::uint8_t import_operation = 1;

/// What both halves must tell alike.
struct Totals {
    std::map<std::uint32_t, Quantity> quantity;  // by tariff code, in UMC as declared
    std::map<std::uint32_t, Quantity> umt;
    Money value;
};

Totals totals_of(const Pedimento& pedimento) {
    Totals totals;
    for (const Partida& partida : pedimento.partidas) {
        totals.quantity[partida.fraccion] += partida.quantity;
        totals.umt[partida.fraccion] += partida.quantity_umt.value_or(Quantity{});
        totals.value += partida.commercial_value;
    }
    return totals;
}

struct Half {
    Chain chain;
    std::string counterpart;  ///< RFC of a company that the hub knows, or empty
    bool is_claimed = false;

    const Pedimento& root() const { return chain.root->pedimento; }
    const Pedimento& newest() const { return chain.newest().pedimento; }
    auto order() const {
        return std::tuple{root().paid_at.date, root().ref.printed_number(), root().rfc};
    }
};

class Matcher {
public:
    Matcher(const Catalogs& catalogs, const Documents& documents) : catalogs_{catalogs} {
        for (const auto& [rfc, company] : catalogs.companies()) {
            if (!company.immex_program.empty()) by_program_.emplace(company.immex_program, rfc);
        }
        for (const Chain& chain : documents.paired_chains()) {
            const bool is_half = chain.rule().is_paired && !chain.is_of_assets();
            if (!is_half) continue;
            Half half{.chain = chain, .counterpart = counterpart_of(chain.newest().pedimento)};
            auto& side = half.newest().operation == import_operation ? imports_ : returns_;
            side.push_back(std::move(half));
        }
        std::ranges::sort(imports_, {}, &Half::order);
        std::ranges::sort(returns_, {}, &Half::order);
        for (std::size_t i = 0; i < imports_.size(); ++i) {
            for (const Document* version : imports_[i].chain.versions) {
                by_ref_[version->pedimento.ref].push_back(i);
            }
        }
        join();
    }

    std::map<CustomsPairs::Name, PairState> states;

    std::map<std::string, std::vector<LonelyHalf>> lonely() const {
        std::map<std::string, std::vector<LonelyHalf>> found;
        for (const Half& half : imports_) {
            if (half.is_claimed || half.counterpart.empty()) continue;
            found[half.root().rfc].push_back({half.root().ref.key(), half.root().paid_at.date});
        }
        return found;
    }

private:
    std::string counterpart_of(const Pedimento& half) const {
        for (const PedimentoIdentifier& identifier : half.identifiers) {
            if (identifier.clave != half.clave) continue;
            const auto program = by_program_.find(identifier.complement1);
            if (program != by_program_.end()) return program->second;
            if (catalogs_.company(identifier.complement1)) return identifier.complement1;
        }
        return {};
    }

    static const DeclaredDischarge* link_of(const Half& half) {
        const auto& told = half.newest().discharges;
        const auto link = std::ranges::find(told, half.newest().clave, &DeclaredDischarge::clave);
        return link == told.end() ? nullptr : &*link;
    }

    Half* linked(const Half& half) {
        const DeclaredDischarge* link = link_of(half);
        const auto found = link ? by_ref_.find(link->original) : by_ref_.end();
        if (found == by_ref_.end()) return nullptr;
        for (const std::size_t i : found->second) {
            if (imports_[i].root().rfc != half.root().rfc) return &imports_[i];
        }
        return nullptr;
    }

    Half* unclaimed(const Half& half) {
        const auto fits = [&half](const Half& import) {
            return !import.is_claimed && import.newest().clave == half.newest().clave &&
                   import.root().rfc == half.counterpart && import.counterpart == half.root().rfc;
        };
        const auto found = std::ranges::find_if(imports_, fits);
        return found == imports_.end() ? nullptr : &*found;
    }

    static PairState compare(const Half& half, const Half& import) {
        const DeclaredDischarge& link = *link_of(half);
        const bool is_paid_then = std::ranges::any_of(
            import.chain.versions,
            [&](const Document* d) { return link.payment_date == d->pedimento.paid_at.date; });
        if (!is_paid_then || import.newest().clave != link.clave) {
            return {.fault = PairFault::link};
        }
        const Totals in = totals_of(import.newest());
        const Totals out = totals_of(half.newest());
        if (in.quantity != out.quantity) return {.fault = PairFault::quantity};
        if (in.umt != out.umt) return {.fault = PairFault::umt};
        if (out.value > in.value) {
            return {.fault = PairFault::value, .value = out.value - in.value};
        }
        return {};
    }

    void join() {
        std::vector<const Half*> astray;
        const auto name_of = [](const Half& half) {
            return CustomsPairs::Name{half.root().rfc, half.root().ref};
        };
        for (const Half& half : returns_) {
            Half* import = linked(half);
            if (import == nullptr) {
                astray.push_back(&half);
                continue;
            }
            // A second return that claims the same half has no half of its own.
            states[name_of(half)] =
                import->is_claimed ? PairState{.fault = PairFault::link} : compare(half, *import);
            import->is_claimed = true;
        }
        for (const Half* half : astray) {
            Half* import = unclaimed(*half);
            if (import != nullptr) import->is_claimed = true;
            states[name_of(*half)] = {.fault = import ? PairFault::link : PairFault::unmatched};
        }
    }

    const Catalogs& catalogs_;
    std::map<std::string, std::string> by_program_;
    std::vector<Half> imports_;
    std::vector<Half> returns_;
    std::map<PedimentoRef, std::vector<std::size_t>> by_ref_;
};

}  // namespace

CustomsPairs::CustomsPairs(const Catalogs& catalogs, const Documents& documents) {
    Matcher matcher{catalogs, documents};
    states_ = std::move(matcher.states);
    lonely_ = matcher.lonely();
}

const PairState* CustomsPairs::of(const Name& root) const {
    const auto found = states_.find(root);
    return found == states_.end() ? nullptr : &found->second;
}

std::vector<LonelyHalf> CustomsPairs::lonely(const std::string& rfc) const {
    const auto found = lonely_.find(rfc);
    return found == lonely_.end() ? std::vector<LonelyHalf>{} : found->second;
}

std::vector<CustomsPairs::Name> CustomsPairs::changed(const CustomsPairs& other) const {
    std::vector<Name> names;
    for (const auto& [name, state] : states_) {
        const PairState* then = other.of(name);
        if (then == nullptr || *then != state) names.push_back(name);
    }
    for (const auto& [name, state] : other.states_) {
        if (!states_.contains(name)) names.push_back(name);
    }
    return names;
}

}  // namespace saldo::book
