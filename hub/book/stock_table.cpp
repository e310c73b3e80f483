#include <map>
#include <tuple>

#include "hub/book/tables.hpp"

namespace saldo::book {
namespace {

constexpr std::string_view scrap_status = "scrap";

/// The scrap pool of each part at the end of a day.
std::map<std::string, Quantity> scrap_pools(const Derived& derived, std::optional<LocalDate> on) {
    std::map<std::string, Quantity> pools;
    for (const ScrapRow& scrap : derived.scrap) {
        if (!on || scrap.date <= *on) pools[scrap.part] += scrap.change;
    }
    return pools;
}

}  // namespace

Table stock_table(Book& book, const Filter& filter) {
    Table table{{{"rfc", false, true},
                 {"plant", false, true},
                 {"part_number", false, true},
                 {"status", false, true},
                 {"qty_umc", true}},
                {}};
    for (const std::string& rfc : book.companies()) {
        if (!filter.company.empty() && filter.company != rfc) continue;
        const auto add = [&](const std::string& place, const std::string& part,
                             std::string_view status, Quantity quantity) {
            if (!filter.part.empty() && filter.part != part) return;
            if (quantity.is_zero() && !filter.all) return;
            table.rows.push_back(
                {rfc, place, part, std::string{status}, format_quantity(quantity)});
        };
        for (const Physical::StockRow& row :
             book.physical().stock(rfc, filter.as_of, book.catalogs())) {
            add(row.place, row.part, to_string(row.where), row.quantity);
        }
        for (const auto& [part, pool] : scrap_pools(book.derived(rfc), filter.as_of)) {
            add({}, part, scrap_status, pool);
        }
    }
    return table;
}

}  // namespace saldo::book
