#include <algorithm>
#include <future>
#include <utility>

#include "common/base/bytes.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/import_report.hpp"
#include "hub/customs/record_file.hpp"
#include "hub/files/source_files.hpp"

namespace saldo::hub {
namespace {

using customs::DataStageSet;

/// Reads the files of one set on both cores: the largest (551, 557, 558) dominate, so the files are
/// dealt out by size.
DataStageSet read_on_both_cores(const customs::SetFiles& set,
                                std::span<const customs::SourceFile> files,
                                const customs::ReadOptions& options) {
    std::vector<std::size_t> by_size(set.members.size());
    for (std::size_t i = 0; i < by_size.size(); ++i) by_size[i] = i;
    std::ranges::stable_sort(by_size, std::greater{}, [&](std::size_t i) {
        return files[set.members[i].source].bytes.size();
    });
    std::vector<std::size_t> halves[2];
    std::size_t bytes[2] = {0, 0};
    for (std::size_t i : by_size) {
        const std::size_t half = bytes[0] <= bytes[1] ? 0 : 1;
        bytes[half] += files[set.members[i].source].bytes.size();
        halves[half].push_back(i);
    }
    std::vector<customs::RecordFile> records(set.members.size());
    const auto read_half = [&](const std::vector<std::size_t>& half) {
        for (std::size_t i : half) {
            const auto& member = set.members[i];
            records[i] = customs::read_record_file(member.kind, files[member.source]);
        }
    };
    auto other = std::async(std::launch::async, [&] { read_half(halves[1]); });
    read_half(halves[0]);
    other.get();
    return customs::join_set(set, files, std::move(records), options);
}

/// Keeps the files as they came, also those of a set that is refused.
Result<void> keep_files(HubStore& hub, std::span<const customs::SourceFile> files,
                        DataStageSet& set) {
    for (std::size_t i = 0; i < set.sources.size(); ++i) {
        const auto name = hub.blobs().put(as_bytes(files[set.sources[i]].bytes));
        if (!name) return name.error();
        if (i < set.delivery.files.size()) set.delivery.files[i].sha256 = *name;
    }
    return {};
}

std::size_t count_fresh(const HubStore& hub, const std::vector<Fact>& facts) {
    return static_cast<std::size_t>(
        std::ranges::count_if(facts, [&hub](const Fact& f) { return !hub.book().holds(f); }));
}

}  // namespace

CommandResult import_datastage(const config::CommandLine& line, HubStore& hub, UtcTime now,
                               const Progress& progress) {
    const bool dry_run = line.has("dry-run");
    const customs::ReadOptions options{.quarantine = line.has("quarantine")};
    const auto sources = files::collect_sources(line.positionals);
    const auto files = sources.files();
    customs::Grouping grouping = customs::group_sets(files);
    std::vector<customs::Finding> findings = sources.findings();
    findings.insert(findings.end(), grouping.findings.begin(), grouping.findings.end());
    if (grouping.sets.empty()) {
        findings.push_back(customs::make_finding(
            customs::FindingCode::no_files,
            line.positionals.empty() ? std::string{} : line.positionals.front()));
    }

    std::vector<ImportedSet> imported;
    std::vector<customs::SetTotals> totals(grouping.sets.size());
    bool any_refused = customs::has_errors(findings);
    for (std::size_t s = 0; s < grouping.sets.size(); ++s) {
        progress("datastage", s, grouping.sets.size());
        DataStageSet set = read_on_both_cores(grouping.sets[s], files, options);
        findings.insert(findings.end(), set.findings.begin(), set.findings.end());
        totals[s] = set.totals;
        ImportedSet row{
            .name = set.folder.empty() ? set.delivery.folio : set.folder + "/" + set.delivery.folio,
            .rfc = set.delivery.rfc,
            .is_refused = set.is_refused,
            .is_incomplete = set.delivery.is_incomplete,
            .held_back = set.delivery.held_back,
            .totals = &totals[s],
            .folio = set.delivery.folio};
        if (!dry_run) {
            if (const auto kept = keep_files(hub, files, set); !kept) return failed(kept.error());
            if (const auto synced = hub.blobs().sync(); !synced) return failed(synced.error());
        }
        any_refused = any_refused || set.is_refused;
        if (!set.is_refused) {
            std::vector<Fact> facts;
            facts.reserve(set.pedimentos.size() + 1);
            for (Pedimento& pedimento : set.pedimentos) facts.emplace_back(std::move(pedimento));
            facts.emplace_back(std::move(set.delivery));
            row.facts = facts.size();
            if (dry_run) {
                row.fresh = count_fresh(hub, facts);
            } else {
                const auto appended = hub.append(std::move(facts), now);
                if (!appended) return failed(appended.error());
                row.fresh = appended->fresh;
                row.conflicts = appended->conflicts;
            }
        }
        imported.push_back(std::move(row));
    }
    progress("datastage", grouping.sets.size(), grouping.sets.size());
    const bool as_json = line.format == config::Format::json;
    CommandResult result;
    result.exit = any_refused ? config::number(config::ExitCode::answer_is_no) : 0;
    result.out = as_json ? import_json(imported, findings, dry_run, line.language)
                         : import_text(imported, findings, dry_run, line.language);
    return result;
}

}  // namespace saldo::hub
