#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/customs/finding.hpp"
#include "hub/customs/records.hpp"
#include "hub/customs/source_file.hpp"

namespace saldo::customs {

// Data Stage (glosa): the authority's own copy of a company's pedimentos, one set of `.asc` files
// a delivery (formats.md section 2). Bytes in, facts and findings out; nothing is applied here.

struct ReadOptions {
    /// Pedimentos with errors are held back whole and the others given, the set marked incomplete.
    /// A set that lacks a required record or column is refused all the same.
    bool quarantine = false;
};

/// Which files make one set: those of one folder and one folio. Indices are into the span given.
struct SetFiles {
    struct Member {
        RecordKind kind;
        std::size_t source;
    };
    std::string folder;
    std::string folio;
    std::vector<Member> members;    ///< by record kind, each kind once
    std::vector<Finding> findings;  ///< unknown and duplicate records: errors refuse the set
};

struct Grouping {
    std::vector<SetFiles> sets;     ///< by folder, then folio
    std::vector<Finding> findings;  ///< files that belong to no set
};

/// The figures that a delivery is checked by.
struct SetTotals {
    std::array<std::uint64_t, record_kind_count> rows{};  ///< data rows, by RecordKind
    std::map<std::string, std::uint64_t> pedimentos;  ///< by "clave|TipoOperacion|TipoPedimento"
    std::map<std::string, std::uint64_t> rows_551_by_clave;
    std::string sum_551_cantidad_umc = "0.000";  ///< three decimals at least
    std::string sum_551_valor_comercial = "0";
    std::string sum_557_importe = "0";
    friend bool operator==(const SetTotals&, const SetTotals&) = default;
};

/// What one set says.
struct DataStageSet {
    std::string folder;
    bool is_refused = false;            ///< then there are no pedimentos
    Delivery delivery;                  ///< everything but the hashes of its files
    std::vector<std::size_t> sources;   ///< of delivery.files: indices into the span given
    std::vector<Pedimento> pedimentos;  ///< by ref
    SetTotals totals;
    std::vector<Finding> findings;
};

struct DataStage {
    std::vector<DataStageSet> sets;
    std::vector<Finding> findings;  ///< about files that belong to no set
};

/// Sorts files into sets by their names. Reads no bytes but to compare two copies of one record.
Grouping group_sets(std::span<const SourceFile> files);

/// One record file, read and checked by itself (record_file.hpp).
struct RecordFile;

/// Reads one file of a set. Pure: different files may be read on different threads.
/// Gives:   views into file.bytes.
RecordFile read_record_file(RecordKind kind, const SourceFile& file);

/// Checks the files of one set against each other and builds its facts.
///
/// Needs:   records[i] read from files[set.members[i].source].
/// Gives:   the same facts for any order of rows and files.
DataStageSet join_set(const SetFiles& set, std::span<const SourceFile> files,
                      std::vector<RecordFile> records, const ReadOptions& options);

/// read_record_file for each member, then join_set.
DataStageSet read_set(const SetFiles& set, std::span<const SourceFile> files,
                      const ReadOptions& options);

/// group_sets, then read_set for each.
DataStage read_datastage(std::span<const SourceFile> files, const ReadOptions& options);

}  // namespace saldo::customs
