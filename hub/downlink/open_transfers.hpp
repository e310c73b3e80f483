#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/movement.hpp"
#include "common/wire/catalog_row.hpp"

namespace saldo::hub {

/// Which transfers between the plants of one company are on their way, kept current movement by
/// movement.
///
/// What is open is decided by book::Transfers and by nothing else: the movements that may speak of
/// one transfer (those that share a document or name each other) are a group, and only a group that
/// a new movement joined is asked again. The result depends on the set of movements, not on their
/// order. A leg costs some 300 bytes, for ever, as it does in the book.
class OpenTransfers {
public:
    /// Needs: a movement of the company, told once. Others than transfers between its own plants
    /// are passed over.
    void add(std::string_view rfc, const Movement& movement);

    /// The catalog entries that may have changed since the last call: those without rows are open
    /// no more.
    std::vector<wire::CatalogEntry> take_changed();

private:
    struct Leg {
        bool sends = false;
        std::string event;
        std::string part;
        std::uint8_t umc = 0;
        std::string ref_type;
        std::string ref;
        std::string from;
        std::string to;
        LocalDate day;
        Quantity quantity;
        friend auto operator<=>(const Leg&, const Leg&) = default;
    };
    struct Group {
        std::vector<Leg> legs;
        std::vector<std::string> names;  // events and documents by which legs find it
        std::set<std::string> told;      // keys of the entries that it had when it was last asked
    };
    std::size_t group_of(const std::string& name);
    std::size_t joined(std::size_t one, std::size_t other);
    void ask(Group& group, std::vector<wire::CatalogEntry>& changed) const;

    std::vector<Group> groups_;  // a group that joined another is empty
    std::map<std::string, std::size_t, std::less<>> by_name_;
    std::set<std::size_t> changed_;
};

}  // namespace saldo::hub
