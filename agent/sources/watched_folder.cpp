#include "agent/sources/watched_folder.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "agent/sources/movement_file.hpp"
#include "common/base/text.hpp"
#include "common/config/log.hpp"
#include "common/store/file.hpp"

namespace saldo::agent {
namespace {

namespace fs = std::filesystem;
using config::log_event;
using config::LogLevel;

/// Counts the lines of one file that are on their way, and what became of the others.
struct Journey {
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t waiting = 0;
    std::uint64_t recorded = 0;
    std::uint64_t repeated = 0;
    std::optional<std::pair<std::size_t, Taken>> refused;  // the first, with its line
};

bool is_movement_file(const fs::directory_entry& entry) {
    std::error_code error;
    const std::string name = entry.path().filename().string();
    return entry.is_regular_file(error) && !name.starts_with('.') &&
           to_lower_ascii(entry.path().extension().string()) == ".csv";
}

/// "x.csv", or "x.2.csv" when the folder has that name already, and so on.
fs::path free_name(const fs::path& folder, const fs::path& name) {
    fs::path path = folder / name;
    std::error_code error;
    for (int n = 2; fs::exists(path, error); ++n) {
        path = folder / fmt::format("{}.{}{}", name.stem().string(), n, name.extension().string());
    }
    return path;
}

/// One line of a file as the check of the whole file remembers it.
struct SeenEvent {
    std::uint64_t event = 0;  // the front of the hash of its event id
    std::uint64_t line_hash = 0;
    std::size_t line = 0;
    friend auto operator<=>(const SeenEvent&, const SeenEvent&) = default;
};

}  // namespace

WatchedFolder::WatchedFolder(Place place, Capture& capture, Contradicts contradicts,
                             WatchedFolderLimits limits)
    : place_{std::move(place)},
      capture_{capture},
      contradicts_{std::move(contradicts)},
      limits_{limits} {
    status_.name = place_.name;
    status_.path = place_.path.string();
}

FolderStatus WatchedFolder::status() const {
    const std::lock_guard lock{mutex_};
    return status_;
}

void WatchedFolder::set_trouble(std::string why) {
    const std::lock_guard lock{mutex_};
    if (!why.empty() && why != status_.trouble) {
        log_event(LogLevel::error, "folder.trouble", {{"folder", place_.name}, {"why", why}});
    }
    status_.trouble = std::move(why);
}

std::vector<fs::path> WatchedFolder::settled_files() {
    std::vector<fs::path> settled;
    std::map<fs::path, Looks> looks;
    std::error_code error;
    for (fs::directory_iterator entry{place_.path, error}, end; !error && entry != end;
         entry.increment(error)) {
        if (!is_movement_file(*entry)) continue;
        std::error_code gone;
        const Looks now{.bytes = entry->file_size(gone), .written = entry->last_write_time(gone)};
        if (gone) continue;
        looks.emplace(entry->path(), now);
        const auto before = seen_.find(entry->path());
        const auto age = fs::file_time_type::clock::now() - now.written;
        const bool is_old = age >= std::chrono::milliseconds{limits_.settled_ms_min};
        if (is_old && before != seen_.end() && before->second == now) {
            settled.push_back(entry->path());
        }
    }
    set_trouble(error ? fmt::format("{}: {}", place_.path.string(), error.message()) : "");
    seen_ = std::move(looks);
    std::ranges::sort(settled);
    return settled;
}

void WatchedFolder::sweep(UtcTime now, const std::function<bool()>& may_go_on) {
    for (const fs::path& file : settled_files()) {
        if (!may_go_on()) return;
        deal_with(file, now, may_go_on);
    }
}

void WatchedFolder::deal_with(const fs::path& file, UtcTime now,
                              const std::function<bool()>& may_go_on) {
    Verdict verdict;
    check(file, verdict, may_go_on);
    if (verdict.is_finished && verdict.faults_count == 0) {
        verdict.is_finished = false;
        take(file, verdict, may_go_on);
    }
    if (!verdict.is_finished) return;
    std::error_code error;
    const Looks after{.bytes = fs::file_size(file, error),
                      .written = fs::last_write_time(file, error)};
    const auto before = seen_.find(file);
    if (error || before == seen_.end() || !(before->second == after)) return;  // it grew meanwhile
    put_away(file, verdict, now);
}

void WatchedFolder::add_fault(Verdict& verdict, FileFault fault) const {
    ++verdict.faults_count;
    if (verdict.faults.size() < limits_.faults_listed_max) {
        verdict.faults.push_back(std::move(fault));
    }
}

void WatchedFolder::check(const fs::path& file, Verdict& verdict,
                          const std::function<bool()>& may_go_on) const {
    auto opened = MovementFile::open(file, place_.language);
    if (auto* fault = std::get_if<FileFault>(&opened)) {
        add_fault(verdict, std::move(*fault));
        verdict.is_finished = true;
        return;
    }
    auto& rows = std::get<MovementFile>(opened);
    const auto refuse = [&](const Refusal& refusal, std::size_t line) {
        add_fault(verdict, fault_of(refusal, rows.name(), line, place_.language));
    };
    std::vector<SeenEvent> events;
    while (auto next = rows.next()) {
        if (!may_go_on()) return;
        if (auto* fault = std::get_if<FileFault>(&*next)) {
            add_fault(verdict, std::move(*fault));
            continue;
        }
        const auto& row = std::get<MovementRow>(*next);
        if (++verdict.rows > limits_.rows_max) {
            refuse({.code = RefusalCode::too_long,
                    .found = fmt::format("> {}", limits_.rows_max),
                    .expected = fmt::format("{}", limits_.rows_max)},
                   row.line);
            break;
        }
        const LineOutcome outcome = capture_.read(row.fields);
        if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
            refuse(*refusal, row.line);
            continue;
        }
        if (row.text().size() > MovementLimits::line_max) {
            refuse({.code = RefusalCode::too_long, .found = row.text()}, row.line);
            continue;
        }
        const auto& movement = std::get<Movement>(outcome);
        const Digest digest = line_digest(movement);
        const Digest event = sha256(as_bytes(movement.event_id));
        events.push_back({.event = get_le<std::uint64_t>(event),
                          .line_hash = get_le<std::uint64_t>(digest),
                          .line = row.line});
        const auto is_other = contradicts_({.event_id = movement.event_id, .line = digest});
        if (!is_other) return;  // The disk failed; the journal's writer ends the program.
        if (*is_other) {
            refuse({.code = RefusalCode::conflict,
                    .column = movement_columns[0],
                    .found = movement.event_id},
                   row.line);
        }
    }
    std::ranges::sort(events);
    for (std::size_t i = 1; i < events.size(); ++i) {
        const SeenEvent& before = events[i - 1];
        if (before.event == events[i].event && before.line_hash != events[i].line_hash) {
            refuse({.code = RefusalCode::conflict,
                    .column = movement_columns[0],
                    .found = fmt::format("= {}", std::min(before.line, events[i].line))},
                   std::max(before.line, events[i].line));
        }
    }
    verdict.is_finished = true;
}

void WatchedFolder::take(const fs::path& file, Verdict& verdict,
                         const std::function<bool()>& may_go_on) {
    auto opened = MovementFile::open(file, place_.language);
    if (!std::holds_alternative<MovementFile>(opened)) return;
    auto& rows = std::get<MovementFile>(opened);
    const auto journey = std::make_shared<Journey>();
    const auto wait_until = [&journey](std::size_t left) {
        std::unique_lock lock{journey->mutex};
        journey->changed.wait(lock, [&] { return journey->waiting <= left; });
        return !journey->refused.has_value();
    };
    bool goes_well = true;
    while (goes_well) {
        auto next = rows.next();
        if (!next) break;
        if (!std::holds_alternative<MovementRow>(*next) || !may_go_on()) {
            goes_well = false;
            break;
        }
        const auto& row = std::get<MovementRow>(*next);
        const auto note = [journey, line = row.line](const Taken& taken) {
            const std::lock_guard lock{journey->mutex};
            --journey->waiting;
            if (taken.state == Taken::State::recorded) ++journey->recorded;
            if (taken.state == Taken::State::duplicate) ++journey->repeated;
            const bool is_taken =
                taken.state == Taken::State::recorded || taken.state == Taken::State::duplicate;
            if (!is_taken && !journey->refused) journey->refused = {line, taken};
            journey->changed.notify_one();
        };
        {
            const std::lock_guard lock{journey->mutex};
            ++journey->waiting;
        }
        if (auto refusal = capture_.take_fields(row.fields, row.text(), note)) {
            note({.state = Taken::State::refused, .sequence = 0, .refusal = std::move(*refusal)});
        }
        goes_well = wait_until(limits_.lines_waiting_max);
    }
    goes_well = wait_until(0) && goes_well;
    verdict.recorded = journey->recorded;
    verdict.repeated = journey->repeated;
    {
        const std::lock_guard lock{mutex_};
        status_.lines += journey->recorded;
    }
    verdict.is_finished = goes_well;
    if (journey->refused && journey->refused->second.state == Taken::State::refused) {
        const auto& [line, taken] = *journey->refused;
        set_trouble(
            to_text(fault_of(taken.refusal, file.filename().string(), line, place_.language),
                    place_.language));
    }
}

std::string WatchedFolder::report(const std::string& name, const Verdict& verdict,
                                  UtcTime now) const {
    const bool es = place_.language == Language::es;
    std::string text = fmt::format("{}: {}\n", es ? "archivo" : "file", name);
    text += fmt::format("{}: {}\n", es ? "hora" : "time", format_utc(now));
    const auto pick = [es](std::string_view spanish, std::string_view english) {
        return fmt::runtime(es ? spanish : english);
    };
    if (verdict.faults_count == 0) {
        text += fmt::format(pick("aceptado: {} líneas, {} nuevas, {} repetidas\n",
                                 "accepted: {} lines, {} new, {} repeated\n"),
                            verdict.rows, verdict.recorded, verdict.repeated);
        return text;
    }
    text += fmt::format(pick("rechazado entero: {} errores en {} líneas; no se guardó ninguna\n",
                             "refused whole: {} faults in {} lines; none was kept\n"),
                        verdict.faults_count, verdict.rows);
    for (const FileFault& fault : verdict.faults) text += to_text(fault, place_.language) + "\n";
    const std::uint64_t unlisted = verdict.faults_count - verdict.faults.size();
    if (unlisted > 0) text += fmt::format(pick("… y {} más\n", "… and {} more\n"), unlisted);
    return text;
}

void WatchedFolder::put_away(const fs::path& file, const Verdict& verdict, UtcTime now) {
    const bool is_accepted = verdict.faults_count == 0;
    const fs::path folder = place_.path / (is_accepted ? "done" : "rejected");
    auto made = store::create_private_folder(folder);
    const fs::path target = free_name(folder, file.filename());
    const std::string text = report(file.filename().string(), verdict, now);
    // The report first: a file in `done` without one would be a riddle.
    if (made) {
        constexpr mode_t readable = 0640;
        made = store::write_file_durably(target.string() + ".report.txt", as_bytes(text), readable);
    }
    std::error_code error;
    if (made) fs::rename(file, target, error);
    if (made && !error) made = store::sync_folder(folder);
    if (!made || error) {
        set_trouble(
            fmt::format("{}: {}", file.string(), error ? error.message() : made.error().what));
        return;
    }
    seen_.erase(file);
    log_event(is_accepted ? LogLevel::info : LogLevel::warn,
              is_accepted ? "folder.accepted" : "folder.rejected",
              {{"folder", place_.name},
               {"file", file.filename().string()},
               {"lines", verdict.rows},
               {"faults", verdict.faults_count}});
    const std::lock_guard lock{mutex_};
    ++(is_accepted ? status_.accepted : status_.rejected);
}

}  // namespace saldo::agent
