#include "hub/commands/backup_command.hpp"

#include "common/base/text.hpp"
#include "common/config/say.hpp"
#include "hub/api/answers.hpp"
#include "hub/backup/restore.hpp"
#include "hub/hub_store.hpp"

namespace saldo::hub {
namespace {

using config::say;

std::vector<std::string> pieces(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view piece = trim(text.substr(0, comma));
        if (!piece.empty()) out.emplace_back(piece);
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return out;
}

Result<std::optional<PublicKey>> key_of(const std::string& hex) {
    if (hex.empty()) return std::optional<PublicKey>{};
    const auto bytes = from_hex(hex);
    PublicKey key{};
    if (!bytes || bytes->size() != key.size()) return malformed("--hub-key has 64 digits");
    std::ranges::copy(*bytes, key.begin());
    return std::optional{key};
}

Result<std::optional<LogPoint>> point_of(const std::string& text) {
    if (text.empty()) return std::optional<LogPoint>{};
    const std::vector<std::pair<std::string, std::string>> given{{"as-known", text}};
    const auto question = api::parse_question(given, 0);
    if (!question) return malformed("--at is a position of the log, or a time with its offset");
    return question->as_known;
}

}  // namespace

Result<BackupPlan> backup_plan(const config::CommandLine& line, BackupPlan standard) {
    if (!line.positionals.empty()) standard.to = line.positionals.front();
    if (line.has("recipient")) standard.recipients = pieces(line.value("recipient"));
    if (line.has("legal-hold")) standard.has_legal_hold = true;
    if (standard.to.empty()) return malformed("say where to: backup DIR, or backup.dir");
    // Only the schedule thins out: what a person asks for by hand deletes nothing.
    if (!line.positionals.empty()) standard.keep = 0;
    return standard;
}

CommandResult backup_words(Language language, const Result<BackupDone>& done) {
    if (!done) return failed(done.error());
    const Manifest& manifest = done->manifest;
    std::string out = say(language,
                          "{}\nposition {}, head {}, checked by another process\n"
                          "{} bytes written, {} new files that facts came from\n",
                          "{}\nposición {}, cabeza {}, revisado por otro proceso\n"
                          "{} bytes escritos, {} archivos de origen nuevos\n",
                          done->folder.string(), manifest.position, to_hex(manifest.head),
                          done->bytes_written, done->blobs_written);
    if (!manifest.is_compacted) {
        out += say(language, "ALARM: the log has leaked pages and was copied uncompacted\n",
                   "ALARMA: el registro tiene páginas perdidas y se copió sin compactar\n");
    }
    if (done->blobs_rotten > 0) {
        out +=
            say(language, "ALARM: {} blob(s) rotted here; the earlier backup has them whole\n",
                "ALARMA: {} archivo(s) de origen dañado(s) aquí; el respaldo anterior los tiene\n",
                done->blobs_rotten);
    }
    for (const std::string& name : done->deleted) {
        out += say(language, "deleted: {}\n", "borrado: {}\n", name);
    }
    out += say(language, "signed by {}, key {}\n", "firmado por {}, llave {}\n", manifest.hub,
               to_hex(manifest.hub_key));
    return {0, std::move(out), {}};
}

CommandResult backup_offline(const config::CommandLine& line, const std::filesystem::path& data,
                             const LogOptions& options, const BackupPlan& standard) {
    const auto plan = backup_plan(line, standard);
    if (!plan) return failed(plan.error());
    const auto key = HubStore::load_key(data);
    if (!key) return failed(key.error());
    const auto log = LmdbLog::open(data, options);
    if (!log) return failed(log.error());
    const std::string hub = HubStore::id_of(*key);
    auto newest = load_newest(data, **log);
    if (!newest) return failed(newest.error());
    const auto done = make_backup({**log, data, hub, *key}, *plan);
    if (done) {
        newest->push_back({.name = done->manifest.name,
                           .folder = done->folder.string(),
                           .made = done->manifest.made,
                           .position = done->manifest.position,
                           .head = done->manifest.head,
                           .streams = done->manifest.streams});
        if (newest->size() > newest_backups_max) newest->erase(newest->begin());
        if (auto kept = store_newest(data, *newest); !kept) return failed(kept.error());
    }
    return backup_words(line.language, done);
}

CommandResult restore(const config::CommandLine& line, const LogOptions& log, UtcTime now,
                      const std::string& program) {
    const auto key = key_of(line.value("hub-key"));
    if (!key) return failed(key.error());
    const auto at = point_of(line.value("at"));
    if (!at) return failed(at.error());
    const auto done = restore_backup({.backup = line.positionals.at(0),
                                      .into = line.value("into"),
                                      .identity = line.value("identity"),
                                      .at = *at,
                                      .by = line.value("by"),
                                      .reason = line.value("reason"),
                                      .hub_key = *key,
                                      .now = now,
                                      .program = program,
                                      .log = log});
    if (!done) return failed(done.error());
    const Manifest& manifest = done->manifest;
    std::string out = say(line.language,
                          "{} is a hub again, from {}\n"
                          "{} of {} facts, {} files that facts came from, incarnation {}\n"
                          "made {}, signed by {}, key {}\n",
                          "{} es un hub otra vez, de {}\n"
                          "{} de {} hechos, {} archivos de origen, encarnación {}\n"
                          "hecho {}, firmado por {}, llave {}\n",
                          line.value("into"), done->backup.string(), done->position,
                          manifest.position, done->blobs, done->incarnation,
                          format_utc(manifest.made), manifest.hub, to_hex(manifest.hub_key));
    if (!*key) {
        out += say(line.language, "compare that key with the one you keep: --hub-key does\n",
                   "compare esa llave con la que usted guarda: --hub-key lo hace\n");
    }
    out += say(line.language,
               "Start it: the plants' agents send again what came after the backup. What people "
               "told the hub since then has to be told again; see the guide.\n",
               "Arránquelo: los agentes de las plantas reenvían lo posterior al respaldo. Lo que "
               "las personas dijeron al hub desde entonces hay que decirlo otra vez; vea la "
               "guía.\n");
    return {0, std::move(out), {}};
}

}  // namespace saldo::hub
