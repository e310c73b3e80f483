#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hub/book/documents.hpp"
#include "hub/book/pair_state.hpp"

namespace saldo::book {

/// The V1 and V5 halves that customs tells, joined (anexo24.md 5.3; rules.md, Pairs).
///
/// A return claims the import that its first Descargos of its own key names, returns in the order
/// of the law; whose the other half is, identifier V1 tells by program number or RFC. Compared by
/// tariff code, for two companies call one part otherwise. Fixed assets are no halves: they are
/// followed one by one.
class CustomsPairs {
public:
    using Name = DocumentKey;  ///< of the root

    CustomsPairs() = default;
    CustomsPairs(const Catalogs& catalogs, const Documents& documents);

    /// Nothing for a pedimento that is no return half.
    const PairState* of(const Name& root) const;
    /// Import halves of a company whose return half nobody has told.
    std::vector<LonelyHalf> lonely(const std::string& rfc) const;
    /// Returns that stand otherwise in `other`, or are in one of both alone.
    std::vector<Name> changed(const CustomsPairs& other) const;

private:
    std::map<Name, PairState> states_;
    std::map<std::string, std::vector<LonelyHalf>> lonely_;  // by company
};

}  // namespace saldo::book
