#include "hub/book/derive.hpp"

#include <algorithm>

#include "hub/book/drafts.hpp"
#include "hub/book/settle.hpp"

namespace saldo::book {

std::string name_of(const LotRow& lot) {
    return lot.is_declared ? lot.key : lot.key + "/" + std::to_string(lot.line);
}

Derived derive(const Sources& sources, const std::string& rfc) {
    Draft draft{sources, rfc};
    draft.add_pedimentos();
    draft.add_declarations();
    draft.explode_exits();
    draft.add_exceptions();
    Derived derived = std::move(draft.derived());
    settle(derived);
    std::ranges::sort(derived.alerts);
    return derived;
}

}  // namespace saldo::book
