#include "hub/book/line_quantity.hpp"

#include <algorithm>

#include "hub/book/partida_parts.hpp"

namespace saldo::book {

std::vector<std::pair<std::string, Quantity>> line_quantities(const Sources& sources,
                                                              const Chain& chain,
                                                              std::uint32_t line) {
    std::vector<std::pair<std::string, Quantity>> found;
    const auto& partidas = chain.newest().pedimento.partidas;
    const auto partida = std::ranges::find(partidas, line, &Partida::secuencia);
    if (partida == partidas.end()) return found;
    for (const PartShare& share : parts_of(sources, chain, *partida).shares) {
        found.emplace_back(share.part, share.quantity);
    }
    return found;
}

Chain chain_on(const Chain& chain, LocalDate day) {
    Chain then = chain;
    std::erase_if(then.versions, [&](const Document* version) {
        return version != chain.root && version->pedimento.paid_at.date > day;
    });
    return then;
}

}  // namespace saldo::book
