#include "hub/drill/drill_compare.hpp"

#include <algorithm>
#include <map>

#include "common/config/clock.hpp"
#include "common/wire/frame.hpp"
#include "hub/book/tables.hpp"
#include "hub/hub_store.hpp"

namespace saldo::hub {
namespace {

void append_table(std::string& out, std::string_view name, const book::Table& table) {
    out += "# " + std::string{name} + "\n";
    for (const book::Column& column : table.columns) out += column.id + ",";
    out += "\n";
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) out += std::string{row[i]} + ",";
        out += "\n";
    }
}

/// What a walk over the log saw of one journal.
struct Seen {
    std::uint64_t next = 0;
    std::uint64_t doubled = 0;
    bool is_foreign = false;
};

void note_frame(const EntryView& entry, std::map<std::string, Seen, std::less<>>& seen,
                const std::map<std::string, const DrillPlant*, std::less<>>& plants) {
    const auto frame = wire::stored_frame(entry.payload);
    if (!frame) return;
    const std::string_view padded = as_text(frame->head.agent);
    const auto plant = plants.find(padded.substr(0, padded.find('\0')));
    if (plant == plants.end()) return;
    Seen& at = seen[plant->first];
    const std::uint64_t first = frame->head.first + entry.skip;
    const std::uint64_t end = first + entry.count;
    if (first < at.next) at.doubled += std::min(at.next, end) - first;
    const bool follows = first == at.next && end <= plant->second->recorded() &&
                         frame->head.epoch == plant->second->epoch() &&
                         frame->head.after == plant->second->hash_at(end);
    if (follows) {
        at.next = end;
    } else {
        at.is_foreign = true;
    }
}

}  // namespace

Result<RecordCount> count_records(const LmdbLog& log, const std::vector<DrillPlant>& plants) {
    std::map<std::string, const DrillPlant*, std::less<>> by_name;
    for (const DrillPlant& plant : plants) by_name.emplace(plant.agent(), &plant);
    std::map<std::string, Seen, std::less<>> seen;
    const auto read = log.read(LogPosition{0}, [&](const EntryView& entry) {
        if (entry.kind == EntryKind::frame) note_frame(entry, seen, by_name);
        return true;
    });
    if (!read) return read.error();
    RecordCount count;
    for (const DrillPlant& plant : plants) {
        const Seen& at = seen[plant.agent()];
        count.doubled += at.doubled;
        if (at.next < plant.receipted()) count.lost += plant.receipted() - at.next;
        if (!count.first_fault.empty()) continue;
        if (at.is_foreign || at.next != plant.recorded()) {
            count.first_fault = plant.agent() + ": " + std::to_string(at.next) + " of " +
                                std::to_string(plant.recorded()) + " records in their place";
        }
    }
    return count;
}

Result<BookTables> tables_of(const std::filesystem::path& folder) {
    const SteadyTime began = now_steady();
    const auto hub = HubStore::open(folder, {});
    if (!hub) return hub.error();
    BookTables tables{.text = {}, .open_ms = (now_steady().ns - began.ns) / 1'000'000};
    std::string& text = tables.text;
    const book::Filter closed_too{.company = {}, .part = {}, .as_of = {}, .all = true};
    book::Book& book = (*hub)->book();
    append_table(text, "lots", book::lots_table(book, closed_too));
    append_table(text, "discharges", book::discharges_table(book, closed_too));
    append_table(text, "balances", book::balances_table(book, closed_too));
    append_table(text, "stock", book::stock_table(book, closed_too));
    append_table(text, "alerts", book::alerts_table(book, closed_too));
    return tables;
}

std::string first_difference(const std::string& expected, const std::string& got) {
    if (expected == got) return {};
    const auto [a, b] = std::ranges::mismatch(expected, got);
    const auto line = [](const std::string& text, std::string::const_iterator at) {
        const auto index = static_cast<std::size_t>(at - text.begin());
        const std::size_t before = index == 0 ? std::string::npos : text.rfind('\n', index - 1);
        const std::size_t begin = before == std::string::npos ? 0 : before + 1;
        return text.substr(begin, std::min<std::size_t>(text.find('\n', begin) - begin, 160));
    };
    return "the twin has \"" + line(expected, a) + "\", the restored hub \"" + line(got, b) + "\"";
}

}  // namespace saldo::hub
