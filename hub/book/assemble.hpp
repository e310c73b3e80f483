#pragma once

#include <functional>
#include <string>

#include "hub/book/derive.hpp"
#include "hub/book/drafted.hpp"
#include "hub/book/pairs.hpp"
#include "hub/book/settle.hpp"

namespace saldo::book {

/// Puts the drafts of a company together and settles them.
class Assembly {
public:
    Assembly(const Sources& sources, const std::string& rfc, const Pairs& pairs);

    /// Needs: in the order of document names.
    void add(const Drafted& drafted);
    /// The whole answer. Ends the assembly.
    Derived finish(const DischargeOf& discharge_of);

private:
    const Sources& sources_;
    const std::string& rfc_;
    Derived derived_;
};

}  // namespace saldo::book
