#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/crypto/hash.hpp"
#include "common/domain/fact.hpp"
#include "hub/book/catalogs.hpp"
#include "hub/book/content.hpp"
#include "hub/ledger/keys.hpp"

namespace saldo::book {

/// A pedimento as the book holds it: what the first accepted version said, completed by later
/// deliveries where the first had a record missing (unknown is not empty).
struct Document {
    Pedimento pedimento;
    std::vector<LogPosition> positions;  ///< the facts that it comes from
    Told told;                           ///< digest of each section that was told
    std::set<Digest> contradictions;     ///< whole contents that were kept without effect
};

using DocumentKey = std::pair<std::string, PedimentoRef>;  // rfc, pedimento

/// One declaration through all its rectifications: the root gives identity, age and place in the
/// queue; the newest version gives the content (house.md decision 14, anexo24.md 3.3).
struct Chain {
    const Document* root = nullptr;
    std::vector<const Document*> versions;  ///< root first, newest last
    const Document& newest() const { return *versions.back(); }
    /// What the declaration does: by the key in force, that of the newest version, on the day of
    /// the root (rule 4.3.10: an export A1 that should have been RT).
    const ledger::KeyRule& rule() const;
    /// Identifier AF: fixed assets under a key that also inputs use (anexo24.md 5.2).
    bool is_of_assets() const;
};

/// Pedimentos and invoice breakdowns, by what they name.
class Documents {
public:
    /// What the pedimento would be: fresh also when it only completes what was told.
    Verdict verdict_of(const Pedimento& pedimento) const;
    Verdict add(Pedimento pedimento, LogPosition position);

    bool holds(const InvoiceLine& line) const;
    Verdict add(const InvoiceLine& line, LogPosition position);

    /// Roots of a company, in order of their references.
    std::vector<PedimentoRef> roots_of(std::string_view rfc) const;
    /// Their chains, in the same order.
    std::vector<Chain> chains_of(std::string_view rfc) const;
    /// The chain of a root, or nothing where `ref` is none.
    std::optional<Chain> chain_of(std::string_view rfc, const PedimentoRef& ref) const;
    /// Roots of the chains that a version of `ref` stands in or links: what a fact about it
    /// touches.
    std::set<PedimentoRef> roots_near(std::string_view rfc, const PedimentoRef& ref) const;
    /// Chains of every company of which some version has the key of a virtual pair.
    std::vector<Chain> paired_chains() const;
    /// Rectifications whose previous pedimento nobody has told yet: they wait.
    std::vector<const Document*> pending_of(std::string_view rfc) const;
    const Document* find(std::string_view rfc, const PedimentoRef& ref) const;
    std::vector<const Document*> contradicted(std::string_view rfc) const;

    struct Breakdown {
        InvoiceLine line;
        LogPosition position;
    };
    /// Lines of one partida in canonical order; empty when no feed names it.
    std::span<const Breakdown> breakdown(std::string_view rfc, const PedimentoRef& ref,
                                         std::uint32_t secuencia) const;
    /// Breakdowns of pedimentos that nobody has told yet.
    std::vector<const Breakdown*> waiting_breakdowns(std::string_view rfc) const;

    std::set<std::string> companies() const;
    std::size_t count() const { return documents_.size(); }

private:
    using PartidaKey = std::tuple<std::string, PedimentoRef, std::uint32_t>;

    std::vector<const Document*> linked_to(std::string_view rfc, const PedimentoRef& ref) const;
    const Document* find_previous(std::string_view rfc, PedimentoRef ref) const;
    /// The root of a document, or nullptr while a link is missing or the links go round.
    const Document* root_of(const Document& document) const;

    std::map<DocumentKey, Document> documents_;
    std::map<DocumentKey, std::set<PedimentoRef>> rectified_by_;  // as their 701 names it
    std::set<DocumentKey> paired_;  // versions with the key of a virtual pair
    std::map<PartidaKey, std::vector<Breakdown>> breakdowns_;
};

}  // namespace saldo::book
