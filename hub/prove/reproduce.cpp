#include "hub/prove/reproduce.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "common/tlog/base64.hpp"
#include "hub/book/filed_report.hpp"
#include "hub/proof/prove.hpp"

namespace saldo::hub {
namespace {

using book::FiledReport;

class Comparison {
public:
    void say(const std::string& what, const std::string& sealed, const std::string& derived) {
        if (sealed != derived) table_.rows.push_back({what, sealed, derived});
    }
    void reports(const FiledReport& sealed, const FiledReport& now) {
        std::set<std::uint32_t> codes;
        for (const FiledReport* report : {&sealed, &now}) {
            for (const auto& [fraccion, value] : report->values) codes.insert(fraccion);
        }
        for (const std::uint32_t code : codes) {
            say(fmt::format("{:08}", code), value_of(sealed, code), value_of(now, code));
        }
        say("version", std::to_string(sealed.version), std::to_string(now.version));
    }
    book::Table take() { return std::move(table_); }

private:
    static std::string value_of(const FiledReport& report, std::uint32_t fraccion) {
        const auto held = report.values.find(fraccion);
        return held == report.values.end() ? std::string{} : format_money(held->second);
    }
    book::Table table_{.columns = {{"what", false, true}, {"sealed"}, {"derived"}}, .rows = {}};
};

}  // namespace

Result<Reproduction> reproduce(const ReportSeal& seal, const book::Book& then,
                               const ProofStore& proofs) {
    Comparison comparison;
    const FiledReport sealed = book::report_of(seal);
    FiledReport now{.rfc = seal.rfc,
                    .period = sealed.period,
                    .values = {},
                    .position = {},
                    .version = 0,
                    .approvers = {}};
    const auto& filed = then.filings().all();
    const auto found = std::ranges::find(filed, LogPosition{seal.position}, &FiledReport::position);
    if (found != filed.end()) now = *found;
    comparison.reports(sealed, now);
    comparison.say("sha256", to_hex(ByteView{seal.sha256}), to_hex(ByteView{book::digest_of(now)}));
    for (const ReportSeal::Tree& tree : seal.trees) {
        const auto name = proof::parse_tree_path(tree.path);
        const auto head = name ? proofs.find(*name) : std::nullopt;
        if (!head || head->size < tree.size) {
            comparison.say(tree.path, std::to_string(tree.size),
                           std::to_string(head ? head->size : 0));
            continue;
        }
        const auto root = proof::root_at(tree.size, proofs.nodes(*name));
        if (!root) return root.error();
        comparison.say(tree.path, tlog::to_base64(tree.root), tlog::to_base64(*root));
    }
    return Reproduction{book::to_csv(book::filed_table(now)), comparison.take()};
}

}  // namespace saldo::hub
