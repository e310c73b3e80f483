#include "hub/book/parallel_versions.hpp"

#include <algorithm>

#include "hub/book/line_quantity.hpp"
#include "hub/ledger/explode.hpp"

namespace saldo::book {
namespace {

constexpr int levels_max = 32;                              // of a bill of materials
constexpr LocalDate of_all_days = LocalDate::from_days(0);  // of a version without a first day

/// The versions before the newest, each as it was when it was the newest; newest first.
std::vector<Chain> earlier(const Chain& chain) {
    std::vector<Chain> all;
    Chain then = chain;
    while (then.versions.size() > 1) {
        then.versions.pop_back();
        all.push_back(then);
    }
    return all;
}

Quantity sum_of(const std::vector<std::pair<std::string, Quantity>>& goods,
                const std::string& part) {
    Quantity sum;
    for (const auto& [name, quantity] : goods) {
        if (name == part) sum += quantity;
    }
    return sum;
}

}  // namespace

ParallelVersions::ParallelVersions(const Sources& sources, const std::string& rfc,
                                   const Derived& derived, const std::vector<Chain>& chains)
    : sources_{sources}, rfc_{rfc}, derived_{derived} {
    for (const Chain& chain : chains) chains_.emplace(chain.root->pedimento.ref.key(), &chain);
    for (const LotRow& lot : derived.lots) parts_with_lots_.insert(lot.part);
}

const Chain* ParallelVersions::chain_of(const std::string& key) const {
    const auto found = chains_.find(key);
    return found == chains_.end() ? nullptr : found->second;
}

std::vector<Quantity> ParallelVersions::lot_before(const LotRow& lot) const {
    std::vector<Quantity> quantities;
    const Chain* chain = chain_of(lot.key);
    if (chain == nullptr) return quantities;
    for (const Chain& then : earlier(*chain)) {
        quantities.push_back(sum_of(line_quantities(sources_, then, lot.line), lot.part));
    }
    return quantities;
}

ParallelVersions::Goods ParallelVersions::goods_of(const ParallelLine& line) const {
    if (const Chain* chain = chain_of(line.exit_key)) {
        return line_quantities(sources_, *chain, line.line);
    }
    // Lines of a declared outcome are numbered through: uses, values, then products.
    const auto declared = sources_.declarations.outcomes().find(line.exit_key);
    if (declared == sources_.declarations.outcomes().end()) return {};
    const auto& told = declared->second;
    const std::size_t before = told.uses.size() + told.values.size();
    const bool is_exit = line.line > before && line.line - before <= told.exits.size();
    if (!is_exit) return {};
    const ExitLine& exit = told.exits[line.line - before - 1];
    return {{exit.product, exit.quantity}};
}

/// What the goods take of the part with the bills of that day; nothing where one has none.
std::optional<Quantity> ParallelVersions::taken_of(const ParallelLine& line, const Goods& goods,
                                                   LocalDate on) const {
    Quantity sum;
    for (const auto& [name, quantity] : goods) {
        const bool is_product =
            sources_.catalogs.product(rfc_, name) != nullptr || !parts_with_lots_.contains(name);
        if (!is_product) {
            if (name == line.part) sum += quantity;
            continue;
        }
        if (sources_.catalogs.bom(rfc_, name, on) == nullptr) return std::nullopt;
        const ledger::BomOf bom_of = [&](const std::string& product) -> const BomVersion* {
            if (product != name && parts_with_lots_.contains(product)) return nullptr;
            return sources_.catalogs.bom(rfc_, product, on);
        };
        const ledger::NormOf no_norm = [](const std::string&) { return std::nullopt; };
        const auto materials = ledger::explode(name, quantity, bom_of, no_norm);
        if (!materials) return std::nullopt;
        for (const ledger::Consumption& c : *materials) {
            if (c.part == line.part) sum += c.incorporated + c.shrinkage;
        }
    }
    return sum;
}

std::vector<Quantity> ParallelVersions::line_before(const ParallelLine& line) const {
    std::vector<Quantity> quantities;
    const Chain* chain = chain_of(line.exit_key);
    if (chain == nullptr) return quantities;
    for (const Chain& then : earlier(*chain)) {
        const auto taken = taken_of(line, line_quantities(sources_, then, line.line), line.date);
        if (taken) quantities.push_back(*taken);
    }
    return quantities;
}

void ParallelVersions::collect_days(const std::string& product, std::set<LocalDate>& days,
                                    int depth) const {
    if (depth == levels_max) return;
    for (const BomVersion* version : sources_.catalogs.boms(rfc_, product)) {
        days.insert(version->valid_from.value_or(of_all_days));
        for (const BomLine& component : version->lines) {
            collect_days(component.component, days, depth + 1);
        }
    }
}

std::optional<LocalDate> ParallelVersions::bill_with(const ParallelLine& line,
                                                     Quantity taken) const {
    const Goods goods = goods_of(line);
    std::set<LocalDate> days;
    for (const auto& [name, quantity] : goods) collect_days(name, days, 0);
    if (taken_of(line, goods, line.date) == taken) return std::nullopt;  // it is no matter of bills
    const auto fits = [&](LocalDate day) { return taken_of(line, goods, day) == taken; };
    const auto younger = days.upper_bound(line.date);
    for (auto day = younger; day != days.begin();) {
        if (fits(*--day)) return *day;
    }
    const auto found = std::find_if(younger, days.end(), fits);
    if (found == days.end()) return std::nullopt;
    return *found;
}

}  // namespace saldo::book
