#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/book/catalogs.hpp"

namespace saldo::book {

/// What the book answers to one fact.
struct Applied {
    Verdict verdict = Verdict::fresh;
    std::string code;  ///< of a refusal: OVERDISCHARGE, KEY_NOT_ALLOWED, UNIT_MISMATCH
};

/// A declared lot with its rectifications, in the order in which they became known.
struct DeclaredEntry {
    EntryDeclaration entry;
    std::vector<EntryRectification> rectifications;
    std::vector<LogPosition> positions;
    bool is_withdrawn = false;

    /// The entry as rectified. Identity, age and place in the queue stay (anexo24.md 3.3).
    EntryDeclaration current() const;
};

/// A declared outcome with its lines in the order in which they were told.
struct DeclaredOutcome {
    OutcomeDeclaration outcome;
    std::vector<UseLine> uses;
    std::vector<ExitLine> exits;
    std::vector<LogPosition> positions;
    bool is_withdrawn = false;
};

/// Lots and outcomes that were declared under a name of their own.
class Declarations {
public:
    Applied add(const EntryDeclaration& entry, const Catalogs& catalogs, LogPosition position);
    Applied add(const EntryRectification& rectification, LogPosition position);
    Applied add(const OutcomeDeclaration& outcome, LogPosition position);
    Applied add(const UseLine& line, LogPosition position);
    Applied add(const ExitLine& line, LogPosition position);
    Applied add(const Withdrawal& withdrawal, LogPosition position);

    const std::map<std::string, DeclaredEntry>& entries() const { return entries_; }
    const std::map<std::string, DeclaredOutcome>& outcomes() const { return outcomes_; }
    /// Names that were told again with other words; the first version stands.
    const std::map<std::string, std::string>& conflicts() const { return conflicts_; }

private:
    template <class Held, class Told>
    Applied told_again(const Held& held, const Told& told, const std::string& rfc);

    std::map<std::string, DeclaredEntry> entries_;
    std::map<std::string, DeclaredOutcome> outcomes_;
    std::map<std::string, std::string> conflicts_;  // name -> rfc
};

}  // namespace saldo::book
