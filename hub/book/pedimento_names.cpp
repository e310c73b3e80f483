#include "hub/book/pedimento_names.hpp"

#include "common/domain/pedimento_ref.hpp"

namespace saldo::book {

PedimentoNames::PedimentoNames(std::span<const Chain> chains) {
    for (const Chain& chain : chains) {
        for (const Document* version : chain.versions) {
            if (version == chain.root) continue;
            roots_.emplace(version->pedimento.ref.printed_number(),
                           chain.root->pedimento.ref.printed_number());
        }
    }
}

std::string PedimentoNames::canonical(const std::string& name) const {
    const auto printed = printed_number_of(name);
    if (!printed) return name;
    const auto root = roots_.find(*printed);
    return std::to_string(root == roots_.end() ? *printed : root->second);
}

}  // namespace saldo::book
