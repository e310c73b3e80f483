#include "hub/export/foreign_pairs.hpp"

#include <algorithm>

#include "hub/ledger/keys.hpp"

namespace saldo::hub {
namespace {

constexpr std::uint8_t import_operation = 1;

template <class Set>
bool meet(const Set& a, const Set& b) {
    return std::ranges::any_of(a, [&b](const auto& one) { return b.contains(one); });
}

}  // namespace

void ForeignPairs::note(const Pedimento& pedimento, bool is_ours) {
    const bool is_paired = ledger::is_paired(pedimento.clave, pedimento.paid_at.date);
    if (!is_paired && !pedimento.is_rectification) return;
    const Key key{pedimento.rfc, pedimento.ref};
    Chain& version = versions_[key];
    version.is_ours = is_ours;
    if (pedimento.rectifies) {
        // The link tells the payment day: the number may be of the year before (documents.cpp).
        PedimentoRef before = pedimento.rectifies->previous;
        const std::uint8_t year = before.year;
        for (const int older : {0, 1}) {
            before.year = static_cast<std::uint8_t>((year + 100 - older) % 100);
            related_[key].insert({pedimento.rfc, before});
            related_[{pedimento.rfc, before}].insert(key);
        }
    }
    if (!is_paired) return;
    (pedimento.operation == import_operation ? version.is_import : version.is_return) = true;
    for (const DeclaredDischarge& quoted : pedimento.discharges) {
        version.quotes.insert(quoted.original);
    }
    for (const PedimentoIdentifier& identifier : pedimento.identifiers) {
        if (identifier.clave == pedimento.clave) version.numbers.insert(identifier.complement1);
    }
}

void ForeignPairs::note(const Company& company, bool is_ours) {
    for (const std::string& number : {company.rfc, company.immex_program}) {
        if (number.empty()) continue;
        called_[number].insert(company.rfc);
        if (is_ours) our_numbers_.insert(number);
    }
}

std::vector<ForeignPairs::Chain> ForeignPairs::chains() const {
    std::vector<Chain> chains;
    std::set<Key> met;
    for (const auto& [first, version] : versions_) {
        if (met.contains(first)) continue;
        Chain chain;
        std::vector<Key> waiting{first};
        while (!waiting.empty()) {
            const Key at = waiting.back();
            waiting.pop_back();
            if (!met.insert(at).second) continue;
            chain.versions.insert(at);
            if (const auto held = versions_.find(at); held != versions_.end()) {
                const Chain& one = held->second;
                chain.quotes.insert(one.quotes.begin(), one.quotes.end());
                chain.numbers.insert(one.numbers.begin(), one.numbers.end());
                chain.is_import |= one.is_import;
                chain.is_return |= one.is_return;
                chain.is_ours |= one.is_ours;
            }
            if (const auto near = related_.find(at); near != related_.end()) {
                waiting.insert(waiting.end(), near->second.begin(), near->second.end());
            }
        }
        if (chain.is_import || chain.is_return) chains.push_back(std::move(chain));
    }
    return chains;
}

bool ForeignPairs::name_us(const std::set<std::string>& numbers) const {
    return meet(numbers, our_numbers_);
}

bool ForeignPairs::name(const std::set<std::string>& numbers, const Chain& chain) const {
    const std::string& rfc = chain.versions.begin()->first;
    return std::ranges::any_of(numbers, [&](const std::string& number) {
        const auto called = called_.find(number);
        return called != called_.end() && called->second.contains(rfc);
    });
}

ForeignPairs::Needed ForeignPairs::needed() const {
    const std::vector<Chain> all = chains();
    std::set<PedimentoRef> quoted;        // by returns of ours, or to us
    std::set<std::string> their_numbers;  // whom halves of ours name
    for (const Chain& chain : all) {
        const bool counts = chain.is_return && (chain.is_ours || name_us(chain.numbers));
        if (counts) quoted.insert(chain.quotes.begin(), chain.quotes.end());
        if (chain.is_ours) their_numbers.insert(chain.numbers.begin(), chain.numbers.end());
    }
    const auto is_quoted = [&quoted](const Chain& chain) {
        return std::ranges::any_of(chain.versions,
                                   [&](const Key& key) { return quoted.contains(key.second); });
    };
    // Imports of which somebody's claim counts, and whatever claims one of them.
    std::set<PedimentoRef> claimed;
    Needed needed;
    const auto add = [&needed](const Chain& chain) {
        if (!chain.is_ours) needed.pedimentos.insert(chain.versions.begin(), chain.versions.end());
    };
    for (const Chain& chain : all) {
        if (!chain.is_import) continue;
        const bool between = name_us(chain.numbers) && name(their_numbers, chain);
        if (!chain.is_ours && !between && !is_quoted(chain)) continue;
        add(chain);
        for (const auto& [rfc, ref] : chain.versions) claimed.insert(ref);
    }
    for (const Chain& chain : all) {
        const bool to_us = name_us(chain.numbers) && name(their_numbers, chain);
        if (chain.is_return && (to_us || meet(chain.quotes, claimed))) add(chain);
    }
    for (const std::string& number : their_numbers) {
        const auto called = called_.find(number);
        if (called == called_.end()) continue;
        needed.companies.insert(called->second.begin(), called->second.end());
    }
    return needed;
}

}  // namespace saldo::hub
