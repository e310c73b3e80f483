#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/config/say.hpp"
#include "common/tlog/note_key.hpp"
#include "hub/commands/answers.hpp"
#include "hub/commands/command.hpp"
#include "hub/export/export.hpp"
#include "hub/export/log_pass.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;
using config::say;

/// What the person asked for. What was not said is as a run before said it, or as it is now.
struct Wish {
    std::vector<std::string> companies;
    std::optional<api::KnownAt> known;
    std::optional<LocalDate> as_of;
    bool with_blobs = true;
};

Result<Wish> read_wish(const config::CommandLine& line) {
    Wish wish;
    wish.with_blobs = !line.has("no-blobs");
    std::vector<std::pair<std::string, std::string>> given;
    for (const char* flag : {"as-known", "as-of"}) {
        if (line.has(flag)) given.emplace_back(flag, line.value(flag));
    }
    const auto question = api::parse_question(given, 0);
    if (!question) return question.error();
    wish.known = question->as_known;
    wish.as_of = question->as_of;
    const std::string companies = line.value("company");
    if (companies.empty()) return wish;
    for (const std::string_view rfc : split(companies, ',')) wish.companies.emplace_back(rfc);
    std::ranges::sort(wish.companies);
    const auto repeated = std::ranges::unique(wish.companies);
    wish.companies.erase(repeated.begin(), repeated.end());
    return wish;
}

Result<void> check_companies(const HubStore& hub, const std::vector<std::string>& companies) {
    const auto known = hub.book().companies();
    for (const std::string& rfc : companies) {
        const bool has_agent = std::ranges::any_of(
            hub.book().agents(), [&](const auto& agent) { return agent.second.rfc == rfc; });
        if (has_agent || std::ranges::binary_search(known, rfc)) continue;
        return Error{Errc::not_found, "no fact names the company " + rfc};
    }
    return {};
}

Result<std::uint64_t> position_of(const HubStore& hub, const Wish& wish,
                                  const std::optional<ExportScope>& begun) {
    const auto end = hub.log().end();
    if (!end) return end.error();
    if (!wish.known) {
        if (begun && begun->position > end->value()) {
            return Error{Errc::conflict,
                         fmt::format("the export was begun at position {}, and the hub's log ends "
                                     "at {}: export into an empty folder",
                                     begun->position, end->value())};
        }
        return begun ? begun->position : end->value();
    }
    if (const auto* instant = std::get_if<UtcTime>(&*wish.known)) {
        return known_at(hub.log(), *instant);
    }
    return whole_frames_before(hub.log(), std::get<std::uint64_t>(*wish.known));
}

Result<ExportScope> scope_of(const config::CommandLine& line, const HubStore& hub, const Wish& wish,
                             const std::optional<ExportScope>& begun) {
    const auto position = position_of(hub, wish, begun);
    if (!position) return position.error();
    ExportScope scope;
    scope.hub = hub.hub_id();
    scope.origin = hub.log_key().name;
    scope.log_key = tlog::format_vkey(hub.log_key());
    scope.is_whole = wish.companies.empty();
    scope.companies = wish.companies;
    scope.position = *position;
    scope.as_of = wish.as_of ? *wish.as_of : begun ? begun->as_of : today();
    scope.language = begun ? begun->language : line.language;
    scope.program = fmt::format("saldo-hub {}", SALDO_VERSION);
    scope.with_blobs = wish.with_blobs;
    return scope;
}

CommandResult another_export(const config::CommandLine& line, const fs::path& folder,
                             std::string_view member) {
    CommandResult result = failed({Errc::conflict, {}});
    result.err =
        say(line.language,
            "saldo-hub: {} holds another export, its {} differs: export into an empty "
            "folder, or ask for what stands in {}\n",
            "saldo-hub: {} contiene otra exportación, con distinto {}: exporte en una "
            "carpeta vacía o pida lo que dice {}\n",
            folder.string(), member,
            fs::exists(folder / ExportFolder::manifest_name) ? ExportFolder::manifest_name
                                                             : ExportFolder::progress_name);
    return result;
}

/// An export without proofs would be no export.
CommandResult nothing_signed(const config::CommandLine& line, const std::string& why) {
    CommandResult result = failed({Errc::unavailable, {}});
    result.err = say(line.language, "saldo-hub: nothing is exported, for nothing is signed: {}\n",
                     "saldo-hub: no se exporta nada, porque nada se firma: {}\n", why);
    return result;
}

/// The world failed on the way: what is whole stays.
CommandResult cut_off(const config::CommandLine& line, const Error& error) {
    CommandResult result = failed(error);
    if (error.code == Errc::conflict || error.code == Errc::not_found) return result;
    result.err += say(line.language,
                      "What is written stays: put that right, give the same command again, and it "
                      "goes on.\n",
                      "Lo ya escrito se conserva: corrija eso, repita la misma orden y continúa "
                      "donde se quedó.\n");
    return result;
}

CommandResult told(const config::CommandLine& line, const ExportScope& scope,
                   const fs::path& folder) {
    return done(say(line.language, "exported up to position {} into {}\n",
                    "exportado hasta la posición {} en {}\n", scope.position, folder.string()));
}

}  // namespace

CommandResult export_store(const config::CommandLine& line, HubStore& hub,
                           const Progress& progress) {
    const fs::path folder = line.positionals.front();
    const auto wish = read_wish(line);
    if (!wish) {
        return {config::number(config::ExitCode::wrong_use),
                {},
                "saldo-hub: " + wish.error().what + "\n"};
    }
    if (const auto known = check_companies(hub, wish->companies); !known) {
        return failed(known.error());
    }
    hub.prove();
    if (const std::string alarm = hub.proof_alarm(); !alarm.empty()) {
        return nothing_signed(line, alarm);
    }
    const auto found = ExportFolder::look(folder);
    if (!found) return failed(found.error());
    const auto scope = scope_of(line, hub, *wish, found->scope);
    if (!scope) return failed(scope.error());
    if (found->scope) {
        const std::string_view member = difference_of(*found->scope, *scope);
        if (!member.empty()) return another_export(line, folder, member);
    }
    if (found->is_complete) {
        const auto tidied = ExportFolder::tidy(folder);
        if (!tidied) return failed(tidied.error());
        if (!line.has("sqlite")) return told(line, *scope, folder);
    }
    std::unique_ptr<book::Book> then;
    if (scope->position != hub.book().known().value()) {
        auto replayed = hub.book_as_known(scope->position);
        if (!replayed) return failed(replayed.error());
        then = std::move(*replayed);
    }
    const ExportSource source{.log = hub.log(),
                              .proofs = *hub.proofs(),
                              .cosigned = hub.cosigned(),
                              .blobs = hub.blobs(),
                              .book = then ? *then : hub.book()};
    const auto written = found->is_complete ? Result<ExportScope>{*found->scope}
                                            : write_export(source, *scope, folder, progress);
    if (!written) return cut_off(line, written.error());
    if (line.has("sqlite")) {
        const auto done = write_export_as_one(source, *written, line.value("sqlite"), progress);
        if (!done) return cut_off(line, done.error());
    }
    return told(line, *scope, folder);
}

}  // namespace saldo::hub
