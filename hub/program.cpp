#include "hub/program.hpp"

#include <filesystem>
#include <sys/stat.h>
#include <variant>

#include <fmt/format.h>
#include <unistd.h>

#include "common/config/check.hpp"
#include "common/config/clock.hpp"
#include "common/config/exit_code.hpp"
#include "common/config/log.hpp"
#include "hub/admin.hpp"
#include "hub/app.hpp"
#include "hub/backup/child_program.hpp"
#include "hub/commands/backup_command.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/drill_command.hpp"
#include "hub/scenario/run_files.hpp"
#include "hub/settings.hpp"

namespace saldo::hub {
namespace {

using config::CommandLine;
using config::ExitCode;

/// Why a broker that somebody asked for is never the store's business: commands open the folder
/// only.
LogOptions log_options(const Settings& settings) {
    LogOptions options;
    options.map_bytes = std::uint64_t{settings.log_map_gib} << 30U;
    return options;
}

void show_progress(std::string_view what, std::uint64_t done_count, std::uint64_t total) {
    static const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
    if (!is_terminal) return;
    fmt::print(stderr, "\r{} {}/{}{}", what, done_count, total, done_count == total ? "\n" : "");
}

int print(const CommandResult& result) {
    std::fwrite(result.out.data(), 1, result.out.size(), stdout);
    std::fwrite(result.err.data(), 1, result.err.size(), stderr);
    return result.exit;
}

int run_daemon(const LoadedSettings& loaded, Language language) {
    config::set_up_log(loaded.settings.log_level);
    auto app = App::start(loaded.settings, language);
    if (!app) return print(failed(app.error()));
    return (*app)->run();
}

/// A backup of a store needs its log alone, and no book.
int back_up(const CommandLine& line, const Settings& settings) {
    auto answered = run_in_daemon(socket_path(settings), line);
    if (answered) return print(*answered);
    const BackupPlan standard{.to = settings.backup.folder,
                              .recipients = settings.backup.recipients,
                              .keep = settings.backup.keep,
                              .has_legal_hold = settings.backup.has_legal_hold,
                              .now = now_utc(),
                              .program = this_program()};
    return print(backup_offline(line, settings.data, log_options(settings), standard));
}

/// A folder, or the hub that is here. No book is made for it: it is asked when none can be.
int verify_it(CommandLine line, const Settings& settings) {
    if (line.positionals.empty()) {
        const auto answered = run_in_daemon(socket_path(settings), line);
        if (answered) return print(*answered);
        line.positionals.push_back(settings.data);
    }
    return print(verify_folder(line, log_options(settings)));
}

/// A drill, and its result into the log of the hub that is here; a laptop without one may drill
/// too.
int run_drill_command(const CommandLine& line, const Settings& settings) {
    const DrillCommand drilled = drill(line, now_utc(), this_program(), show_progress);
    const int exit = print(drilled.words);
    if (!drilled.result) return exit;
    const CommandLine told = drill_told(*drilled.result, line.language);
    const auto answered = run_in_daemon(socket_path(settings), told);
    std::error_code ignored;
    if (answered) {
        print(*answered);
    } else if (std::filesystem::exists(settings.data + "/log/data.mdb", ignored)) {
        auto hub = HubStore::open(settings.data, log_options(settings), settings.proof_origin);
        print(hub ? run_store_command(told, **hub, now_utc(), show_progress) : failed(hub.error()));
    }
    return exit;
}

/// On the running hub if there is one, else on the folder itself, under its lock.
int run_on_store(const CommandLine& line, const Settings& settings) {
    auto answered = run_in_daemon(socket_path(settings), line);
    if (answered) return print(*answered);
    auto hub = HubStore::open(settings.data, log_options(settings), settings.proof_origin);
    if (!hub) return print(failed(hub.error()));
    (*hub)->set_proof_url(settings.proof_url);
    return print(run_store_command(line, **hub, now_utc(), show_progress));
}

int run_command(const CommandLine& line,
                std::vector<std::pair<std::string, std::string>> environment) {
    if (line.command == "version") {
        fmt::print("saldo-hub {}\n", SALDO_VERSION);
        return 0;
    }
    if (line.command == "scenario") {
        std::string out;
        const int exit = scenario::run_files(line.positionals, out);
        std::fwrite(out.data(), 1, out.size(), stdout);
        return exit;
    }
    const auto loaded = load_settings(config::sources_for(line, "hub", std::move(environment)));
    if (!loaded.loaded.faults.empty()) {
        fmt::print(stderr, "{}", config::report(loaded.loaded, line.language));
        return config::number(ExitCode::bad_configuration);
    }
    if (line.command == "check") {
        fmt::print("{}", config::report(loaded.loaded, line.language));
        return 0;
    }
    if (line.command == "run") return run_daemon(loaded, line.language);
    if (line.command == "backup") return back_up(line, loaded.settings);
    if (line.command == "restore") {
        return print(restore(line, log_options(loaded.settings), now_utc(), this_program()));
    }
    if (line.command == "drill") return run_drill_command(line, loaded.settings);
    if (line.command == "verify") return verify_it(line, loaded.settings);
    return run_on_store(line, loaded.settings);
}

}  // namespace

int run_program(int argc, const char* const* argv) {
    ::umask(
        0077);  // what a company owes is nobody else's business, whichever file it is written to
    auto environment = config::environment_of_process();
    const auto arguments = config::arguments_of(argc, argv);
    const auto parsed = config::parse_command_line(program(), arguments, environment);
    if (const auto* quit = std::get_if<config::Quit>(&parsed)) {
        fmt::print(quit->code == 0 ? stdout : stderr, "{}", quit->text);
        return quit->code;
    }
    return run_command(std::get<CommandLine>(parsed), std::move(environment));
}

}  // namespace saldo::hub
