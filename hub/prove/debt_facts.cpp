#include "hub/prove/debt_facts.hpp"

#include <algorithm>
#include <set>

namespace saldo::hub {
namespace {

/// A term that ends on a holiday moves past it and the days beside it.
constexpr std::int32_t days_near = 12;

class Facts {
public:
    Facts(const book::Book& book, const book::Derived& derived, const CatalogPlaces& places,
          const std::string& rfc)
        : book_{book}, derived_{derived}, places_{places}, rfc_{rfc} {}

    Positions run(const DebtRows& rows) {
        add(places_.of(CatalogTopic::company, rfc_, {}), Role::catalog);
        for (const std::uint32_t index : rows.lots) lot(derived_.lots[index]);
        for (const std::uint32_t index : rows.outcomes) outcome(derived_.outcomes[index]);
        for (const std::uint32_t index : rows.uses) {
            part(derived_.uses[index].part);
            product(derived_.uses[index].product);
        }
        return std::move(found_);
    }

private:
    void add(const std::vector<LogPosition>& positions, Role role) {
        for (const LogPosition position : positions) found_.emplace(position, role);
    }
    void lot(const book::LotRow& lot) {
        add(lot.positions, Role::entry);
        add(book_.decisions().positions_of(lot.key), Role::entry);
        part(lot.part);
        const auto rejected = book_.declarations().outcomes().find(lot.rejected_outcome);
        if (rejected != book_.declarations().outcomes().end()) {
            add(rejected->second.positions, Role::entry);
        }
        for (const auto& day : {lot.term_end_conservative, lot.term_end_cff12, lot.term_end}) {
            if (day) holidays_near(*day);
        }
    }
    void holidays_near(LocalDate day) {
        const auto& holidays = book_.catalogs().holidays();
        const LocalDate first = day.plus_days(-days_near);
        const LocalDate last = day.plus_days(days_near);
        for (auto at = holidays.lower_bound(first); at != holidays.end() && *at <= last; ++at) {
            add(places_.of(CatalogTopic::holiday, {}, format_date(*at)), Role::catalog);
        }
    }
    void outcome(const book::OutcomeRow& outcome) {
        add(outcome.positions, Role::exit);
        add(book_.decisions().positions_of(outcome.key), Role::exit);
        const auto declared = book_.declarations().outcomes().find(outcome.key);
        if (declared == book_.declarations().outcomes().end()) return;
        for (const ExitLine& line : declared->second.exits) {
            product(line.product);
            if (line.work_order.empty()) continue;
            add(places_.of(CatalogTopic::work_order, rfc_, line.work_order), Role::catalog);
        }
    }
    void part(const std::string& part) {
        if (!parts_.insert(part).second) return;
        add(places_.of(CatalogTopic::part, rfc_, part), Role::catalog);
        // A lot of what is made here has its unit from the products.
        add(places_.of(CatalogTopic::product, rfc_, part), Role::catalog);
    }
    /// A product, its bills, and those of what they are made of.
    void product(const std::string& product) {
        if (product.empty() || !products_.insert(product).second) return;
        add(places_.of(CatalogTopic::product, rfc_, product), Role::catalog);
        part(product);
        for (const BomVersion* bill : book_.catalogs().boms(rfc_, product)) {
            for (const BomLine& line : bill->lines) component(line.component);
        }
    }
    /// What is made here and was also imported is a material where lots of it exist: one of them is
    /// told along.
    void component(const std::string& name) {
        part(name);
        if (book_.catalogs().boms(rfc_, name).empty()) return;
        product(name);
        const auto lots = std::ranges::equal_range(derived_.lots, name, {}, &book::LotRow::part);
        if (!lots.empty()) add(lots.front().positions, Role::catalog);
    }

    const book::Book& book_;
    const book::Derived& derived_;
    const CatalogPlaces& places_;
    const std::string& rfc_;
    std::set<std::string> parts_;
    std::set<std::string> products_;
    Positions found_;
};

}  // namespace

Positions facts_of(const book::Book& book, const book::Derived& derived,
                   const CatalogPlaces& places, const std::string& rfc, const DebtRows& rows) {
    return Facts{book, derived, places, rfc}.run(rows);
}

}  // namespace saldo::hub
