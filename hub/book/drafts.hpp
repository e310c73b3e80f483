#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hub/book/derive.hpp"
#include "hub/ledger/keys.hpp"

namespace saldo::book {

/// A line that leaves, before it is known which materials it takes.
struct ExitDraft {
    std::uint32_t outcome = 0;  ///< index into Derived::outcomes
    std::uint32_t line = 0;
    std::string part;  ///< product or part
    std::uint8_t unit = 0;
    std::string plant;
    Quantity quantity;
    LocalDate built;
    bool is_product = false;  ///< exploded even if lots of that name exist
};

/// Actual consumption of one document line.
struct UseDraft {
    std::uint32_t outcome = 0;
    std::uint32_t line = 0;
    std::uint32_t material = 0;
    std::string product;
    std::string part;
    std::uint8_t unit = 0;
    std::string plant;
    Quantity incorporated;
    Quantity shrinkage;
    Quantity scrap;
};

/// A derivation in the making: lots and outcomes first, then what they consume, then the fold.
class Draft {
public:
    Draft(const Sources& sources, const std::string& rfc) : sources_{sources}, rfc_{rfc} {}

    void add_pedimentos();    // draft_pedimentos.cpp
    void add_declarations();  // draft_declarations.cpp
    void explode_exits();     // draft_uses.cpp
    void add_exceptions();    // exceptions of facts that wait or contradict: draft_exceptions.cpp

    Derived& derived() { return derived_; }
    const std::string& rfc() const { return rfc_; }

private:
    void open_lots(const Chain& chain, const ledger::KeyRule& rule);
    void draft_exit(const Chain& chain, const ledger::KeyRule& rule);
    std::string pair_fault(const Chain& chain, Alert& alert) const;
    void declare_lot(const std::string& name, const DeclaredEntry& declared);
    void declare_outcome(const std::string& name, const DeclaredOutcome& declared);
    std::string declared_pair_fault(const DeclaredOutcome& declared, Alert& alert) const;
    void explode_exit(const ExitDraft& exit);
    void add_use(const UseDraft& draft);
    bool is_material(const std::string& name, LocalDate on) const;
    void raise(Alert alert) { derived_.alerts.push_back(std::move(alert)); }

    const Sources& sources_;
    const std::string& rfc_;
    Derived derived_;
    std::vector<ExitDraft> exits_;
    std::vector<UseDraft> uses_;
    std::map<std::string, LocalDate> first_entry_;  // of each part that has lots
};

}  // namespace saldo::book
