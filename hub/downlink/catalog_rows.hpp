#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/fact.hpp"
#include "common/sync/catalog.hpp"
#include "hub/downlink/open_transfers.hpp"

namespace saldo::hub {

/// The rows of a catalog: key → value, in the order of their keys.
using Rows = std::map<std::string, std::string>;

/// What the plants of each company should know, derived from facts alone: the latest accepted entry
/// of a name stands, and one of the company hides the one for every company, as in book::Catalogs.
///
/// Says also which entries were touched, so that a change of one part costs one comparison.
class CatalogRows {
public:
    /// Whether this fact may change a row: nothing else need be shown.
    static bool concerns(const Fact& fact);
    /// Shown in the order of the log, each fact that the book took as fresh.
    void apply(const Fact& fact);

    /// An entry of one company; rfc empty: of every company.
    struct Touched {
        std::string rfc;
        std::string key;
        friend auto operator<=>(const Touched&, const Touched&) = default;
    };
    /// What was touched since the last call.
    std::set<Touched> take_touched();

    // Both hold what apply() was shown up to the last take_touched().

    /// All rows of a company.
    Rows rows(std::string_view rfc) const;
    /// The rows of one entry; none when it is not there.
    Rows rows(std::string_view rfc, std::string_view entry_key) const;

private:
    using Entries = std::map<std::string, std::vector<std::string>, std::less<>>;
    void put(const std::string& rfc, wire::CatalogEntry entry);
    const Entries* entries_of(std::string_view rfc) const;
    static void add_rows(std::string_view key, const std::vector<std::string>& values, Rows& rows);

    std::map<std::string, Entries, std::less<>> entries_;  // by rfc, or empty
    std::map<std::string, OpenTransfers, std::less<>> transfers_;
    std::set<std::string, std::less<>> moved_;  // companies whose transfers were added to
    std::set<Touched> touched_;
};

/// What makes `after` of `before`: removals and new values, in the order of keys.
std::vector<sync::CatalogChange> differences(const Rows& before, const Rows& after);

}  // namespace saldo::hub
