#include "hub/export/guide_files.hpp"

#include "hub/ledger/rule_rows.hpp"

namespace saldo::hub {

// Text of the tree, built into the program (cmake/embed_text.cmake, ADR 0019).
extern const std::string_view export_leeme_txt;
extern const std::string_view export_readme_txt;
extern const std::string_view proof_md;
extern const std::string_view data_format_md;
extern const std::string_view protocol_md;
extern const std::string_view facts_md;
extern const std::string_view migration_md;
extern const std::string_view catalogs_md;

const std::vector<GuideFile>& guide_files() {
    static const std::vector<GuideFile> files = {
        {"LEEME.txt", export_leeme_txt},
        {"README.txt", export_readme_txt},
        {"format/proof.md", proof_md},
        {"format/data_format.md", data_format_md},
        {"format/protocol.md", protocol_md},
        {"format/facts.md", facts_md},
        {"format/migration.md", migration_md},
        {"format/catalogs.md", catalogs_md},
        {"format/pedimento_keys.csv", ledger::pedimento_keys_csv},
        {"format/late_return_fines.csv", ledger::late_return_fines_csv},
        {"format/prohibited_goods.csv", ledger::prohibited_goods_csv}};
    return files;
}

Result<void> write_guides(ExportFolder& folder) {
    for (const GuideFile& file : guide_files()) {
        if (const auto put = folder.put(file.name, file.text); !put) return put.error();
    }
    return {};
}

}  // namespace saldo::hub
