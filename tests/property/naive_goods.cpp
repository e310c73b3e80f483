#include <algorithm>
#include <map>

#include "tests/property/naive_pencil.hpp"

// What goods are made of, where somebody tells: work orders, and tables of scrap.

namespace saldo::test {

bool naive_is_bought(const std::vector<Fact>& facts, const std::string& rfc,
                     const std::string& order, const std::string& part, bool has_lots) {
    const auto names = [&](const std::vector<std::string>& all) {
        return std::ranges::find(all, part) != all.end();
    };
    for (const Fact& fact : facts) {
        const auto* told = std::get_if<WorkOrder>(&fact);
        if (told == nullptr || told->name != order) continue;
        if (told->rfc != rfc) break;
        if (names(told->made)) return false;
        if (names(told->bought)) return true;
        break;
    }
    return has_lots;
}

std::map<std::string, Quantity> naive_scrap(const std::vector<Fact>& facts, const std::string& rfc,
                                            const std::string& scrap, LocalDate on) {
    std::map<std::string, Quantity> content;
    std::map<std::string, std::pair<std::optional<LocalDate>, bool>> since;  // and: its own row
    for (const Fact& fact : facts) {
        const auto* row = std::get_if<ScrapConversion>(&fact);
        if (row == nullptr || row->scrap != scrap) continue;
        if (!row->rfc.empty() && row->rfc != rfc) continue;
        if (row->valid_from && *row->valid_from > on) continue;
        const std::pair age{row->valid_from, !row->rfc.empty()};
        const auto held = since.find(row->part_number);
        if (held != since.end() && age < held->second) continue;
        since[row->part_number] = age;
        content[row->part_number] = row->factor;
    }
    std::erase_if(content, [](const auto& row) { return row.second.is_zero(); });
    return content;
}

}  // namespace saldo::test
