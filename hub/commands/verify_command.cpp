#include "common/config/say.hpp"
#include "hub/backup/manifest.hpp"
#include "hub/backup/store_check.hpp"
#include "hub/commands/backup_command.hpp"

namespace saldo::hub {
namespace {

using config::say;
namespace fs = std::filesystem;

/// "every hash holds", or the faults: the first ones by name, all of them by number.
void add_verdict(Language language, const std::vector<std::string>& faults, std::uint64_t count,
                 CommandResult& result) {
    if (count == 0) {
        result.out += say(language, "every hash holds\n", "todos los hashes coinciden\n");
        return;
    }
    result.exit = config::number(config::ExitCode::answer_is_no);
    result.out += say(language, "DAMAGED: {}\n", "DAÑADO: {}\n", faults.front());
    for (std::size_t i = 1; i < faults.size(); ++i) result.out += faults[i] + "\n";
    result.out += say(language, "{} fault(s)\n", "{} falla(s)\n", count);
}

CommandResult store_words(const config::CommandLine& line, const Result<StoreCheck>& check) {
    if (!check) return failed(check.error());
    CommandResult result;
    if (line.format == config::Format::json) {
        result.exit = config::number(check->fault_count == 0 ? config::ExitCode::done
                                                             : config::ExitCode::answer_is_no);
        result.out = to_json(*check) + "\n";
        return result;
    }
    result.out = say(line.language, "{} entries, {} facts, {} blobs, head {}\n",
                     "{} entradas, {} hechos, {} archivos de origen, cabeza {}\n", check->entries,
                     check->position, check->blobs, to_hex(check->head));
    add_verdict(line.language, check->faults, check->fault_count, result);
    return result;
}

CommandResult verify_backups(const config::CommandLine& line, const fs::path& folder) {
    std::vector<fs::path> backups;
    std::error_code ignored;
    if (fs::exists(folder / "manifest.json", ignored)) {
        backups.push_back(folder);
    } else {
        const auto names = backups_in(folder);
        if (!names) return failed(names.error());
        for (const std::string& name : *names) backups.push_back(folder / name);
    }
    if (backups.empty()) {
        return failed({Errc::not_found, folder.string() + " holds neither a store nor a backup"});
    }
    CommandResult result;
    std::vector<std::string> faults;
    for (const fs::path& backup : backups) {
        const auto manifest = read_manifest(backup, std::nullopt);
        if (!manifest) {
            faults.push_back(manifest.error().what);
            continue;
        }
        const auto found = faults_of(backup, *manifest);
        faults.insert(faults.end(), found.begin(), found.end());
        result.out += say(line.language, "{}: {} files, position {}, of {}\n",
                          "{}: {} archivos, posición {}, de {}\n", backup.string(),
                          manifest->files.size(), manifest->position, manifest->hub);
    }
    add_verdict(line.language, faults, faults.size(), result);
    return result;
}

}  // namespace

CommandResult verify_folder(const config::CommandLine& line, const LogOptions& log) {
    const fs::path folder = line.positionals.at(0);
    std::error_code ignored;
    if (!fs::exists(folder / "log" / "data.mdb", ignored)) return verify_backups(line, folder);
    return store_words(line, check_store(folder, log));
}

CommandResult verify_store(const config::CommandLine& line, const LmdbLog& log,
                           const fs::path& folder) {
    return store_words(line, check_store(log, folder));
}

}  // namespace saldo::hub
