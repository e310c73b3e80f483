#include "hub/book/derive.hpp"

#include <map>
#include <set>

#include "hub/book/assemble.hpp"
#include "hub/book/drafts.hpp"
#include "hub/book/lot_pools.hpp"

namespace saldo::book {

std::string name_of(const LotRow& lot) {
    return lot.is_declared ? lot.key : lot.key + "/" + std::to_string(lot.line);
}

Derived derive(const Sources& sources, const std::string& rfc) {
    const Pairs pairs{sources.catalogs, sources.declarations, sources.documents};
    std::set<std::string> parts_with_lots = sources.openings.parts_of(rfc);
    const Surroundings around{sources, rfc, pairs, [&](const std::string& part) {
                                  return parts_with_lots.contains(part);
                              }};
    // Lots before exits: what has lots of its own is not exploded (D-15).
    std::map<DocumentName, Drafted> drafts;
    for (const bool lots : {true, false}) {
        for (const DocumentName& name : documents_of(sources, rfc)) {
            if (opens_lots(sources, rfc, name) != lots) continue;
            Drafted drafted = draft(around, name);
            for (const LotRow& lot : drafted.lots) parts_with_lots.insert(lot.part);
            drafts.emplace(name, std::move(drafted));
        }
    }
    Assembly assembly{around};
    for (const auto& [name, drafted] : drafts) assembly.add(drafted);
    return assembly.finish(fold_pool);
}

}  // namespace saldo::book
