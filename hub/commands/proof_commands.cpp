#include "common/config/say.hpp"
#include "common/tlog/base64.hpp"
#include "common/tlog/checkpoint.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/print_table.hpp"
#include "hub/ingest/incarnation.hpp"
#include "hub/proof/tree_name.hpp"

namespace saldo::hub {

CommandResult log_key(const config::CommandLine& /*line*/, HubStore& hub) {
    return done(tlog::format_vkey(hub.log_key()) + "\n");
}

CommandResult checkpoint(const config::CommandLine& line, HubStore& hub) {
    const bool is_for_people = line.format == config::Format::table;
    book::Table table{{{"company", false, true},
                       {"year", true, true},
                       {"era", false, true},
                       {"size", true},
                       {"root"}},
                      {}};
    if (!is_for_people) table.columns.push_back({"checkpoint"});
    const std::string company = line.value("company");
    for (const TreeHead& tree :
         hub.proofs() == nullptr ? std::vector<TreeHead>{} : hub.proofs()->trees()) {
        if (!company.empty() && tree.name.company != company) continue;
        const auto note = hub.proofs()->checkpoint(tree.name);
        if (!note) continue;  // it grew since the signing stopped, and had no checkpoint before
        const auto said = tlog::parse_checkpoint(note->substr(0, note->find("\n\n") + 1));
        if (!said) return failed(said.error());
        const std::string path = proof::tree_path(tree.name);
        const std::string company_name = path.substr(0, path.rfind('/'));
        const std::string year = std::to_string(tree.name.year);
        const std::string size = std::to_string(said->size);
        const std::string root = tlog::to_base64(said->root);
        if (is_for_people) {
            table.rows.push_back({company_name, year, tree.name.era, size, root});
        } else {
            table.rows.push_back({company_name, year, tree.name.era, size, root, *note});
        }
    }
    CommandResult result = done(print_table(table, line.format));
    if (const std::string alarm = hub.proof_alarm(); !alarm.empty()) {
        result.exit = config::number(config::ExitCode::answer_is_no);
        result.err = config::say(line.language, "NOTHING IS SIGNED ANY MORE: {}\n",
                                 "YA NO SE FIRMA NADA: {}\n", alarm);
    }
    return result;
}

CommandResult tell_restore(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const auto end = hub.log().end();
    const auto head = hub.log().head_hash();
    const auto incarnation = load_incarnation(hub.log());
    if (!end) return failed(end.error());
    if (!head) return failed(head.error());
    if (!incarnation) return failed(incarnation.error());
    const auto told = hub.append({HubRestored{.backup = {},
                                              .backed_up = {},
                                              .backup_position = end->value(),
                                              .position = end->value(),
                                              .head = *head,
                                              .incarnation = *incarnation,
                                              .by = line.value("by"),
                                              .reason = line.value("reason")}},
                                 now);
    if (!told) return failed(told.error());
    return done(config::say(line.language,
                            "position {}: the log tells it, and new trees begin. Plants that saw "
                            "more keep their evidence.\n",
                            "posición {}: la bitácora lo dice, y empiezan árboles nuevos. Las "
                            "plantas que vieron más conservan su prueba.\n",
                            end->value()));
}

}  // namespace saldo::hub
