#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "common/crypto/hash.hpp"
#include "hub/export/export_scope.hpp"
#include "hub/export/log_pass.hpp"
#include "hub/export/row_files.hpp"

namespace saldo::hub {

/// Whether an export holds what lies in the tree of a company: `common` is in every one.
inline bool is_exported(const ExportScope& scope, const std::string& company) {
    return scope.is_whole || company.empty() ||
           std::ranges::binary_search(scope.companies, company);
}

/// facts/ and frames/ of an export, in one pass over the log (docs/proof.md, "Exports").
class LogFiles final : public LogVisitor {
public:
    /// Needs: both outlive it.
    LogFiles(ExportFolder& folder, const ExportScope& scope,
             std::uint64_t file_bytes_wanted = RowFiles::file_bytes_wanted);

    bool wants_records(const std::string& company) const override {
        return is_exported(scope_, company);
    }
    Result<void> frame(const PlacedFrame& frame) override;
    Result<void> record(const PlacedRecord& record) override;
    Result<void> fact(const PlacedFact& fact) override;
    /// Closes the last files. Durable after the folder's commit().
    Result<void> finish();

    /// Every company that the log speaks of, exported or not.
    const std::set<std::string>& companies() const { return companies_; }
    /// The files that exported facts came from.
    const std::set<Digest>& blobs() const { return blobs_; }

private:
    Result<void> add(std::uint64_t position, std::uint8_t kind, ByteView bytes);

    const ExportScope& scope_;
    RowFiles facts_;
    RowFiles frames_;
    std::set<std::string> companies_;
    std::set<Digest> blobs_;
    Bytes head_;
};

}  // namespace saldo::hub
