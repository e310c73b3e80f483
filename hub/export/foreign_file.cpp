#include "hub/export/foreign_file.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/json.hpp"
#include "common/tlog/base64.hpp"
#include "hub/proof_store/tree_export.hpp"

namespace saldo::hub {
namespace {

constexpr const char* file_name = "foreign.jsonl";
constexpr std::uint8_t kind_record = 2;

std::string line_of(const std::string& proof, const LeafItem& item) {
    std::string line = "{\"proof\": ";
    append_json_text(line, proof);
    line += ", \"leaf\": \"" + tlog::to_base64(item.leaf) +
            "\", \"kind\": " + std::to_string(item.kind);
    if (item.kind == kind_record) line += ", \"before\": \"" + tlog::to_base64(item.before) + "\"";
    return line + ", \"content\": \"" + tlog::to_base64(item.content) + "\"}\n";
}

class ForeignFile {
public:
    ForeignFile(PartFile& file, const ProofStore& proofs,
                const std::vector<std::uint64_t>& positions, std::uint64_t end)
        : file_{file}, proofs_{proofs}, positions_{positions}, end_{end} {}

    /// The positions that lie in an entry.
    Result<void> write(const EntryView& entry) {
        std::string lines;
        Result<void> outcome;
        const auto visited = visit_leaves(entry, [&](const LeafItem& item) {
            const bool is_wanted = outcome.has_value() && done_ < positions_.size() &&
                                   item.position.value() == positions_[done_];
            if (!is_wanted) return;
            ++done_;
            const auto proof = prove(proofs_, item.position, LogPosition{end_});
            if (!proof) {
                outcome = proof.error();
            } else {
                lines += line_of(*proof, item);
            }
        });
        if (!visited) return visited.error();
        if (!outcome) return outcome.error();
        return file_.write(lines);
    }
    std::size_t done() const { return done_; }

private:
    PartFile& file_;
    const ProofStore& proofs_;
    const std::vector<std::uint64_t>& positions_;
    std::uint64_t end_;
    std::size_t done_ = 0;
};

}  // namespace

Result<void> write_foreign(ExportFolder& folder, const ProofStore& proofs, const LogStore& log,
                           const std::vector<std::uint64_t>& positions, std::uint64_t end,
                           const Passed& passed) {
    if (folder.whole(file_name)) return {};
    auto file = folder.begin(file_name);
    if (!file) return file.error();
    ForeignFile foreign{*file, proofs, positions, end};
    while (foreign.done() < positions.size()) {
        const std::size_t before = foreign.done();
        passed(before, positions.size());
        Result<void> outcome;
        const auto read = log.read(LogPosition{positions[before]}, [&](const EntryView& entry) {
            outcome = foreign.write(entry);
            return false;
        });
        if (!read) return read.error();
        if (!outcome) return outcome.error();
        if (foreign.done() == before) {
            return Error{Errc::storage,
                         "position " + std::to_string(positions[before]) + " is not in the log"};
        }
    }
    return folder.finish(file_name, std::move(*file));
}

}  // namespace saldo::hub
