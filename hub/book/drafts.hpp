#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/book/derive.hpp"
#include "hub/book/drafted.hpp"
#include "hub/book/pairs.hpp"
#include "hub/book/partida_parts.hpp"
#include "hub/ledger/keys.hpp"

namespace saldo::book {

/// What drafting one document needs to know of the others of its company.
struct Surroundings {
    const Sources& sources;
    const std::string& rfc;
    const Pairs& pairs;
    /// Has the company lots of that part, of whatever day (D-15)? Asked for exits alone.
    std::function<bool(const std::string& part)> has_lots;
};

/// A line that leaves, before it is known which materials it takes.
struct ExitDraft {
    std::uint32_t line = 0;
    std::string part;  ///< product or part
    std::uint8_t unit = 0;
    std::string plant;
    Quantity quantity;
    LocalDate built;
    bool is_product = false;  ///< exploded even if lots of that name exist
    bool is_told = false;     ///< as a product, by people: it never leaves as it came
    CertificatePart destination = CertificatePart::b;
    std::string work_order;  ///< where it was built, or empty
};

/// What one document line consumes of one material.
struct UseDraft {
    std::uint32_t line = 0;
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
    std::string own_lot;  ///< of goods that are known to be of one lot, or empty
};

/// One document in the making: its lots, or its outcome with what each line consumes. Pure: the
/// same facts draft the same rows.
class Draft {
public:
    explicit Draft(const Surroundings& around)
        : sources_{around.sources}, rfc_{around.rfc}, around_{around} {}

    Drafted pedimento(const Chain& chain);                                  // draft_pedimentos.cpp
    Drafted entry(const std::string& name, const DeclaredEntry& told);      // draft_lots.cpp
    Drafted outcome(const std::string& name, const DeclaredOutcome& told);  // draft_outcomes.cpp
    Drafted disassembly(const Disassembly& told, LogPosition position);

private:
    void decided(const Chain& chain, const ledger::KeyRule& rule);
    std::vector<LotRow> lots_of(const Chain& chain, bool is_virtual, std::vector<Alert>& alerts);
    void open_lots(const Chain& chain, int term_months, bool is_virtual);
    void open_national(const Chain& chain, bool is_virtual);
    void count_from_crossing(LotRow& lot, const Pedimento& root) const;
    void draft_exit(const Chain& chain, const ledger::KeyRule& rule);

    void declare_lot(const std::string& name, const DeclaredEntry& declared);
    void declare_deliveries(const LotRow& whole, const DeclaredEntry& declared, int months);
    void note_lot_alerts(const LotRow& lot);
    void set_term(LotRow& lot, int months) const;

    void declare_outcome(const std::string& name, const DeclaredOutcome& declared);
    void declare_use(std::uint32_t line, const UseLine& use);
    void note_value_exit(const OutcomeRow& outcome, const PartidaParts& parts);
    void note_pair(OutcomeRow& outcome, const PairState* pair);

    void open_exit(OutcomeRow outcome);
    OutcomeRow& outcome_row() { return out_.exit->outcome; }
    void explode_exits();  // draft_uses.cpp
    void explode_exit(const ExitDraft& exit);
    void hold_shrinkage(UseDraft& use);
    void add_use(const UseDraft& use);
    void add_scrap(const UseDraft& use, const UseRow& row);
    void push_use(UseRow row);
    void push_frozen(UseRow row);
    void push_piece(UseRow row);
    CertificateRow& certificate_of(const std::string& part);
    bool is_chosen(PolicyName name, std::uint16_t value, LocalDate on) const;
    void raise(Alert alert) { out_.alerts.push_back(std::move(alert)); }

    const Sources& sources_;
    const std::string& rfc_;
    const Surroundings& around_;
    Drafted out_;
    std::vector<ExitDraft> exits_;
    std::vector<UseDraft> uses_;
    /// Place of the next material of a line, so that each use of the document has one of its own.
    std::map<std::uint32_t, std::uint32_t> materials_;
    /// Approved shrinkage not yet given to a line, by part.
    std::map<std::string, Quantity> approved_;
    /// Directed discharge not yet given to a line, by part.
    std::map<std::string, std::vector<DirectedDischarge>> directed_;
    /// What was filed of this outcome under a policy to freeze it, and not yet given to a line.
    std::optional<std::vector<FrozenRow>> frozen_;
};

/// The draft of a document; empty where it gives nothing, or is not there.
Drafted draft(const Surroundings& around, const DocumentName& name);

/// Does the document open lots, if it does anything? Such documents are drafted first.
bool opens_lots(const Sources& sources, const std::string& rfc, const DocumentName& name);

/// Every document of a company, in the order of their names.
std::vector<DocumentName> documents_of(const Sources& sources, const std::string& rfc);

}  // namespace saldo::book
