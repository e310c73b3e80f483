#include "hub/backup/restore.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "common/store/file.hpp"
#include "common/wire/fact_codec.hpp"
#include "hub/backup/age.hpp"
#include "hub/backup/kept_files.hpp"
#include "hub/backup/store_check.hpp"
#include "hub/ingest/incarnation.hpp"
#include "hub/log/fact_batch.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;

constexpr const char* key_file = "hub.key";
constexpr std::string_view blobs_path = "../blobs-";
constexpr std::size_t blobs_path_size = blobs_path.size() + 9;  // and which recipients it is for
constexpr std::string_view encrypted = ".age";
constexpr std::size_t text_bytes_max = 512;

Result<void> check_place(const fs::path& into) {
    std::error_code error;
    if (!fs::exists(into, error)) return {};
    if (fs::is_directory(into, error) && fs::is_empty(into, error) && !error) return {};
    return Error{Errc::conflict,
                 into.string() + " is there already: nothing is restored over what may be a hub"};
}

Error not_as_told(const std::string& what) {
    return {Errc::conflict, "the backup is not what its manifest says: " + what};
}

class Restore {
public:
    Restore(const RestorePlan& plan, fs::path backup, Manifest manifest, fs::path work)
        : plan_{plan}, backup_{std::move(backup)}, work_{std::move(work)} {
        done_.manifest = std::move(manifest);
        done_.backup = backup_;
    }

    Result<RestoreDone> run() {
        if (auto done = unpack(); !done) return done.error();
        if (auto done = compare(); !done) return done.error();
        if (auto done = cut(); !done) return done.error();
        if (auto done = tell(); !done) return done.error();
        if (auto done = check_result(); !done) return done.error();
        if (auto done = put_in_place(); !done) return done.error();
        return std::move(done_);
    }

private:
    fs::path whole() const { return work_ / "whole"; }
    fs::path store() const { return plan_.at ? work_ / "cut" : whole(); }

    Result<void> unpack() {
        for (const BackedUpFile& file : done_.manifest.files) {
            auto done = file.path == "log.age"    ? unpack_file(file, whole() / "log" / "data.mdb")
                        : file.path == "keys.age" ? unpack_keys(file)
                                                  : unpack_blob(file);
            if (!done) return done;
        }
        return {};
    }

    Result<void> unpack_file(const BackedUpFile& file, const fs::path& to) {
        if (auto made = store::create_private_folder(to.parent_path()); !made) return made;
        if (auto done = decrypt_file(plan_.identity, backup_ / file.path, to); !done) return done;
        const auto hash = hash_file(to);
        if (!hash) return hash.error();
        if (hash->sha256 != file.plain_sha256) return not_as_told(file.path);
        return {};
    }

    Result<void> unpack_blob(const BackedUpFile& file) {
        const std::string_view path = file.path;
        const bool is_blob = path.starts_with(blobs_path) && path.ends_with(encrypted) &&
                             path.size() > blobs_path_size + encrypted.size() &&
                             path.find("..", 2) == std::string_view::npos;
        if (!is_blob) return not_as_told("a file called " + file.path);
        const auto name =
            path.substr(blobs_path_size, path.size() - blobs_path_size - encrypted.size());
        ++done_.blobs;
        return unpack_file(file, whole() / "blobs" / name);
    }

    Result<void> unpack_keys(const BackedUpFile& file) {
        const auto text = decrypt_bytes(plan_.identity, backup_ / file.path);
        if (!text) return text.error();
        if (sha256(*text) != file.plain_sha256) return not_as_told(file.path);
        const auto files = kept_files_of(as_text(*text));
        if (!files) return files.error();
        const auto own = std::ranges::find(*files, key_file, &KeptFile::path);
        if (own == files->end()) return not_as_told("it holds no hub.key");
        const auto key = SigningKey::from_seed_hex(as_text(own->content).substr(0, 64));
        if (!key) return key.error();
        if (key->public_key() != done_.manifest.hub_key) {
            return not_as_told("its hub.key is not the key that signed it");
        }
        return write_kept_files(whole(), *files);
    }

    /// In another process: the file is suspect until it was read.
    Result<void> compare() {
        const auto check = check_in_child(plan_.program, whole());
        if (!check) return check.error();
        if (check->fault_count > 0) {
            return Error{Errc::conflict,
                         "the backup is damaged: " + std::to_string(check->fault_count) +
                             " fault(s), the first: " + check->faults.front()};
        }
        const Manifest& told = done_.manifest;
        if (check->position != told.position || check->head != told.head) {
            return not_as_told("the log in it ends elsewhere, or in another hash");
        }
        if (check->streams != told.streams) return not_as_told("the journals end elsewhere");
        return {};
    }

    Result<void> cut() {
        done_.position = done_.manifest.position;
        if (!plan_.at) return {};
        const auto from = LmdbLog::open(whole(), plan_.log);
        if (!from) return from.error();
        auto to = LmdbLog::open(store(), plan_.log);
        if (!to) return to.error();
        const auto end = cut_log(**from, **to, *plan_.at);
        if (!end) return end.error();
        done_.position = end->value();
        std::error_code error;
        for (const auto& entry : fs::directory_iterator{whole(), error}) {
            const std::string name = entry.path().filename().string();
            if (name == "log" || name == "lock") continue;
            fs::rename(entry.path(), store() / name, error);
            if (error) break;
        }
        if (error) return store::system_error(error.value(), "moving what is beside the log");
        return {};
    }

    /// The first word of a restored hub is that it was restored.
    Result<void> tell() {
        const auto log = LmdbLog::open(store(), plan_.log);
        if (!log) return log.error();
        const auto before = load_incarnation(**log);
        if (!before) return before.error();
        done_.incarnation = std::max(*before, done_.manifest.incarnation) + 1;
        if (auto kept = store_incarnation(**log, done_.incarnation); !kept) return kept;
        const auto end = (*log)->end();
        const auto head = (*log)->head_hash();
        if (!end) return end.error();
        if (!head) return head.error();
        const auto fact = wire::encode_fact(HubRestored{.backup = done_.manifest.name,
                                                        .backed_up = done_.manifest.made,
                                                        .backup_position = done_.manifest.position,
                                                        .position = done_.position,
                                                        .head = *head,
                                                        .incarnation = done_.incarnation,
                                                        .by = plan_.by,
                                                        .reason = plan_.reason});
        if (!fact) return fact.error();
        Bytes payload;
        append_fact(payload, *fact);
        const NewEntry entry{.kind = EntryKind::facts,
                             .count = 1,
                             .received = plan_.now,
                             .skip = 0,
                             .payload = payload,
                             .stream = {}};
        const auto told = (*log)->append(*end, {&entry, 1}, {});
        if (!told) return told.error();
        return {};
    }

    Result<void> check_result() {
        const auto check = check_in_child(plan_.program, store());
        if (!check) return check.error();
        if (check->fault_count == 0 && check->position == done_.position + 1) return {};
        return Error{Errc::storage, "what was restored does not verify: " +
                                        (check->faults.empty() ? "its log ends elsewhere"
                                                               : check->faults.front())};
    }

    Result<void> put_in_place() {
        std::error_code error;
        const fs::path parent = plan_.into.parent_path();
        const store::Descriptor folder{::open(store().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        if (!folder.is_open() || ::syncfs(folder.number()) != 0) {
            return store::system_error(errno, "flushing " + store().string());
        }
        // Onto an empty folder or none; one that was filled meanwhile refuses.
        fs::rename(store(), plan_.into, error);
        if (error) return store::system_error(error.value(), "naming " + plan_.into.string());
        return store::sync_folder(parent);
    }

    const RestorePlan& plan_;
    fs::path backup_;
    fs::path work_;
    RestoreDone done_;
};

}  // namespace

Result<RestoreDone> restore_backup(const RestorePlan& given) {
    RestorePlan plan = given;
    std::error_code error;
    plan.into = fs::absolute(plan.into, error).lexically_normal();
    if (!plan.into.has_filename()) plan.into = plan.into.parent_path();
    if (plan.by.empty() || plan.reason.empty()) {
        return malformed("say who restores (--by) and why (--reason): both stay in the log");
    }
    if (plan.by.size() > text_bytes_max || plan.reason.size() > text_bytes_max) {
        return malformed("--by and --reason have at most 512 bytes");
    }
    if (auto free = check_place(plan.into); !free) return free.error();
    const auto backup = newest_backup(plan.backup);
    if (!backup) return backup.error();
    auto manifest = read_manifest(*backup, plan.hub_key);
    if (!manifest) return manifest.error();
    const auto faults = faults_of(*backup, *manifest);
    if (!faults.empty()) {
        return Error{Errc::conflict, "the backup has " + std::to_string(faults.size()) +
                                         " damaged file(s), the first: " + faults.front()};
    }
    const fs::path work = plan.into.parent_path() / (".restoring-" + plan.into.filename().string());
    fs::remove_all(work, error);  // of a restore that was cut off
    if (auto made = store::create_private_folder(work / "whole"); !made) return made.error();
    auto done = Restore{plan, *backup, std::move(*manifest), work}.run();
    fs::remove_all(work, error);
    return done;
}

}  // namespace saldo::hub
