#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "common/domain/fact.hpp"
#include "hub/book/catalogs.hpp"
#include "hub/book/declarations.hpp"
#include "hub/book/names.hpp"

namespace saldo::book {

/// An opening balance as the book holds it.
struct HeldOpening {
    OpeningBalance opening;
    LogPosition position;
};

/// Lots that another system showed open on the day on which each company began with Saldo. One day
/// a company: on it the book of the company is what its opening balances say.
class Openings {
public:
    /// The first accepted version of a lot stands (D-21), and so does the first day of a company.
    /// Refuses: OVERDISCHARGE more left than entered; ENTRY_AFTER_OPENING; OPENING_DAY another day;
    /// KEY_NOT_ALLOWED a key that opens no lot; UNIT_MISMATCH.
    Applied add(const OpeningBalance& opening, const Catalogs& catalogs, Names& names,
                LogPosition position);
    bool holds(const OpeningBalance& opening) const;

    /// The day at whose end the balances are; nothing where the company brought none.
    std::optional<LocalDate> day_of(const std::string& rfc) const;
    using Key = std::tuple<std::string, std::uint32_t, std::string>;  ///< lot, line, part
    const std::map<Key, HeldOpening>& of(const std::string& rfc) const;
    /// Is any part of that lot ("25-190-8005-5000001/2", or a name) among them?
    bool names_lot(const std::string& rfc, const std::string& lot) const;
    /// Parts of a company that have such lots.
    std::set<std::string> parts_of(const std::string& rfc) const;
    std::set<std::string> companies() const;

private:
    std::map<std::string, std::map<Key, HeldOpening>> lots_;  ///< by company
    std::map<std::string, LocalDate> days_;
};

/// How the book calls the lot: "25-190-8005-5000001/2", or its own name.
std::string lot_name(const EntryDeclaration& entry);

}  // namespace saldo::book
