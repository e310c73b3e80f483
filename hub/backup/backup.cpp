#include "hub/backup/backup.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "common/config/log.hpp"
#include "common/store/file.hpp"
#include "hub/backup/age.hpp"
#include "hub/backup/kept_files.hpp"
#include "hub/backup/store_check.hpp"
#include "hub/log/blob_store.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;
using config::log_event;
using config::LogLevel;

/// Room that a copy leaves on the disk of the store: a backup never stops the ingest.
constexpr std::uint64_t spare_bytes = 256ULL << 20;

/// A folder that is gone when the backup ends, however it ends: it holds the log in the clear.
class WorkFolder {
public:
    static Result<WorkFolder> make(fs::path path) {
        std::error_code error;
        fs::remove_all(path, error);  // of a process that died
        if (const auto made = store::create_private_folder(path / "log"); !made) {
            return made.error();
        }
        return WorkFolder{std::move(path)};
    }
    WorkFolder(WorkFolder&& other) noexcept : path_{std::exchange(other.path_, {})} {}
    WorkFolder& operator=(WorkFolder&&) = delete;
    ~WorkFolder() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    const fs::path& path() const { return path_; }

private:
    explicit WorkFolder(fs::path path) : path_{std::move(path)} {}
    fs::path path_;
};

Result<void> has_room(const BackupSource& source) {
    const auto usage = source.log.usage();
    if (!usage) return usage.error();
    if (usage->disk_free_bytes >= usage->used_bytes + spare_bytes) return {};
    return Error{Errc::unavailable, "no room for a copy of the log beside it: " +
                                        std::to_string(usage->used_bytes >> 20U) +
                                        " MiB and a spare are needed"};
}

class Work {
public:
    Work(const BackupSource& source, const BackupPlan& plan, const fs::path& work)
        : source_{source}, plan_{plan}, work_{work} {}

    Result<BackupDone> run() {
        auto done = copy_log();
        if (done) done = check_copy();
        if (done) done = write_out();
        if (done) done = put_in_place();
        if (!done) {
            std::error_code ignored;
            if (!part_.empty()) fs::remove_all(part_, ignored);
            return done.error();
        }
        // The backup counts, whatever becomes of older ones.
        if (auto deleted = delete_old(); !deleted) {
            log_event(LogLevel::error, "backup.old", {{"why", deleted.error().what}});
        }
        return std::move(done_);
    }

private:
    Manifest& manifest() { return done_.manifest; }

    Result<void> copy_log() {
        const auto copied = source_.log.copy_to(work_ / "log");
        if (!copied) return copied.error();
        manifest().is_compacted = *copied;
        if (!*copied) {
            log_event(LogLevel::error, "backup.not_compacted",
                      {{"what", "the log has leaked pages: it was copied as it is"}});
        }
        // After the log: every blob that the copy names is among them.
        auto blobs = blobs_in(source_.folder);
        if (!blobs) return blobs.error();
        blobs_ = std::move(*blobs);
        std::error_code error;
        fs::create_directory_symlink(fs::absolute(source_.folder / "blobs"), work_ / "blobs",
                                     error);
        if (error) return store::system_error(error.value(), "pointing to the blobs");
        return {};
    }

    /// By another process: and what it found must be what the log itself says of that position.
    Result<void> check_copy() {
        const auto check = check_in_child(plan_.program, work_);
        if (!check) return check.error();
        if (!check->is_log_sound()) {
            return Error{Errc::conflict, "the copy does not count, it has " +
                                             std::to_string(check->fault_count) +
                                             " fault(s): " + check->faults.front()};
        }
        rotten_ = {check->bad_blobs.begin(), check->bad_blobs.end()};
        const auto ours = source_.log.hash_at(LogPosition{check->position});
        if (!ours) return ours.error();
        if (!*ours || **ours != check->head) {
            return Error{Errc::conflict, "the copy does not count: at position " +
                                             std::to_string(check->position) +
                                             " its head is not that of the log"};
        }
        manifest().name = backup_name(plan_.now, check->position);
        manifest().hub = source_.hub;
        manifest().hub_key = source_.key.public_key();
        manifest().made = plan_.now;
        manifest().program = "saldo-hub " SALDO_VERSION;
        manifest().position = check->position;
        manifest().head = check->head;
        manifest().incarnation = check->incarnation;
        manifest().streams = check->streams;
        return {};
    }

    Result<void> write_out() {
        done_.folder = plan_.to / manifest().name;
        part_ = plan_.to / (manifest().name + ".part");
        std::error_code error;
        if (fs::exists(done_.folder, error)) {
            return Error{Errc::conflict, done_.folder.string() + " is there already"};
        }
        remove_cut_off();
        if (auto made = store::create_private_folder(part_); !made) return made;
        const auto log_hash = hash_file(work_ / "log" / "data.mdb");
        if (!log_hash) return log_hash.error();
        auto done = encrypt_file(plan_.recipients, work_ / "log" / "data.mdb", part_ / "log.age");
        if (!done) return done;
        if (done = note("log.age", log_hash->sha256); !done) return done;
        const auto kept = read_kept_files(source_.folder);
        if (!kept) return kept.error();
        const std::string text = to_json(*kept);
        done = encrypt_bytes(plan_.recipients, as_bytes(text), part_ / "keys.age");
        if (!done) return done;
        if (done = note("keys.age", sha256(as_bytes(text))); !done) return done;
        return write_blobs();
    }

    /// What a program that died left of its backups.
    void remove_cut_off() const {
        std::error_code error;
        std::vector<fs::path> left;
        for (const auto& entry : fs::directory_iterator{plan_.to, error}) {
            const fs::path& path = entry.path();
            if (path.extension() == ".part" && is_backup_name(path.stem().string())) {
                left.push_back(path);
            }
        }
        for (const fs::path& path : left) fs::remove_all(path, error);
    }

    Result<void> note(const std::string& path, const Digest& plain) {
        const auto hash = hash_file(part_ / path);  // read back: what lies there is what counts
        if (!hash) return hash.error();
        manifest().files.push_back(
            {.path = path, .bytes = hash->bytes, .sha256 = hash->sha256, .plain_sha256 = plain});
        return {};
    }

    /// Blobs of the newest backup that are still as it says, by path.
    std::map<std::string, BackedUpFile> blobs_there() const {
        std::map<std::string, BackedUpFile> there;
        const auto newest = newest_backup(plan_.to);
        if (!newest) return there;
        const auto before = read_manifest(*newest, source_.key.public_key());
        if (!before) return there;
        for (const BackedUpFile& file : before->files) there.emplace(file.path, file);
        return there;
    }

    Result<void> write_blobs() {
        const auto there = blobs_there();
        const std::string folder = blobs_folder(source_.key.public_key(), plan_.recipients);
        std::set<Digest> all{blobs_.begin(), blobs_.end()};
        all.insert(rotten_.begin(), rotten_.end());
        for (const Digest& name : all) {
            const std::string hex = to_hex(name);
            const std::string rest = fmt::format("{}/{}", hex.substr(0, 2), hex.substr(2));
            const std::string path = fmt::format("../{}/{}.age", folder, rest);
            if (const auto known = there.find(path); known != there.end()) {
                const auto hash = hash_file(part_ / path);
                if (hash && hash->sha256 == known->second.sha256) {
                    manifest().files.push_back(known->second);
                    if (rotten_.contains(name)) ++done_.blobs_rotten;
                    continue;
                }
            }
            if (rotten_.contains(name)) {
                return Error{Errc::conflict, "the copy does not count: the blob " + hex +
                                                 " is damaged or missing, and no backup has it; "
                                                 "import the file that it was again"};
            }
            const fs::path to = plan_.to / folder / (rest + ".age");
            const fs::path staged = to.string() + ".part";
            if (auto made = store::create_private_folder(to.parent_path()); !made) return made;
            std::error_code error;
            fs::remove(staged, error);
            auto done = encrypt_file(plan_.recipients, source_.folder / "blobs" / rest, staged);
            if (!done) return done;
            fs::rename(staged, to, error);
            if (error) return store::system_error(error.value(), "naming " + to.string());
            if (done = store::sync_folder(to.parent_path()); !done) return done;
            ++done_.blobs_written;
            const auto plain = hash_file(source_.folder / "blobs" / rest);
            if (!plain) return plain.error();
            if (done = note(path, plain->sha256); !done) return done;
            done_.bytes_written += manifest().files.back().bytes;
        }
        return {};
    }

    Result<void> put_in_place() {
        for (const BackedUpFile& file : manifest().files) {
            if (!file.path.starts_with("..")) done_.bytes_written += file.bytes;
        }
        if (auto done = write_manifest(part_, manifest(), source_.key); !done) return done;
        std::error_code error;
        fs::rename(part_, done_.folder, error);
        if (error) return store::system_error(error.value(), "naming " + done_.folder.string());
        return store::sync_folder(plan_.to);
    }

    /// Blobs stay: each is named by every later backup.
    Result<void> delete_old() {
        if (plan_.keep == 0 || plan_.has_legal_hold) return {};
        const auto names = backups_in(plan_.to);
        if (!names) return names.error();
        for (std::size_t i = 0; i + plan_.keep < names->size(); ++i) {
            const fs::path folder = plan_.to / (*names)[i];
            if (!read_manifest(folder, source_.key.public_key())) continue;  // somebody else's
            std::error_code error;
            fs::remove_all(folder, error);
            if (error) return store::system_error(error.value(), "deleting " + folder.string());
            done_.deleted.push_back((*names)[i]);
        }
        return {};
    }

    const BackupSource& source_;
    const BackupPlan& plan_;
    fs::path work_;
    fs::path part_;
    std::vector<Digest> blobs_;
    std::set<Digest> rotten_;  // of them, or missing
    BackupDone done_;
};

}  // namespace

Result<BackupDone> make_backup(const BackupSource& source, const BackupPlan& plan) {
    if (plan.recipients.empty()) {
        return malformed(
            "a backup holds the hub's keys and is never written in the clear: make an identity "
            "with `age-keygen -o backup.identity`, keep it away from this machine, and name its "
            "recipient (age1…) in backup.recipients, or by --recipient");
    }
    if (auto checked = check_recipients(plan.recipients); !checked) return checked.error();
    if (auto room = has_room(source); !room) return room.error();
    if (auto made = store::create_private_folder(plan.to); !made) return made.error();
    const auto work = WorkFolder::make(source.folder / "backup-work");
    if (!work) return work.error();
    return Work{source, plan, work->path()}.run();
}

}  // namespace saldo::hub
