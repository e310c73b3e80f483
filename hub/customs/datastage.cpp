#include "hub/customs/datastage.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/check.hpp"
#include "hub/customs/record_file.hpp"
#include "hub/customs/rfc.hpp"
#include "hub/customs/set_joiner.hpp"
#include "hub/customs/set_totals.hpp"

namespace saldo::customs {
namespace {

/// Puts one set together: what is missing, whether the totals hold, then the rows.
class SetReader {
public:
    SetReader(const SetFiles& set, std::span<const SourceFile> files,
              std::vector<RecordFile>& records, const ReadOptions& options)
        : set_{set}, files_{files}, records_{records}, options_{options} {}

    DataStageSet read();

private:
    void take_files();
    void look_for_missing();
    void read_resumen();
    void check_totals();
    void check_total(RecordKind kind, FindingCode code, std::int64_t stated, bool others_fail);
    void check_unattributed();
    void decide();

    const RecordFile* file(RecordKind kind) const { return joined_.file(kind); }
    std::string path(RecordKind kind) const {
        return std::string{joined_.paths[static_cast<std::size_t>(kind)]};
    }

    const SetFiles& set_;
    std::span<const SourceFile> files_;
    std::vector<RecordFile>& records_;
    const ReadOptions& options_;
    JoinedSet joined_;
    FindingList findings_;
    DataStageSet result_;
    const RowResumen* resumen_ = nullptr;
    bool has_set_fault_ = false;
    bool totals_fail_ = false;
};

void SetReader::take_files() {
    result_.findings = set_.findings;
    has_set_fault_ = has_errors(set_.findings);
    for (std::size_t i = 0; i < records_.size(); ++i) {
        RecordFile& record = records_[i];
        const SetFiles::Member& member = set_.members[i];
        SALDO_CHECK(record.kind == member.kind && member.source < files_.size());
        const SourceFile& source = files_[member.source];
        const auto at = static_cast<std::size_t>(member.kind);
        joined_.paths[at] = source.path;
        if (record.is_usable) joined_.files[at] = &record;
        has_set_fault_ = has_set_fault_ || !record.is_usable;
        std::ranges::move(record.findings.take(), std::back_inserter(result_.findings));
        result_.delivery.files.push_back({.name = std::string{file_name_of(source.path)},
                                          .sha256 = {},
                                          .bytes = source.bytes.size(),
                                          .rows = record.rows});
        result_.sources.push_back(member.source);
        if (record.is_usable) add_totals(record, result_.totals);
    }
}

void SetReader::look_for_missing() {
    // A folder of strange `.asc` files is no set that lacks 26 records.
    if (set_.members.empty()) return;
    for (const RecordSpec& spec : record_specs()) {
        if (std::ranges::find(set_.members, spec.kind, &SetFiles::Member::kind) !=
            set_.members.end()) {
            continue;
        }
        const std::string name = set_.folio + "_" + std::string{spec.name} + ".asc";
        findings_.add(spec.is_required ? FindingCode::missing_record : FindingCode::absent_record,
                      set_.folder.empty() ? set_.folio : set_.folder, 0, {}, {}, name);
        has_set_fault_ = has_set_fault_ || spec.is_required;
    }
}

void SetReader::read_resumen() {
    result_.delivery.folio = set_.folio;
    const RecordFile* record = file(RecordKind::resumen);
    if (record == nullptr) return;
    if (record->rows_resumen.size() != 1) {
        findings_.add(FindingCode::resumen_rows, path(RecordKind::resumen), 0, {},
                      std::to_string(record->rows_resumen.size()));
        has_set_fault_ = true;
        return;
    }
    const RowResumen& row = record->rows_resumen.front();
    if (row.is_bad) {
        has_set_fault_ = true;
        return;
    }
    resumen_ = &row;
    const std::string folio = kept_text(row.folio, record->traits);
    if (folio != set_.folio) {
        findings_.add(FindingCode::folio_mismatch, path(RecordKind::resumen), 2, "Folio", folio,
                      set_.folio);
        if (!folio.empty()) result_.delivery.folio = folio;
    }
    result_.delivery.rfc = normal_rfc(kept_text(row.rfc, record->traits));
    result_.delivery.period_first = *row.first;
    result_.delivery.period_last = *row.last;
}

void SetReader::check_total(RecordKind kind, FindingCode code, std::int64_t stated,
                            bool others_fail) {
    const auto counted = static_cast<std::int64_t>(file(kind)->rows);
    const std::string column =
        code == FindingCode::total_fracciones ? "Total_Fracciones" : "Total_Contribuciones";
    if (counted == stated) {
        if (others_fail) {
            findings_.add(FindingCode::total_agrees, path(RecordKind::resumen), 2, column,
                          std::to_string(counted), std::to_string(stated));
        }
        return;
    }
    const Severity severity = options_.quarantine ? Severity::warning : Severity::error;
    findings_.add_as(severity, code, path(RecordKind::resumen), 2, column, std::to_string(counted),
                     std::to_string(stated));
    totals_fail_ = true;
}

/// Both totals are named as soon as one of them fails.
void SetReader::check_totals() {
    if (resumen_ == nullptr || file(RecordKind::r551) == nullptr ||
        file(RecordKind::r557) == nullptr) {
        return;
    }
    const auto fails = [&](RecordKind kind, std::int64_t stated) {
        return static_cast<std::int64_t>(file(kind)->rows) != stated;
    };
    const bool one_fails = fails(RecordKind::r551, resumen_->total_fracciones) ||
                           fails(RecordKind::r557, resumen_->total_contribuciones);
    check_total(RecordKind::r551, FindingCode::total_fracciones, resumen_->total_fracciones,
                one_fails);
    check_total(RecordKind::r557, FindingCode::total_contribuciones, resumen_->total_contribuciones,
                one_fails);
}

/// A row that is nobody's may have been anybody's: no pedimento is known to be whole.
void SetReader::check_unattributed() {
    if (!options_.quarantine) return;
    for (const RecordKind kind :
         {RecordKind::r501, RecordKind::r506, RecordKind::r507, RecordKind::r512, RecordKind::r551,
          RecordKind::r557, RecordKind::r558, RecordKind::r701}) {
        if (file(kind) == nullptr || !file(kind)->has_unattributed) continue;
        findings_.add(FindingCode::unattributed_row, path(kind));
        has_set_fault_ = true;
    }
}

void SetReader::decide() {
    Delivery& delivery = result_.delivery;
    std::set<std::string> held = joined_.strays;
    for (std::size_t p = 0; p < joined_.refs.size(); ++p) {
        if (joined_.is_held[p] != 0) held.insert(joined_.refs[p].key());
    }
    const bool has_errors_now = has_errors(result_.findings) || findings_.has_errors();
    result_.is_refused = has_set_fault_ || (has_errors_now && !options_.quarantine);
    if (result_.is_refused) return;
    delivery.is_incomplete = has_errors_now || totals_fail_ || !held.empty();
    delivery.held_back.assign(held.begin(), held.end());
    for (const std::string& key : delivery.held_back) {
        findings_.add(FindingCode::held_back, path(RecordKind::r501), 0, {}, key);
    }
    result_.pedimentos = build_pedimentos(joined_);
}

DataStageSet SetReader::read() {
    result_.folder = set_.folder;
    take_files();
    look_for_missing();
    read_resumen();
    check_totals();
    check_unattributed();
    joined_.last_day = result_.delivery.period_last;
    if (file(RecordKind::r501) != nullptr && file(RecordKind::r551) != nullptr) {
        join_rows(joined_, findings_);
    }
    decide();
    std::ranges::move(findings_.take(), std::back_inserter(result_.findings));
    return std::move(result_);
}

}  // namespace

DataStageSet join_set(const SetFiles& set, std::span<const SourceFile> files,
                      std::vector<RecordFile> records, const ReadOptions& options) {
    SALDO_CHECK(records.size() == set.members.size());
    return SetReader{set, files, records, options}.read();
}

DataStageSet read_set(const SetFiles& set, std::span<const SourceFile> files,
                      const ReadOptions& options) {
    std::vector<RecordFile> records;
    records.reserve(set.members.size());
    for (const SetFiles::Member& member : set.members) {
        records.push_back(read_record_file(member.kind, files[member.source]));
    }
    return join_set(set, files, std::move(records), options);
}

DataStage read_datastage(std::span<const SourceFile> files, const ReadOptions& options) {
    Grouping grouping = group_sets(files);
    DataStage stage{.sets = {}, .findings = std::move(grouping.findings)};
    stage.sets.reserve(grouping.sets.size());
    for (const SetFiles& set : grouping.sets) stage.sets.push_back(read_set(set, files, options));
    return stage;
}

}  // namespace saldo::customs
