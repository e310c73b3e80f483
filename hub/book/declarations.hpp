#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/book/catalogs.hpp"
#include "hub/book/names.hpp"

namespace saldo::book {

/// What the book answers to one fact.
struct Applied {
    Verdict verdict = Verdict::fresh;
    std::string code;  ///< of a refusal: OVERDISCHARGE, KEY_NOT_ALLOWED, UNIT_MISMATCH, MODE_…
};

/// A fact that a rule forbids: kept and shown, without effect.
Applied refused(std::string code);

/// A declared lot with its rectifications in the order in which they were paid, and its deliveries
/// by day.
struct DeclaredEntry {
    EntryDeclaration entry;
    std::vector<EntryRectification> rectifications;
    std::vector<ConsolidatedDelivery> deliveries;
    std::vector<LogPosition> positions;
    bool is_withdrawn = false;

    /// The entry as rectified, its defaults written out: payment and term start stay those of the
    /// original unless a rectification names them (anexo24.md 3.3).
    EntryDeclaration current() const;
};

/// A declared outcome with its lines in the order in which they were told.
struct DeclaredOutcome {
    OutcomeDeclaration outcome;
    std::vector<UseLine> uses;
    std::vector<ExitLine> exits;
    std::vector<ValueLine> values;
    std::vector<LogPosition> positions;
    bool is_withdrawn = false;
};

struct DeclaredDisassembly {
    Disassembly disassembly;
    LogPosition position;
};

/// Lots, outcomes, disassemblies and stock that were declared, most of them under a name of their
/// own. The first accepted version of a name stands (D-21).
class Declarations {
public:
    Applied add(const EntryDeclaration& entry, const Catalogs& catalogs, Names& names,
                LogPosition position);
    Applied add(const EntryRectification& rectification, LogPosition position);
    Applied add(const ConsolidatedDelivery& delivery, LogPosition position);
    Applied add(const OutcomeDeclaration& outcome, const Catalogs& catalogs, Names& names,
                LogPosition position);
    Applied add(const UseLine& line, const Catalogs& catalogs, LogPosition position);
    Applied add(const ExitLine& line, const Catalogs& catalogs, LogPosition position);
    Applied add(const ValueLine& line, const Catalogs& catalogs, LogPosition position);
    Applied add(const Disassembly& disassembly, Names& names, LogPosition position);
    Applied add(const ScrapRecord& scrap);
    Applied add(const NationalStock& stock);
    Applied add(const Withdrawal& withdrawal, LogPosition position);
    Applied add(const WorkOrder& order, Names& names);

    /// Did another outcome of the company discharge with the same pedimento before? The first one
    /// in the log stands.
    bool is_repeated(const DeclaredOutcome& outcome) const;
    /// Names of the outcomes of a company with that pedimento number.
    std::vector<std::string> outcomes_with(const std::string& rfc,
                                           const std::string& pedimento) const;

    /// Entries of rejected goods that had left with an outcome.
    std::vector<std::string> rejected_of(const std::string& outcome) const;

    const std::map<std::string, DeclaredEntry>& entries() const { return entries_; }
    const std::map<std::string, DeclaredOutcome>& outcomes() const { return outcomes_; }
    const std::map<std::string, DeclaredDisassembly>& disassemblies() const {
        return disassemblies_;
    }
    /// Null where nobody told of it.
    const WorkOrder* work_order(const std::string& rfc, const std::string& name) const;
    const std::vector<ScrapRecord>& scrap() const { return scrap_; }
    const std::vector<NationalStock>& national() const { return national_; }

private:
    DeclaredOutcome* open_outcome(const std::string& name);

    std::map<std::string, DeclaredEntry> entries_;
    std::map<std::string, DeclaredOutcome> outcomes_;
    /// By company and pedimento number, in the order of the log.
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> by_pedimento_;
    std::map<std::string, std::vector<std::string>> rejected_;  // by outcome
    std::map<std::string, DeclaredDisassembly> disassemblies_;
    std::map<std::string, WorkOrder> work_orders_;
    std::vector<ScrapRecord> scrap_;
    std::vector<NationalStock> national_;
};

}  // namespace saldo::book
