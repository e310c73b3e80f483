#include "hub/prove/report_seal.hpp"

#include "hub/book/filed_report.hpp"
#include "hub/proof_store/tree_export.hpp"

namespace saldo::hub {
namespace {

Result<ReportSeal> seal_of(const book::FiledReport& report, const ProofStore& proofs) {
    ReportSeal seal{.rfc = report.rfc,
                    .type = report.period.type,
                    .year = report.period.year,
                    .month = report.period.month,
                    .version = report.version,
                    .position = report.position.value(),
                    .values = {},
                    .sha256 = book::digest_of(report),
                    .trees = {}};
    for (const auto& [fraccion, amount] : report.values) seal.values.push_back({fraccion, amount});
    const auto trees = trees_as_known(proofs, LogPosition{report.position.value() + 1});
    if (!trees) return trees.error();
    for (const TreeAt& tree : *trees) {
        const bool is_common = tree.name.company.empty();
        if (!is_common && tree.name.company != report.rfc) continue;
        seal.trees.push_back({proof::tree_path(tree.name), tree.size, tree.root});
    }
    return seal;
}

}  // namespace

Result<std::vector<Fact>> missing_seals(const book::Book& book, const ProofStore& proofs) {
    std::vector<Fact> seals;
    for (const book::FiledReport& report : book.filings().all()) {
        if (book.filings().sealed(report.position) != nullptr) continue;
        auto seal = seal_of(report, proofs);
        if (!seal) return seal.error();
        seals.emplace_back(std::move(*seal));
    }
    return seals;
}

}  // namespace saldo::hub
