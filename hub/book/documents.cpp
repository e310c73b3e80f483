#include "hub/book/documents.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "hub/book/content.hpp"

namespace saldo::book {
namespace {

constexpr std::string_view fixed_assets = "AF";

/// The previous link of a rectification; the root has none.
const RectifiedLink* link_of(const Document& document) {
    const auto& link = document.pedimento.rectifies;
    return link ? &*link : nullptr;
}

/// Compares section by section, where both have told it.
Verdict compare(const Told& held, const Told& told) {
    bool adds = false;
    for (std::size_t i = 0; i < told.size(); ++i) {
        if (!told[i]) continue;
        if (!held[i]) {
            adds = true;
        } else if (*held[i] != *told[i]) {
            return Verdict::conflict;
        }
    }
    return adds ? Verdict::fresh : Verdict::duplicate;
}

/// Remesas of both, each at its first selection. Selections are delivered by their own day, so two
/// deliveries of one pedimento rightly have others.
std::vector<Remesa> remesas_of(const Pedimento& held, const Pedimento& later) {
    std::vector<Remesa> all = held.remesas;
    all.insert(all.end(), later.remesas.begin(), later.remesas.end());
    std::ranges::sort(all, {}, [](const Remesa& r) { return std::tie(r.number, r.crossed_at); });
    const auto again = std::ranges::unique(all, {}, &Remesa::number);
    all.erase(again.begin(), again.end());
    return all;
}

/// As compare, but for remesas, which never contradict.
Verdict verdict_on(const Document& held, const Told& told, const Pedimento& later) {
    const Verdict verdict = compare(held.told, told);
    const bool adds = remesas_of(held.pedimento, later) != held.pedimento.remesas;
    return verdict == Verdict::duplicate && adds ? Verdict::fresh : verdict;
}

/// Takes from a later delivery what the first one had no record of.
void complete(Pedimento& held, Pedimento&& later) {
    if (!held.rectifies) held.rectifies = later.rectifies;
    if (!held.sections.dates && later.sections.dates) held.entry_date = later.entry_date;
    if (!held.sections.identifiers) held.identifiers = std::move(later.identifiers);
    held.remesas = remesas_of(held, later);
    if (!held.sections.discharges) held.discharges = std::move(later.discharges);
    if (!held.sections.remarks && later.sections.remarks) {
        for (std::size_t i = 0; i < held.partidas.size(); ++i) {
            held.partidas[i].remarks = std::move(later.partidas[i].remarks);
        }
    }
    held.sections.dates |= later.sections.dates;
    held.sections.identifiers |= later.sections.identifiers;
    held.sections.discharges |= later.sections.discharges;
    held.sections.remarks |= later.sections.remarks;
}

}  // namespace

const ledger::KeyRule& Chain::rule() const {
    const Pedimento& now = newest().pedimento;
    return ledger::key_rule(now.clave, now.operation, root->pedimento.paid_at.date);
}

bool Chain::is_of_assets() const {
    const auto& identifiers = newest().pedimento.identifiers;
    return std::ranges::find(identifiers, fixed_assets, &PedimentoIdentifier::clave) !=
           identifiers.end();
}

Verdict Documents::verdict_of(const Pedimento& pedimento) const {
    const auto found = documents_.find({pedimento.rfc, pedimento.ref});
    if (found == documents_.end()) return Verdict::fresh;
    const Told told = told_by(pedimento);
    const Verdict verdict = verdict_on(found->second, told, pedimento);
    const bool seen = found->second.contradictions.contains(digest_of(told));
    return verdict == Verdict::conflict && seen ? Verdict::duplicate : verdict;
}

Verdict Documents::add(Pedimento pedimento, LogPosition position) {
    const Told told = told_by(pedimento);
    const DocumentKey key{pedimento.rfc, pedimento.ref};
    const auto link_to_others = [&](const Pedimento& held) {
        if (held.rectifies) {
            rectified_by_[{held.rfc, held.rectifies->previous}].insert(held.ref);
        }
        if (ledger::is_paired(held.clave, held.paid_at.date)) paired_.insert(key);
    };
    const auto [place, is_new] = documents_.try_emplace(key);
    Document& held = place->second;
    if (is_new) {
        held.pedimento = std::move(pedimento);
        link_to_others(held.pedimento);
        held.told = told;
        held.positions.push_back(position);
        return Verdict::fresh;
    }
    const Verdict verdict = verdict_on(held, told, pedimento);
    if (verdict == Verdict::conflict) {
        return held.contradictions.insert(digest_of(told)).second ? Verdict::conflict
                                                                  : Verdict::duplicate;
    }
    if (verdict == Verdict::fresh) {
        complete(held.pedimento, std::move(pedimento));
        link_to_others(held.pedimento);
        for (std::size_t i = 0; i < told.size(); ++i) {
            if (!held.told[i]) held.told[i] = told[i];
        }
        held.positions.push_back(position);
    }
    return verdict;
}

bool Documents::holds(const InvoiceLine& line) const {
    const auto lines = breakdown(line.rfc, line.pedimento, line.secuencia);
    return std::ranges::any_of(lines, [&](const Breakdown& b) { return b.line == line; });
}

Verdict Documents::add(const InvoiceLine& line, LogPosition position) {
    if (holds(line)) return Verdict::duplicate;
    auto& lines = breakdowns_[{line.rfc, line.pedimento, line.secuencia}];
    const auto place = std::ranges::upper_bound(lines, line, {}, &Breakdown::line);
    lines.insert(place, Breakdown{line, position});
    return Verdict::fresh;
}

const Document* Documents::find(std::string_view rfc, const PedimentoRef& ref) const {
    const auto found = documents_.find({std::string{rfc}, ref});
    return found == documents_.end() ? nullptr : &found->second;
}

/// The link tells the payment day; a pedimento validated in December and paid in January carries
/// the year before in its number.
const Document* Documents::find_previous(std::string_view rfc, PedimentoRef ref) const {
    if (const Document* found = find(rfc, ref)) return found;
    ref.year = static_cast<std::uint8_t>((ref.year + 99) % 100);
    return find(rfc, ref);
}

const Document* Documents::root_of(const Document& document) const {
    const Document* at = &document;
    std::set<PedimentoRef> met;
    while (at->pedimento.is_rectification) {
        const RectifiedLink* link = link_of(*at);
        if (link == nullptr || !met.insert(at->pedimento.ref).second) return nullptr;
        at = find_previous(document.pedimento.rfc, link->previous);
        if (at == nullptr) return nullptr;
    }
    return at;
}

std::vector<PedimentoRef> Documents::roots_of(std::string_view rfc) const {
    std::vector<PedimentoRef> roots;
    const auto first = documents_.lower_bound({std::string{rfc}, PedimentoRef{}});
    for (auto it = first; it != documents_.end() && it->first.first == rfc; ++it) {
        if (!it->second.pedimento.is_rectification) roots.push_back(it->first.second);
    }
    return roots;
}

/// Versions whose 701 names a pedimento, or the same one a year later (see find_previous).
std::vector<const Document*> Documents::linked_to(std::string_view rfc,
                                                  const PedimentoRef& ref) const {
    std::vector<const Document*> found;
    PedimentoRef later = ref;
    later.year = static_cast<std::uint8_t>((ref.year + 1) % 100);
    for (const PedimentoRef& named : {ref, later}) {
        const auto linked = rectified_by_.find({std::string{rfc}, named});
        if (linked == rectified_by_.end()) continue;
        for (const PedimentoRef& version : linked->second) found.push_back(find(rfc, version));
    }
    return found;
}

std::optional<Chain> Documents::chain_of(std::string_view rfc, const PedimentoRef& ref) const {
    Chain chain{.root = find(rfc, ref), .versions = {}};
    if (chain.root == nullptr || chain.root->pedimento.is_rectification) return std::nullopt;
    chain.versions.push_back(chain.root);
    for (std::size_t i = 0; i < chain.versions.size(); ++i) {
        for (const Document* next : linked_to(rfc, chain.versions[i]->pedimento.ref)) {
            const bool is_new = std::ranges::find(chain.versions, next) == chain.versions.end();
            if (is_new && root_of(*next) == chain.root) chain.versions.push_back(next);
        }
    }
    std::ranges::sort(chain.versions, {}, [&chain](const Document* d) {
        return std::tuple{d != chain.root, d->pedimento.paid_at, d->pedimento.ref};
    });
    return chain;
}

std::vector<Chain> Documents::chains_of(std::string_view rfc) const {
    std::vector<Chain> chains;
    for (const PedimentoRef& root : roots_of(rfc)) chains.push_back(*chain_of(rfc, root));
    return chains;
}

std::set<PedimentoRef> Documents::roots_near(std::string_view rfc, const PedimentoRef& ref) const {
    std::set<PedimentoRef> roots;
    std::vector<const Document*> near = linked_to(rfc, ref);
    if (const Document* document = find(rfc, ref)) near.push_back(document);
    for (const Document* document : near) {
        if (const Document* root = root_of(*document)) roots.insert(root->pedimento.ref);
    }
    return roots;
}

std::vector<Chain> Documents::paired_chains() const {
    std::set<DocumentKey> roots;
    for (const auto& [rfc, version] : paired_) {
        const Document* root = root_of(*find(rfc, version));
        if (root != nullptr) roots.insert({rfc, root->pedimento.ref});
    }
    std::vector<Chain> chains;
    chains.reserve(roots.size());
    for (const auto& [rfc, root] : roots) chains.push_back(*chain_of(rfc, root));
    return chains;
}

std::vector<const Document*> Documents::pending_of(std::string_view rfc) const {
    std::vector<const Document*> pending;
    const auto first = documents_.lower_bound({std::string{rfc}, PedimentoRef{}});
    for (auto it = first; it != documents_.end() && it->first.first == rfc; ++it) {
        if (root_of(it->second) == nullptr) pending.push_back(&it->second);
    }
    return pending;
}

std::vector<const Document*> Documents::contradicted(std::string_view rfc) const {
    std::vector<const Document*> found;
    const auto first = documents_.lower_bound({std::string{rfc}, PedimentoRef{}});
    for (auto it = first; it != documents_.end() && it->first.first == rfc; ++it) {
        if (!it->second.contradictions.empty()) found.push_back(&it->second);
    }
    return found;
}

std::span<const Documents::Breakdown> Documents::breakdown(std::string_view rfc,
                                                           const PedimentoRef& ref,
                                                           std::uint32_t secuencia) const {
    const auto found = breakdowns_.find(PartidaKey{rfc, ref, secuencia});
    if (found == breakdowns_.end()) return {};
    return found->second;
}

std::vector<const Documents::Breakdown*> Documents::waiting_breakdowns(std::string_view rfc) const {
    std::vector<const Breakdown*> waiting;
    const auto first = breakdowns_.lower_bound(PartidaKey{rfc, PedimentoRef{}, 0});
    for (auto it = first; it != breakdowns_.end() && std::get<0>(it->first) == rfc; ++it) {
        if (find(rfc, std::get<1>(it->first)) != nullptr) continue;
        for (const Breakdown& b : it->second) waiting.push_back(&b);
    }
    return waiting;
}

std::set<std::string> Documents::companies() const {
    std::set<std::string> found;
    for (const auto& [key, document] : documents_) found.insert(key.first);
    for (const auto& [key, lines] : breakdowns_) found.insert(std::get<0>(key));
    return found;
}

}  // namespace saldo::book
