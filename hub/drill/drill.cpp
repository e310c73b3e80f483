#include "hub/drill/drill.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>
#include <utility>

#include "common/config/clock.hpp"
#include "common/store/file.hpp"
#include "hub/backup/age.hpp"
#include "hub/backup/backup.hpp"
#include "hub/backup/restore.hpp"
#include "hub/backup/store_check.hpp"
#include "hub/drill/drill_compare.hpp"
#include "hub/drill/drill_fleet.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;

/// Of eight parts of the movements: before the first backup, beside each of the two, after them,
/// and while there is no hub.
constexpr std::uint64_t parts = 8;
constexpr std::uint64_t parts_before = 4;
constexpr std::uint64_t chunks = 16;  // of what comes beside a backup
constexpr std::size_t words_max = 500;

class Drill {
public:
    explicit Drill(const DrillPlan& plan) : plan_{plan}, now_{plan.now} {}

    Result<DrillReport> run() {
        began_ = now_steady();
        if (auto done = build(); !done) return done.error();
        if (auto done = load(); !done) return done.error();
        if (auto done = back_up(); !done) return done.error();
        if (auto done = destroy(); !done) return done.error();
        const bool is_back = restore() && refill();
        if (is_back) {
            if (auto done = compare(); !done) return done.error();
        }
        DrillResult& result = report_.result;
        result.began = plan_.now;
        result.movements = plan_.movements;
        result.is_equal = is_back && result.words.empty();
        if (result.is_equal) result.words = "equal";
        result.words.resize(std::min(result.words.size(), words_max));
        result.whole_ms = static_cast<std::uint32_t>(ms_since(began_));
        return std::move(report_);
    }

private:
    fs::path hub_folder() const { return plan_.folder / "hub"; }
    fs::path twin_folder() const { return plan_.folder / "twin"; }
    fs::path restored_folder() const { return plan_.folder / "restored"; }
    fs::path backups() const { return plan_.folder / "backups"; }
    std::uint64_t share(std::uint64_t count) const { return plan_.movements * count / parts; }
    static std::int64_t ms_since(SteadyTime then) {
        return (now_steady().ns - then.ns) / 1'000'000;
    }
    void note(std::string name, SteadyTime then) {
        report_.steps.push_back({std::move(name), ms_since(then)});
    }
    /// What the drill found, the first thing first.
    bool differs(const std::string& what) {
        std::string& words = report_.result.words;
        if (!words.empty()) words += "; ";
        words += what;
        return false;
    }

    /// The hub with what people told it, and its twin.
    Result<void> build() {
        const SteadyTime then = now_steady();
        if (auto made = store::create_private_folder(plan_.folder); !made) return made;
        const auto recipient = make_identity(plan_.folder / "identity");
        if (!recipient) return recipient.error();
        recipient_ = *recipient;
        if (!plan_.backup.empty()) {
            const auto restored =
                restore_backup(plan_of(plan_.backup, hub_folder(), plan_.identity));
            if (!restored) return restored.error();
            report_.result.backup = restored->manifest.name;
        }
        {
            const auto store = HubStore::open(hub_folder(), {});
            if (!store) return store.error();
            fleet_.emplace(plan_.plants, (*store)->signing_key().public_key());
            const auto told = (*store)->append(fleet_->facts(), plan_.now);
            if (!told) return told.error();
        }
        std::error_code error;
        fs::copy(hub_folder(), twin_folder(), fs::copy_options::recursive, error);
        if (error) return store::system_error(error.value(), "copying the hub for its twin");
        auto hub = DrillHub::open(hub_folder(), fleet_->directory());
        if (!hub) return hub.error();
        hub_ = std::move(*hub);
        note("build", then);
        return {};
    }

    Result<void> take(std::uint64_t movements) {
        fleet_->capture(movements);
        const auto drained = fleet_->drain(*hub_);
        if (!drained) return drained.error();
        if (*drained) return {};
        return Error{Errc::conflict, "the hub of the drill did not take what its plants sent"};
    }

    Result<void> load() {
        const SteadyTime then = now_steady();
        fleet_->connect();
        if (auto done = take(share(parts_before)); !done) return done;
        note("load", then);
        return {};
    }

    /// Two, each while the plants go on.
    Result<void> back_up() {
        for (const char* name : {"first backup, under load", "second backup, under load"}) {
            const SteadyTime then = now_steady();
            now_.ms += 1'000;  // names of backups count seconds
            const BackupSource source{hub_->log(), hub_folder(), HubStore::id_of(hub_->key()),
                                      hub_->key()};
            const BackupPlan plan{.to = backups(),
                                  .recipients = {recipient_},
                                  .keep = 0,
                                  .has_legal_hold = false,
                                  .now = now_,
                                  .program = plan_.program};
            Result<BackupDone> made = Error{Errc::unavailable, "no backup was made"};
            Result<void> taken;
            {
                std::thread beside{[&] { made = make_backup(source, plan); }};
                for (std::uint64_t i = 0; i < chunks && taken; ++i) {
                    taken = take(share(1) * (i + 1) / chunks - share(1) * i / chunks);
                }
                beside.join();
            }
            if (!taken) return taken;
            if (!made) return made.error();
            hub_->ingest().note_backup(made->manifest.streams);
            if (report_.result.backup.empty()) report_.result.backup = made->manifest.name;
            note(name, then);
        }
        // Receipted, and in no backup; and now the plants may forget what both hold.
        return take(share(1));
    }

    Result<void> destroy() {
        fleet_->disconnect();
        for (const DrillPlant& plant : fleet_->plants()) report_.receipted += plant.receipted();
        hub_.reset();
        std::error_code error;
        fs::remove_all(hub_folder(), error);
        if (error) return store::system_error(error.value(), "destroying the hub");
        if (plan_.sabotage == Sabotage::record) fleet_->lose_a_record();
        const auto names = backups_in(backups());
        if (!names) return names.error();
        restored_from_ = backups() / (plan_.from_older ? names->front() : names->back());
        if (plan_.sabotage == Sabotage::backup) {
            std::fstream file{restored_from_ / "log.age",
                              std::ios::in | std::ios::out | std::ios::binary};
            constexpr std::streamoff somewhere = 1'000;
            file.seekg(somewhere);
            const int byte = file.get();
            file.seekp(somewhere);
            file.put(static_cast<char>(byte ^ 1));
        }
        fleet_->capture(plan_.movements - share(parts_before) - 3 * share(1));
        return {};
    }

    RestorePlan plan_of(const fs::path& backup, const fs::path& into,
                        const fs::path& identity) const {
        return {.backup = backup,
                .into = into,
                .identity = identity,
                .at = {},
                .by = "saldo-hub drill",
                .reason = "drill",
                .hub_key = {},
                .now = now_,
                .program = plan_.program,
                .log = {}};
    }

    bool restore() {
        const SteadyTime then = now_steady();
        const auto done =
            restore_backup(plan_of(restored_from_, restored_folder(), plan_.folder / "identity"));
        report_.result.restore_ms = static_cast<std::uint32_t>(ms_since(then));
        note("restore", then);
        if (!done) return differs("restore: " + done.error().what);
        return true;
    }

    bool refill() {
        const SteadyTime then = now_steady();
        auto hub = DrillHub::open(restored_folder(), fleet_->directory());
        if (!hub) return differs("the restored hub does not open: " + hub.error().what);
        const auto heads = (*hub)->log().heads();
        if (!heads) return differs(heads.error().what);
        for (const StreamHead& head : *heads) {
            if (fleet_->directory().find(head.agent.value())) in_backup_ += head.last_sequence + 1;
        }
        report_.refilled = report_.receipted - std::min(report_.receipted, in_backup_);
        fleet_->connect();
        const auto drained = fleet_->drain(**hub);
        report_.result.refill_ms = static_cast<std::uint32_t>(ms_since(then));
        note("refill", then);
        if (!drained) return differs("refill: " + drained.error().what);
        if (!*drained) {
            for (const DrillPlant& plant : fleet_->plants()) {
                if (!plant.stuck().empty()) differs("refill: " + plant.stuck());
            }
            if (report_.result.words.empty()) differs("the plants could not fill the hub again");
        }
        const auto count = count_records((*hub)->log(), fleet_->plants());
        if (!count) return differs(count.error().what);
        report_.result.lost = count->lost;
        report_.result.doubled = count->doubled;
        if (!count->first_fault.empty()) differs(count->first_fault);
        return report_.result.words.empty();
    }

    Result<void> compare() {
        SteadyTime then = now_steady();
        const auto check = check_in_child(plan_.program, restored_folder());
        if (!check) return check.error();
        if (check->fault_count > 0) differs("verify: " + check->faults.front());
        note("verify", then);
        then = now_steady();
        {
            const auto twin = DrillHub::open(twin_folder(), fleet_->directory());
            if (!twin) return twin.error();
            if (auto told = fleet_->tell_twin(**twin); !told) return told;
            const auto count = count_records((*twin)->log(), fleet_->plants());
            if (!count) return count.error();
            if (!count->first_fault.empty()) differs("the twin: " + count->first_fault);
        }
        note("twin", then);
        then = now_steady();
        const auto ours = tables_of(restored_folder());
        if (!ours) return ours.error();
        const auto theirs = tables_of(twin_folder());
        if (!theirs) return theirs.error();
        if (const std::string what = first_difference(theirs->text, ours->text); !what.empty())
            differs(what);
        report_.start_ms = ours->open_ms;
        note("compare tables", then);
        return {};
    }

    const DrillPlan& plan_;
    UtcTime now_;
    SteadyTime began_;
    std::string recipient_;
    std::optional<DrillFleet> fleet_;
    std::unique_ptr<DrillHub> hub_;
    fs::path restored_from_;
    std::uint64_t in_backup_ = 0;
    DrillReport report_;
};

}  // namespace

Result<DrillReport> run_drill(const DrillPlan& plan) { return Drill{plan}.run(); }

}  // namespace saldo::hub
