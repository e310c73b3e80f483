#include "hub/export/foreign_finder.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "hub/export/fact_names.hpp"
#include "hub/export/foreign_pairs.hpp"
#include "hub/export/log_files.hpp"
#include "hub/export/record_movement.hpp"
#include "hub/ledger/keys.hpp"

namespace saldo::hub {
namespace {

/// What the answers of the exported companies speak of, as far as the passes found it.
struct Wanted {
    using Part = std::pair<std::string, std::string>;  // rfc, part number
    std::set<std::string, std::less<>> names;
    ForeignPairs pairs;                 ///< of customs
    ForeignPairs::Needed of_customs;    ///< what they need, once everything is known
    std::set<std::string> transferors;  ///< who sent what the export received in paired imports
    std::set<Part> parts;               ///< of found facts
    std::set<std::string> companies;    ///< of found facts
    std::set<std::uint64_t> positions;
};

class Pass : public LogVisitor {
public:
    Pass(const ExportScope& scope, Wanted& wanted) : scope_{scope}, wanted_{wanted} {}
    Result<void> frame(const PlacedFrame&) override { return {}; }
    Result<void> record(const PlacedRecord&) override { return {}; }

protected:
    bool is_ours(const std::string& company) const { return is_exported(scope_, company); }
    bool is_named(std::string_view name) const {
        return wanted_.names.find(name) != wanted_.names.end();
    }

    const ExportScope& scope_;
    Wanted& wanted_;
};

/// First pass: what facts of the export speak of.
class AskPass final : public Pass {
public:
    using Pass::Pass;

    bool wants_records(const std::string& company) const override { return is_ours(company); }
    Result<void> record(const PlacedRecord& record) override {
        if (!is_ours(record.company)) return {};
        if (const auto movement = movement_of(record.record)) note_event(movement->event_id);
        return {};
    }
    Result<void> fact(const PlacedFact& fact) override {
        if (const auto* pedimento = std::get_if<Pedimento>(&fact.fact)) {
            wanted_.pairs.note(*pedimento, is_ours(fact.company));
        } else if (const auto* company = std::get_if<Company>(&fact.fact)) {
            wanted_.pairs.note(*company, is_ours(fact.company));
        }
        if (!is_ours(fact.company)) {
            const std::string_view name = name_given(fact.fact);
            if (!name.empty()) given_elsewhere_.emplace(name);
            return {};
        }
        if (const auto* movement = std::get_if<ImportedMovement>(&fact.fact)) {
            note_event(movement->movement.event_id);
            return {};
        }
        for (const std::string_view name : names_in(fact.fact)) wanted_.names.emplace(name);
        if (const auto* entry = std::get_if<EntryDeclaration>(&fact.fact)) {
            const bool is_paired = ledger::is_paired(entry->clave, entry->entry_date);
            if (is_paired && !entry->from.empty()) wanted_.transferors.insert(entry->from);
        }
        return {};
    }

private:
    /// A movement is kept out by a name that was given before it, to anything of any company.
    void note_event(const std::string& event) {
        if (given_elsewhere_.contains(event)) wanted_.names.insert(event);
    }

    std::set<std::string> given_elsewhere_;
};

/// Second pass: the halves of declared pairs that stand between the export and others.
class PairPass final : public Pass {
public:
    using Pass::Pass;

    bool wants_records(const std::string&) const override { return false; }
    Result<void> fact(const PlacedFact& fact) override {
        if (const auto* entry = std::get_if<EntryDeclaration>(&fact.fact)) {
            const bool is_paired = ledger::is_paired(entry->clave, entry->entry_date);
            const bool is_half = is_paired && !entry->from.empty();
            if (is_half) imports_.push_back({entry->name, entry->from});
        } else if (const auto* outcome = std::get_if<OutcomeDeclaration>(&fact.fact)) {
            if (wanted_.transferors.contains(outcome->rfc)) note(*outcome);
        }
        return {};
    }
    /// A return that names no receiver may claim any import from its company, so all halves of
    /// that company count; else those between it and the export.
    void finish() {
        std::set<std::string> to_anybody;
        for (const Return& half : returns_) {
            if (half.is_paired && half.to.empty()) to_anybody.insert(half.rfc);
        }
        std::set<std::pair<std::string, std::string>> pedimentos;
        for (const Return& half : returns_) {
            const bool counts =
                half.is_paired && (to_anybody.contains(half.rfc) || is_ours(half.to));
            if (!counts) continue;
            wanted_.names.insert(half.name);
            if (!half.pedimento.empty()) pedimentos.emplace(half.rfc, half.pedimento);
        }
        // An outcome with the pedimento of an earlier one is repeated, and no half.
        for (const Return& half : returns_) {
            if (pedimentos.contains({half.rfc, half.pedimento})) wanted_.names.insert(half.name);
        }
        for (const auto& [name, from] : imports_) {
            if (is_ours(from) || to_anybody.contains(from)) wanted_.names.insert(name);
        }
    }

private:
    struct Return {
        std::string name;
        std::string rfc;
        std::string pedimento;
        std::string to;
        bool is_paired = false;
    };
    void note(const OutcomeDeclaration& outcome) {
        const bool is_paired = ledger::is_paired(outcome.clave, outcome.operation_date);
        if (!is_paired && outcome.pedimento.empty()) return;
        returns_.push_back({outcome.name, outcome.rfc, outcome.pedimento, outcome.to, is_paired});
    }

    std::vector<std::pair<std::string, std::string>> imports_;
    std::vector<Return> returns_;
};

/// Third pass: the facts themselves, and which parts and companies they are of.
class FindPass final : public Pass {
public:
    using Pass::Pass;

    bool wants_records(const std::string& company) const override { return !is_ours(company); }
    Result<void> record(const PlacedRecord& record) override {
        if (is_ours(record.company)) return {};
        const auto movement = movement_of(record.record);
        if (movement && is_named(movement->event_id)) wanted_.positions.insert(record.position);
        return {};
    }
    Result<void> fact(const PlacedFact& fact) override {
        if (is_ours(fact.company) || !is_wanted(fact.fact)) return {};
        wanted_.positions.insert(fact.position);
        wanted_.companies.insert(fact.company);
        for (std::string& part : parts_in(fact.fact)) {
            wanted_.parts.emplace(fact.company, std::move(part));
        }
        return {};
    }

private:
    bool is_wanted(const Fact& fact) const {
        if (const auto* pedimento = std::get_if<Pedimento>(&fact)) {
            return wanted_.of_customs.pedimentos.contains({pedimento->rfc, pedimento->ref});
        }
        const auto names = names_in(fact);
        return std::ranges::any_of(names, [this](std::string_view name) { return is_named(name); });
    }

    static std::vector<std::string> parts_in(const Fact& fact) {
        std::vector<std::string> parts;
        if (const auto* entry = std::get_if<EntryDeclaration>(&fact)) {
            parts = {entry->part_number};
        } else if (const auto* opening = std::get_if<OpeningBalance>(&fact)) {
            parts = {opening->entry.part_number};
        } else if (const auto* outcome = std::get_if<OutcomeDeclaration>(&fact)) {
            parts = {outcome->use_part};
        } else if (const auto* use = std::get_if<UseLine>(&fact)) {
            parts = {use->part_number};
        } else if (const auto* exit = std::get_if<ExitLine>(&fact)) {
            parts = {exit->product};
        }
        return parts;
    }
};

/// Fourth pass: what catalogs say of those parts and companies.
class CatalogPass final : public Pass {
public:
    using Pass::Pass;

    bool wants_records(const std::string&) const override { return false; }
    Result<void> fact(const PlacedFact& fact) override {
        if (!is_ours(fact.company) && is_wanted(fact.fact)) {
            wanted_.positions.insert(fact.position);
        }
        return {};
    }

private:
    bool is_wanted(const Fact& fact) const {
        if (const auto* company = std::get_if<Company>(&fact)) {
            return wanted_.companies.contains(company->rfc) ||
                   wanted_.transferors.contains(company->rfc) ||
                   wanted_.of_customs.companies.contains(company->rfc);
        }
        const auto is_of_wanted = [this](const auto& told) {
            return wanted_.parts.contains({told.rfc, told.part_number});
        };
        if (const auto* part = std::get_if<Part>(&fact)) return is_of_wanted(*part);
        if (const auto* product = std::get_if<Product>(&fact)) return is_of_wanted(*product);
        if (const auto* unit = std::get_if<UnitConversion>(&fact)) return is_of_wanted(*unit);
        return false;
    }
};

}  // namespace

Result<std::vector<std::uint64_t>> find_foreign(const LogStore& log, const ExportScope& scope,
                                                const Passed& passed) {
    Wanted wanted;
    AskPass ask{scope, wanted};
    PairPass pairs{scope, wanted};
    FindPass find{scope, wanted};
    CatalogPass catalogs{scope, wanted};
    if (const auto done = visit_log(log, scope.position, ask, passed); !done) return done.error();
    if (const auto done = visit_log(log, scope.position, pairs, passed); !done) return done.error();
    pairs.finish();
    wanted.of_customs = wanted.pairs.needed();
    if (const auto done = visit_log(log, scope.position, find, passed); !done) return done.error();
    const auto done = visit_log(log, scope.position, catalogs, passed);
    if (!done) return done.error();
    return std::vector<std::uint64_t>(wanted.positions.begin(), wanted.positions.end());
}

}  // namespace saldo::hub
