#include "hub/book/documents.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "hub/book/content.hpp"

namespace saldo::book {
namespace {

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

/// Takes from a later delivery what the first one had no record of.
void complete(Pedimento& held, Pedimento&& later) {
    if (!held.rectifies) held.rectifies = later.rectifies;
    if (!held.sections.dates && later.sections.dates) held.entry_date = later.entry_date;
    if (!held.sections.identifiers) held.identifiers = std::move(later.identifiers);
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

Verdict Documents::verdict_of(const Pedimento& pedimento) const {
    const auto found = documents_.find({pedimento.rfc, pedimento.ref});
    if (found == documents_.end()) return Verdict::fresh;
    const Told told = told_by(pedimento);
    const Verdict verdict = compare(found->second.told, told);
    const bool seen = found->second.contradictions.contains(digest_of(told));
    return verdict == Verdict::conflict && seen ? Verdict::duplicate : verdict;
}

Verdict Documents::add(Pedimento pedimento, LogPosition position) {
    const Told told = told_by(pedimento);
    const DocumentKey key{pedimento.rfc, pedimento.ref};
    const auto [place, is_new] = documents_.try_emplace(key);
    Document& held = place->second;
    if (is_new) {
        holders_[pedimento.ref].insert(pedimento.rfc);
        held.pedimento = std::move(pedimento);
        held.told = told;
        held.positions.push_back(position);
        return Verdict::fresh;
    }
    const Verdict verdict = compare(held.told, told);
    if (verdict == Verdict::conflict) {
        return held.contradictions.insert(digest_of(told)).second ? Verdict::conflict
                                                                  : Verdict::duplicate;
    }
    if (verdict == Verdict::fresh) {
        complete(held.pedimento, std::move(pedimento));
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

const Document* Documents::find_any(const PedimentoRef& ref) const {
    const auto found = holders_.find(ref);
    return found == holders_.end() ? nullptr : find(*found->second.begin(), ref);
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

std::vector<Chain> Documents::chains_of(std::string_view rfc) const {
    std::map<PedimentoRef, Chain> by_root;
    const auto first = documents_.lower_bound({std::string{rfc}, PedimentoRef{}});
    for (auto it = first; it != documents_.end() && it->first.first == rfc; ++it) {
        const Document* root = root_of(it->second);
        if (root == nullptr) continue;
        Chain& chain = by_root[root->pedimento.ref];
        chain.root = root;
        chain.versions.push_back(&it->second);
    }
    std::vector<Chain> chains;
    chains.reserve(by_root.size());
    for (auto& [ref, chain] : by_root) {
        std::ranges::sort(chain.versions, {}, [&chain](const Document* d) {
            return std::tuple{d != chain.root, d->pedimento.paid_at, d->pedimento.ref};
        });
        chains.push_back(std::move(chain));
    }
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
    return found;
}

}  // namespace saldo::book
