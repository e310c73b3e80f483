#include "hub/export/sqlite_export.hpp"

#include <optional>
#include <utility>
#include <variant>

#include "common/tlog/base64.hpp"
#include "hub/export/answer_files.hpp"
#include "hub/export/log_files.hpp"
#include "hub/export/record_movement.hpp"
#include "hub/export/sqlite_file.hpp"
#include "hub/export/type_names.hpp"

namespace saldo::hub {
namespace {

constexpr const char* tables =
    "CREATE TABLE export (scope TEXT NOT NULL);"
    "CREATE TABLE trees (company TEXT NOT NULL, year INTEGER NOT NULL, era TEXT NOT NULL, size "
    "INTEGER NOT NULL,"
    " root TEXT NOT NULL);"
    "CREATE TABLE facts (position INTEGER PRIMARY KEY, received TEXT NOT NULL,"
    " company TEXT NOT NULL, kind INTEGER NOT NULL, type INTEGER NOT NULL,"
    " type_name TEXT NOT NULL, agent TEXT, epoch INTEGER, sequence INTEGER,"
    " content BLOB NOT NULL);"
    "CREATE TABLE movements (position INTEGER PRIMARY KEY, received TEXT NOT NULL,"
    " rfc TEXT NOT NULL, agent TEXT, epoch INTEGER, sequence INTEGER, event_id TEXT NOT NULL,"
    " ts TEXT NOT NULL, plant TEXT NOT NULL, type TEXT NOT NULL, part_number TEXT NOT NULL,"
    " qty TEXT NOT NULL, umc INTEGER NOT NULL, ref_type TEXT NOT NULL, ref TEXT NOT NULL,"
    " counter_plant TEXT NOT NULL, device TEXT NOT NULL)";

/// Where a record stands in its journal.
struct Place {
    const std::string& agent;
    std::uint32_t epoch = 0;
    std::uint64_t sequence = 0;
};

/// facts and movements.
class Rows final : public LogVisitor {
public:
    static Result<Rows> prepare(SqliteFile& file, const ExportScope& scope) {
        auto facts = file.prepare("INSERT INTO facts VALUES (?,?,?,?,?,?,?,?,?,?)");
        if (!facts) return facts.error();
        auto movements =
            file.prepare("INSERT INTO movements VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        if (!movements) return movements.error();
        return Rows{scope, std::move(*facts), std::move(*movements)};
    }

    bool wants_records(const std::string& company) const override {
        return is_exported(*scope_, company);
    }
    Result<void> frame(const PlacedFrame&) override { return {}; }
    Result<void> record(const PlacedRecord& record) override {
        const Place place{record.agent, record.epoch, record.sequence};
        const auto type = static_cast<std::uint16_t>(record.record.head.type);
        begin(record.position, record.received, record.company);
        facts_.number(4, 2);
        facts_.number(5, type);
        facts_.text(6, name_of_record_type(type));
        facts_.text(7, place.agent);
        facts_.number(8, place.epoch);
        facts_.number(9, place.sequence);
        facts_.blob(10, record.record.whole);
        if (const auto done = facts_.run(); !done) return done.error();
        const auto movement = movement_of(record.record);
        if (!movement) return {};
        return add(record.position, record.received, record.company, &place, *movement);
    }
    Result<void> fact(const PlacedFact& fact) override {
        if (!is_exported(*scope_, fact.company)) return {};
        const auto type = get_le<std::uint16_t>(fact.bytes);
        begin(fact.position, fact.received, fact.company);
        facts_.number(4, 1);
        facts_.number(5, type);
        facts_.text(6, name_of_fact_type(type));
        facts_.blob(10, fact.bytes);
        if (const auto done = facts_.run(); !done) return done.error();
        const auto* imported = std::get_if<ImportedMovement>(&fact.fact);
        if (imported == nullptr) return {};
        return add(fact.position, fact.received, imported->rfc, nullptr, imported->movement);
    }

private:
    Rows(const ExportScope& scope, SqliteInsert facts, SqliteInsert movements)
        : scope_{&scope}, facts_{std::move(facts)}, movements_{std::move(movements)} {}

    void begin(std::uint64_t position, UtcTime received, const std::string& company) {
        facts_.number(1, position);
        facts_.text(2, format_utc(received));
        facts_.text(3, company);
    }
    Result<void> add(std::uint64_t position, UtcTime received, const std::string& rfc,
                     const Place* place, const Movement& m) {
        movements_.number(1, position);
        movements_.text(2, format_utc(received));
        movements_.text(3, rfc);
        if (place != nullptr) {
            movements_.text(4, place->agent);
            movements_.number(5, place->epoch);
            movements_.number(6, place->sequence);
        }
        movements_.text(7, m.event_id);
        movements_.text(8, format_offset_time(m.at));
        movements_.text(9, m.plant);
        movements_.text(10, to_string(m.type));
        movements_.text(11, m.part_number);
        movements_.text(12, format_quantity(m.quantity));
        movements_.number(13, m.umc);
        movements_.text(14, m.ref_type);
        movements_.text(15, m.ref);
        movements_.text(16, m.counter_plant);
        movements_.text(17, m.device);
        return movements_.run();
    }

    const ExportScope* scope_;
    SqliteInsert facts_;
    SqliteInsert movements_;
};

Result<void> write_log(SqliteFile& file, const LogStore& log, const ExportScope& scope,
                       const Passed& passed) {
    auto rows = Rows::prepare(file, scope);
    if (!rows) return rows.error();
    return visit_log(log, scope.position, *rows, passed);
}

Result<void> write_answer(SqliteFile& file, const AnswerTable& answer, book::Book& book,
                          const std::vector<std::string>& companies, LocalDate as_of) {
    book::Book nothing;
    const book::Table empty = answer.of(nothing, {}, as_of);
    std::string columns;
    std::string values;
    for (const book::Column& column : empty.columns) {
        columns += (columns.empty() ? "" : ", ") + column.id + " TEXT NOT NULL";
        values += values.empty() ? "?" : ",?";
    }
    const std::string name = answer.name;
    const auto made = file.run("CREATE TABLE " + name + " (" + columns + ")");
    if (!made) return made.error();
    auto insert = file.prepare("INSERT INTO " + name + " VALUES (" + values + ")");
    if (!insert) return insert.error();
    for (const std::string& rfc : companies) {
        const book::Table table = answer.of(book, rfc, as_of);
        for (const auto& row : table.rows) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                insert->text(static_cast<int>(i) + 1, row[i]);
            }
            if (const auto done = insert->run(); !done) return done.error();
        }
    }
    return {};
}

Result<void> write_scope(SqliteFile& file, const std::string& scope) {
    auto insert = file.prepare("INSERT INTO export VALUES (?)");
    if (!insert) return insert.error();
    insert->text(1, scope);
    return insert->run();
}

Result<void> write_roots(SqliteFile& file, const std::vector<TreeAt>& trees) {
    auto insert = file.prepare("INSERT INTO trees VALUES (?,?,?,?,?)");
    if (!insert) return insert.error();
    for (const TreeAt& tree : trees) {
        insert->text(1, tree.name.company);
        insert->number(2, static_cast<std::uint64_t>(tree.name.year));
        insert->text(3, tree.name.era);
        insert->number(4, tree.size);
        insert->text(5, tlog::to_base64(tree.root));
        if (const auto done = insert->run(); !done) return done.error();
    }
    return {};
}

}  // namespace

Result<void> write_sqlite(const LogStore& log, book::Book& book, const ExportScope& scope,
                          const std::vector<TreeAt>& trees,
                          const std::vector<std::string>& answered,
                          const std::filesystem::path& path, const Passed& passed) {
    const std::string about = "{" + scope_members(scope) + "}";
    const auto held = SqliteFile::ask(path, "SELECT scope FROM export");
    if (held && *held == about) return {};
    if (held || held.error().code != Errc::not_found) {
        return Error{Errc::conflict,
                     path.string() + " is there already, and is not of this export: name another"};
    }
    auto file = SqliteFile::create(path);
    if (!file) return file.error();
    if (const auto done = file->run(tables); !done) return done.error();
    if (const auto done = write_scope(*file, about); !done) return done.error();
    if (const auto done = write_roots(*file, trees); !done) return done.error();
    if (const auto done = write_log(*file, log, scope, passed); !done) return done.error();
    for (const AnswerTable& answer : answer_tables()) {
        const auto done = write_answer(*file, answer, book, answered, scope.as_of);
        if (!done) return done.error();
    }
    const auto indexed = file->run(
        "CREATE INDEX facts_by_type ON facts (type);"
        "CREATE INDEX movements_by_event ON movements (event_id);"
        "CREATE INDEX movements_by_part ON movements (rfc, part_number);"
        "CREATE INDEX lots_by_part ON lots (rfc, part_number);"
        "CREATE INDEX discharges_by_exit ON discharges (rfc, exit_key);"
        "CREATE INDEX discharges_by_lot ON discharges (rfc, lot_key, lot_secuencia)");
    if (!indexed) return indexed.error();
    return file->finish();
}

}  // namespace saldo::hub
