#pragma once

#include <optional>

#include "hub/book/drafts.hpp"
#include "hub/book/settle.hpp"

namespace saldo::book {

/// Puts the drafts of a company together and settles them. Needs: surroundings that outlive it.
class Assembly {
public:
    explicit Assembly(const Surroundings& around);

    /// Needs: in the order of document names.
    void add(const Drafted& drafted);
    /// The whole answer. Ends the assembly.
    Derived finish(const DischargeOf& discharge_of);

private:
    const Surroundings& around_;
    std::optional<LocalDate> opening_day_;
    Derived derived_;
};

}  // namespace saldo::book
