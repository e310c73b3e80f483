#include "hub/export/manifest.hpp"

#include "common/base/json.hpp"

namespace saldo::hub {

std::string manifest_json(const ExportScope& scope, const std::map<std::string, WholeFile>& files) {
    std::string out = "{" + scope_members(scope) + ",\n \"trees\": [";
    out += "],\n \"files\": [";
    const char* between = "\n  ";
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
