#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hub/book/derive.hpp"
#include "hub/book/pairs.hpp"
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
    CertificatePart destination = CertificatePart::b;
};

/// What one document line consumes of one material.
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
    std::optional<Quantity> shrinkage_limit;  ///< documented norm of the line (D-20)
    StockStatus status = StockStatus::temporary;
    CertificatePart destination = CertificatePart::b;
};

/// A derivation in the making: lots and outcomes first, then what they consume, then the fold.
class Draft {
public:
    Draft(const Sources& sources, const std::string& rfc);

    void add_pedimentos();    // draft_pedimentos.cpp
    void add_declarations();  // draft_lots.cpp, draft_outcomes.cpp
    void add_openings();      // draft_openings.cpp
    void explode_exits();     // draft_uses.cpp
    void add_exceptions();    // exceptions of facts that wait or contradict: draft_exceptions.cpp

    Derived& derived() { return derived_; }
    const std::string& rfc() const { return rfc_; }

private:
    friend class OpeningDraft;

    void decided(const Chain& chain, const ledger::KeyRule& rule);
    void open_lots(const Chain& chain, int term_months, bool is_virtual);
    void draft_exit(const Chain& chain, const ledger::KeyRule& rule);
    PairFault pair_fault(const Chain& chain, Alert& alert) const;

    void declare_lot(const std::string& name, const DeclaredEntry& declared);
    void declare_deliveries(const LotRow& whole, const DeclaredEntry& declared, int months);
    void note_lot_alerts(const LotRow& lot);
    void set_term(LotRow& lot, int months) const;
    void push_lot(LotRow lot);

    void declare_outcome(const std::string& name, const DeclaredOutcome& declared);
    void declare_use(std::uint32_t outcome, std::uint32_t line, const UseLine& use);
    void declare_disassembly(const Disassembly& disassembly, LogPosition position);
    void note_pair(OutcomeRow& outcome);
    std::set<std::string> repeated_outcomes() const;

    void note_delays();

    void explode_exit(const ExitDraft& exit);
    void hold_shrinkage(UseDraft& use);
    void add_use(const UseDraft& use);
    void push_use(UseRow row);
    CertificateRow& certificate_of(std::uint32_t outcome, const std::string& part);
    bool has_lots(const std::string& name) const { return parts_with_lots_.contains(name); }
    bool is_chosen(PolicyName name, std::uint16_t value, LocalDate on) const;
    void raise(Alert alert) { derived_.alerts.push_back(std::move(alert)); }

    const Sources& sources_;
    const std::string& rfc_;
    Pairs pairs_;
    Derived derived_;
    std::vector<ExitDraft> exits_;
    std::vector<UseDraft> uses_;
    std::set<std::string> parts_with_lots_;
    /// Approved shrinkage not yet given to a line, by outcome and part.
    std::map<std::pair<std::uint32_t, std::string>, Quantity> approved_;
    /// Directed discharge not yet given to a line, by outcome and part.
    std::map<std::pair<std::uint32_t, std::string>, std::vector<DirectedDischarge>> directed_;
};

}  // namespace saldo::book
