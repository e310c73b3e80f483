#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/fact.hpp"

namespace saldo::hub {

/// Which pedimentos of other companies the virtual pairs of the export need (proof.md, Facts of
/// others, 3): halves that may claim a half of the export, or be claimed by one, and those that may
/// do so before them. Versions of one declaration count together.
class ForeignPairs {
public:
    /// A version of a pedimento. `is_ours`: of a company of the export.
    void note(const Pedimento& pedimento, bool is_ours);
    void note(const Company& company, bool is_ours);

    struct Needed {
        std::set<std::pair<std::string, PedimentoRef>> pedimentos;  ///< rfc, number
        std::set<std::string> companies;  ///< that the halves name by program number or RFC
    };
    Needed needed() const;

private:
    using Key = std::pair<std::string, PedimentoRef>;

    /// All versions of one declaration, as far as its halves matter.
    struct Chain {
        std::set<Key> versions;
        std::set<PedimentoRef> quotes;  ///< imports that it says it goes with
        std::set<std::string> numbers;  ///< whose the other half is, as identifiers tell it
        bool is_import = false;
        bool is_return = false;
        bool is_ours = false;
    };
    std::vector<Chain> chains() const;
    bool name_us(const std::set<std::string>& numbers) const;
    /// Do they name the company of the chain?
    bool name(const std::set<std::string>& numbers, const Chain& chain) const;

    std::map<Key, Chain> versions_;         // paired ones, and rectifications of any key
    std::map<Key, std::set<Key>> related_;  // versions of one declaration, both ways
    std::map<std::string, std::set<std::string>> called_;  // number or RFC -> companies
    std::set<std::string> our_numbers_;
};

}  // namespace saldo::hub
