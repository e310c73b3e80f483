#include "agent/program.hpp"

#include <variant>

#include <fmt/format.h>

#include "agent/app.hpp"
#include "agent/commands/enroll_command.hpp"
#include "agent/commands/feed_command.hpp"
#include "agent/commands/journal_command.hpp"
#include "agent/commands/status_command.hpp"
#include "agent/doctor.hpp"
#include "agent/settings.hpp"
#include "agent/station.hpp"
#include "common/config/check.hpp"
#include "common/config/exit_code.hpp"
#include "common/config/log.hpp"

namespace saldo::agent {
namespace {

using config::CommandLine;
using config::ExitCode;

std::vector<config::CommandSpec> commands() {
    return {
        {.path = "run",
         .help = {.en = "Captures and syncs until it is told to stop.",
                  .es = "Captura y sincroniza hasta que se le detiene."},
         .takes_settings = true},
        {.path = "check",
         .help = {.en = "Reads configuration, join bundle and catalog exactly as run would.",
                  .es = "Lee configuración, paquete de ingreso y catálogo igual que run."},
         .takes_settings = true},
        {.path = "enroll",
         .help = {.en = "Gets this agent its identity from the hub, for a one-time token.",
                  .es = "Obtiene del hub la identidad de este agente, con una ficha de un solo "
                        "uso."},
         .flags = {{.name = "hub",
                    .value = "URL",
                    .help = {.en = "https://host:port of the hub",
                             .es = "https://host:puerto del hub"},
                    .required = true},
                   {.name = "token-file",
                    .value = "FILE",
                    .help = {.en = "where the token is; - reads standard input",
                             .es = "dónde está la ficha; - lee la entrada estándar"}},
                   {.name = "token",
                    .value = "TOKEN",
                    .help = {.en = "the token itself: everybody on this machine can see it",
                             .es = "la ficha misma: cualquiera en este equipo puede verla"}},
                   {.name = "ca",
                    .value = "FILE",
                    .help = {.en = "authorities for the hub's address, where its certificate is "
                                   "not of its own authority",
                             .es = "autoridades para la dirección del hub, si su certificado no "
                                   "es de su propia autoridad"}},
                   {.name = "again",
                    .help = {.en = "put a new identity in the place of the one that is there",
                             .es = "poner una identidad nueva en lugar de la que hay"}}},
         .examples = {"saldo-agent enroll --hub https://hub.example:9443 --token-file -"},
         .takes_settings = true},
        {.path = "status",
         .help = {.en = "How the running agent is; 1 when something is not well.",
                  .es = "Cómo está el agente en marcha; 1 cuando algo no está bien."},
         .flags = {{.name = "json",
                    .help = {.en = "as JSON, a stable schema",
                             .es = "como JSON, esquema estable"}}},
         .takes_settings = true},
        {.path = "doctor",
         .help = {.en = "Looks at everything; says what is wrong, why it matters, what to type.",
                  .es = "Revisa todo; dice qué está mal, por qué importa, qué escribir."},
         .takes_settings = true},
        {.path = "feed",
         .help = {.en = "Plays a movement file through the capture path.",
                  .es = "Pasa un archivo de movimientos por el camino de captura."},
         .positionals = {{.name = "FILE",
                          .help = {.en = "CSV with the columns of movement lines",
                                   .es = "CSV con las columnas de las líneas de movimiento"}}},
         .flags = {{.name = "via",
                    .value = "HOST:PORT",
                    .help = {.en = "a scanner port; else the running agent's own, or its journal",
                             .es = "un puerto de lector; si no, el del agente en marcha, o su "
                                   "diario"}}},
         .examples = {"saldo-agent feed movements.csv --via 127.0.0.1:9100"},
         .takes_settings = true},
        {.path = "journal verify",
         .help = {.en = "Checks every hash; names the first record that does not hold.",
                  .es = "Revisa cada hash; nombra el primer registro que no coincide."},
         .takes_settings = true},
        {.path = "journal export",
         .help = {.en = "Writes what is held, one line of JSON a record.",
                  .es = "Escribe lo guardado, una línea de JSON por registro."},
         .takes_settings = true},
        {.path = "version",
         .help = {.en = "The version of this program.", .es = "La versión de este programa."}},
    };
}

int fail(const Failure& failure) {
    fmt::print(stderr, "saldo-agent: {}\n", failure.what);
    return config::number(failure.code);
}

int run_daemon(const LoadedSettings& loaded) {
    config::set_up_log(loaded.settings.log_level);
    auto opened = Station::open(loaded.settings, end_for_storage);
    if (const auto* failure = std::get_if<Failure>(&opened)) return fail(*failure);
    App app{loaded.settings, std::move(std::get<std::unique_ptr<Station>>(opened))};
    if (const auto failure = app.start()) return fail(*failure);
    app.run();
    return config::number(ExitCode::done);
}

int check(const LoadedSettings& loaded, Language language) {
    if (const auto failure = check_station(loaded.settings)) return fail(*failure);
    fmt::print("{}", config::report(loaded.loaded, language));
    return config::number(ExitCode::done);
}

int feed_via(const CommandLine& line, const std::string& host, std::uint16_t port) {
    const auto sink = connect_sink(host, port);
    if (!sink) return fail({config::exit_code_of(sink.error().code), sink.error().what});
    return config::number(feed_file(line.positionals.front(), **sink,
                                    fmt::format("{}:{}", host, port), line.language,
                                    line.format == config::Format::json));
}

int feed(const CommandLine& line, const LoadedSettings& loaded) {
    const Settings& settings = loaded.settings;
    const auto door = find_scanner_door(settings.socket);
    if (door) return feed_via(line, door->host, door->port);
    const bool is_stopped = door.error().code == Errc::unavailable ||
                            (door.error().code == Errc::not_found && !ask_status(settings.socket));
    if (!is_stopped) return fail({config::exit_code_of(door.error().code), door.error().what});
    // No agent runs: this process takes its place, under the journal's exclusive lock.
    auto opened = Station::open(settings, end_for_storage);
    if (const auto* failure = std::get_if<Failure>(&opened)) return fail(*failure);
    Station& station = *std::get<std::unique_ptr<Station>>(opened);
    CaptureSink sink{station.capture(), line.language};
    return config::number(feed_file(line.positionals.front(), sink,
                                    journal_folder_of(settings).string(), line.language,
                                    line.format == config::Format::json));
}

int dispatch(const CommandLine& line, const LoadedSettings& loaded) {
    const Settings& settings = loaded.settings;
    if (line.command == "run") return run_daemon(loaded);
    if (line.command == "check") return check(loaded, line.language);
    if (line.command == "status") {
        const bool as_json = line.has("json") || line.format == config::Format::json;
        return config::number(show_status(settings.socket, as_json, line.language));
    }
    if (line.command == "enroll") return config::number(enroll(line, settings.join_bundle));
    if (line.command == "feed") return feed(line, loaded);
    const auto journal = journal_folder_of(settings);
    const JournalLimits limits = journal_limits_of(settings);
    if (line.command == "journal verify") {
        return config::number(verify_journal(journal, limits, line.language, stdout));
    }
    return config::number(export_journal(journal, limits, line.language, stdout));
}

}  // namespace

const config::ProgramSpec& program() {
    static const config::ProgramSpec spec{
        .name = "saldo-agent",
        .version = SALDO_VERSION,
        .about = {.en = "Captures the movements of a plant, durably, and syncs them with the hub.",
                  .es = "Captura los movimientos de una planta, en firme, y los sincroniza con el "
                        "hub."},
        .commands = commands(),
        .options = &options()};
    return spec;
}

int run_program(std::span<const std::string> arguments,
                const std::vector<std::pair<std::string, std::string>>& environment) {
    const auto parsed = config::parse_command_line(program(), arguments, environment);
    if (const auto* quit = std::get_if<config::Quit>(&parsed)) {
        fmt::print(quit->code == 0 ? stdout : stderr, "{}", quit->text);
        return quit->code;
    }
    const auto& line = std::get<CommandLine>(parsed);
    if (line.command == "version") {
        fmt::print("saldo-agent {}\n", SALDO_VERSION);
        return config::number(ExitCode::done);
    }
    if (line.command == "feed" && line.has("via")) {
        const auto place = config::parse_host_port(line.value("via"), 0);
        if (!place || place->port == 0) {
            return fail(
                {ExitCode::wrong_use, fmt::format("--via {}: HOST:PORT", line.value("via"))});
        }
        return feed_via(line, place->host, place->port);
    }
    const LoadedSettings loaded = load_settings(config::sources_for(line, "agent", environment));
    if (line.command == "doctor") return config::number(show_diagnosis(loaded, line.language));
    if (!loaded.loaded.faults.empty()) {
        fmt::print(stderr, "{}", config::report(loaded.loaded, line.language));
        return config::number(ExitCode::bad_configuration);
    }
    return dispatch(line, loaded);
}

}  // namespace saldo::agent
