#include "hub/export/manifest.hpp"

#include "common/base/json.hpp"
#include "common/tlog/base64.hpp"

namespace saldo::hub {

std::string manifest_json(const ExportScope& scope, const std::vector<TreeAt>& trees,
                          const std::map<std::string, WholeFile>& files) {
    std::string out = "{" + scope_members(scope) + ",\n \"trees\": [";
    const char* between = "\n  ";
    for (const TreeAt& tree : trees) {
        const std::string path = proof::tree_path(tree.name);
        out += between;
        between = ",\n  ";
        out += "{\"company\": ";
        append_json_text(out, path.substr(0, path.rfind('/')));
        out += ", \"year\": " + std::to_string(tree.name.year);
        if (!tree.name.era.empty()) out += ", \"era\": \"" + tree.name.era + "\"";
        out += ", \"size\": " + std::to_string(tree.size) + ", \"root\": \"" +
               tlog::to_base64(tree.root) + "\"}";
    }
    out += "],\n \"files\": [";
    between = "\n  ";
    for (const auto& [name, file] : files) {
        out += between;
        between = ",\n  ";
        out += "{\"path\": ";
        append_json_text(out, name);
        out += ", \"bytes\": " + std::to_string(file.content.bytes) + ", \"sha256\": \"" +
               to_hex(file.content.sha256) + "\"}";
    }
    return out + "]}\n";
}

}  // namespace saldo::hub
