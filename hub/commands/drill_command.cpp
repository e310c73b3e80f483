#include "hub/commands/drill_command.hpp"

#include <cstdlib>
#include <filesystem>

#include "common/base/text.hpp"
#include "common/config/say.hpp"
#include "common/store/file.hpp"
#include "common/wire/fact_codec.hpp"

namespace saldo::hub {
namespace {

using config::say;
namespace fs = std::filesystem;

constexpr std::uint64_t scale_standard = 100'000;
constexpr std::uint64_t scale_max = 20'000'000;
constexpr std::uint64_t control_scale = 4'000;
constexpr std::string_view told = "drill told";

/// A folder that is removed with everything in it, unless it is to be looked at.
class DrillFolder {
public:
    static Result<DrillFolder> make(const std::string& parent, bool is_kept) {
        std::string name =
            (fs::path{parent.empty() ? fs::temp_directory_path() : fs::path{parent}} /
             "saldo-drill-XXXXXX")
                .string();
        if (::mkdtemp(name.data()) == nullptr) return store::system_error(errno, "making " + name);
        return DrillFolder{name, is_kept};
    }
    DrillFolder(DrillFolder&& other) noexcept
        : path_{std::exchange(other.path_, {})}, is_kept_{other.is_kept_} {}
    DrillFolder& operator=(DrillFolder&&) = delete;
    ~DrillFolder() {
        std::error_code ignored;
        if (!path_.empty() && !is_kept_) fs::remove_all(path_, ignored);
    }
    const fs::path& path() const { return path_; }

private:
    DrillFolder(fs::path path, bool is_kept) : path_{std::move(path)}, is_kept_{is_kept} {}
    fs::path path_;
    bool is_kept_;
};

std::string seconds(std::int64_t ms) {
    return std::to_string(ms / 1'000) + "." + std::to_string(ms % 1'000 / 100) + " s";
}

std::string words_of(Language language, const DrillReport& report) {
    const DrillResult& result = report.result;
    std::string text;
    for (const DrillReport::Step& step : report.steps) {
        text += step.name + ": " + seconds(step.ms) + "\n";
    }
    text += say(language,
                "movements {}, receipted when the hub died {}, of them in no backup {}\n"
                "RPO: {} receipted records lost, {} doubled\nRTO: restored in {}, its book in {}, "
                "refilled in {}\n",
                "movimientos {}, con recibo al morir el hub {}, de ellos en ningún respaldo {}\n"
                "RPO: {} registros con recibo perdidos, {} dobles\n"
                "RTO: restaurado en {}, su libro en {}, completado en {}\n",
                result.movements, report.receipted, report.refilled, result.lost, result.doubled,
                seconds(result.restore_ms), seconds(report.start_ms), seconds(result.refill_ms));
    text += result.is_equal ? say(language, "EQUAL to the twin, byte for byte\n",
                                  "IGUAL al gemelo, byte por byte\n")
                            : say(language, "FAILED: {}\n", "FALLÓ: {}\n", result.words);
    return text;
}

/// Two small drills that are broken on purpose. Gives what was not seen; empty: both were.
Result<std::string> controls(DrillPlan plan) {
    const fs::path folder = plan.folder;
    plan.movements = control_scale;
    plan.backup.clear();
    for (const Sabotage sabotage : {Sabotage::backup, Sabotage::record}) {
        plan.sabotage = sabotage;
        const char* name = sabotage == Sabotage::backup ? "damaged-backup" : "missing-record";
        plan.folder = folder / name;
        const auto report = run_drill(plan);
        if (!report) return report.error();
        std::error_code ignored;
        fs::remove_all(plan.folder, ignored);
        if (report->result.is_equal) return std::string{name};
    }
    return std::string{};
}

Result<Sabotage> sabotage_of(const std::string& text) {
    if (text.empty()) return Sabotage::none;
    if (text == "backup") return Sabotage::backup;
    if (text == "record") return Sabotage::record;
    return malformed("--sabotage is backup or record");
}

}  // namespace

DrillCommand drill(const config::CommandLine& line, UtcTime now, const std::string& program,
                   const Progress& progress) {
    const auto scale = line.has("scale") ? parse_unsigned(line.value("scale")) : scale_standard;
    if (!scale || *scale < 1'000 || *scale > scale_max) {
        return {failed(malformed("--scale is a number of movements, 1000 to 20000000")), {}};
    }
    const auto sabotage = sabotage_of(line.value("sabotage"));
    if (!sabotage) return {failed(sabotage.error()), {}};
    const bool is_kept = line.has("keep");
    const auto folder = DrillFolder::make(line.value("work"), is_kept);
    if (!folder) return {failed(folder.error()), {}};
    DrillPlan plan{.folder = folder->path() / "main",
                   .movements = *scale,
                   .plants = 4,
                   .backup = line.value("backup"),
                   .identity = line.value("identity"),
                   .from_older = line.has("older"),
                   .sabotage = *sabotage,
                   .program = program,
                   .now = now};
    if (plan.backup.empty() != plan.identity.empty()) {
        return {failed(malformed("--backup and --identity go together")), {}};
    }
    progress("controls", 0, 2);
    std::string unseen;
    if (plan.sabotage == Sabotage::none) {
        DrillPlan control = plan;
        control.folder = folder->path() / "controls";
        const auto found = controls(control);
        if (!found) return {failed(found.error()), {}};
        unseen = *found;
    }
    progress("drill", 1, 2);
    auto report = run_drill(plan);
    if (!report) return {failed(report.error()), {}};
    progress("drill", 2, 2);
    if (!unseen.empty()) {
        report->result.is_equal = false;
        report->result.words = "a control was not seen: " + unseen;
    }
    CommandResult words = done(words_of(line.language, *report));
    if (is_kept) words.out += folder->path().string() + "\n";
    if (!report->result.is_equal) words.exit = config::number(config::ExitCode::answer_is_no);
    return {std::move(words), report->result};
}

config::CommandLine drill_told(const DrillResult& result, Language language) {
    config::CommandLine line;
    line.command = told;
    line.language = language;
    const auto fact = wire::encode_fact(result);
    if (fact) line.flags["fact"] = to_hex(*fact);
    return line;
}

CommandResult tell_drill(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const auto bytes = from_hex(line.value("fact"));
    if (!bytes) return failed(bytes.error());
    auto fact = wire::decode_fact(*bytes);
    if (!fact) return failed(fact.error());
    if (!std::holds_alternative<DrillResult>(*fact)) {
        return failed(malformed("that is no result of a drill"));
    }
    const auto told_fact = hub.append({std::move(*fact)}, now);
    if (!told_fact) return failed(told_fact.error());
    return done(say(line.language, "the result is in the log of {}\n",
                    "el resultado está en el registro de {}\n", hub.hub_id()));
}

}  // namespace saldo::hub
