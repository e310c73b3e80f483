#include "tests/crash/subject.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "agent/journal/journal_writer.hpp"
#include "common/store/env.hpp"
#include "hub/log/lmdb_log.hpp"
#include "tests/support/journal_fixture.hpp"

namespace saldo::test {
namespace {

namespace fs = std::filesystem;
using namespace saldo::agent;
using namespace saldo::hub;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::uint64_t map_bytes = 64U << 20;

std::string item(std::uint64_t number) {
    // Of different lengths, so that pages fill and split in many ways.
    return "item " + std::to_string(number) + std::string(number * 37 % 200, '.');
}

Pending journal_item(std::uint64_t number) {
    return pending(item(number), "id-" + std::to_string(number * 7919 % 100'003));
}

/// Every few groups: a receipt for all that is there, 91 days later, and then some forgetting.
Result<void> receive_and_forget(LmdbJournal& journal, std::uint64_t group) {
    if (group % 5 != 0) return {};
    const std::uint64_t last = journal.head().last_sequence;
    const Held held{.epoch = 1,
                    .sequence = last,
                    .backed_up = last,
                    .hub_time = {static_cast<std::int64_t>(last) * 91 * day_ms},
                    .receipt = Bytes(120, std::byte{7})};
    const auto kept = journal.append({}, &held);
    if (!kept) return kept.error();
    const auto pruned = journal.prune(4);
    if (!pruned) return pruned.error();
    return {};
}

int work_on_journal(const fs::path& folder, const Acknowledge& acknowledge, Promise promise) {
    const auto opened = LmdbJournal::open(folder, journal_identity(), small_journal(), {});
    if (!opened) return 1;
    LmdbJournal& journal = **opened;
    for (std::uint64_t group = 1;; ++group) {
        const std::uint64_t first = journal.head().last_sequence + 1;
        std::vector<Pending> records;
        for (std::uint64_t n = first; n <= first + group % 4; ++n) {
            records.push_back(journal_item(n));
        }
        const std::uint64_t last = first + records.size() - 1;
        if (promise == Promise::before_commit && !acknowledge(last)) return 0;
        if (!journal.append(records, nullptr)) return 1;
        if (promise == Promise::after_commit && !acknowledge(last)) return 0;
        if (!receive_and_forget(journal, group)) return 1;
    }
}

int work_through_writer(const fs::path& folder, const Acknowledge& acknowledge, Promise promise) {
    const auto opened = LmdbJournal::open(folder, journal_identity(), small_journal(), {});
    if (!opened) return 1;
    std::atomic<bool> goes_on = true;
    std::atomic<bool> has_failed = false;
    std::atomic<int> waiting = 0;
    JournalWriter writer{**opened, {}, [&](const Error&) { has_failed = true; }};
    std::uint64_t next = (*opened)->head().last_sequence + 1;
    while (goes_on && !has_failed) {
        if (waiting > 50) {
            std::this_thread::yield();
            continue;
        }
        if (promise == Promise::before_commit && !acknowledge(next)) return 0;
        ++waiting;
        const auto submitted = writer.submit(journal_item(next), [&](const Result<Appended>& done) {
            --waiting;
            if (!done) return;
            if (promise == Promise::after_commit && !acknowledge(done->sequence)) goes_on = false;
        });
        if (!submitted) return 1;
        ++next;
    }
    return has_failed ? 1 : 0;
}

int check_journal(const fs::path& folder, std::uint64_t acknowledged) {
    const auto opened = LmdbJournal::open_existing(folder, small_journal());
    if (!opened) return found_unopenable;
    const LmdbJournal& journal = **opened;
    const auto epochs = journal.epochs();
    if (!epochs || epochs->size() != 1) return found_damage;
    // Reading must give the right thing or say that it cannot; it is tried before verify() is
    // asked.
    bool is_readable = true;
    for (std::uint64_t at = epochs->front().first_kept; is_readable;) {
        const auto run = journal.read(1, at, {});
        if (!run) is_readable = false;
        if (!run || run->count == 0) break;
        for (ByteView left = run->records; !left.empty(); ++at) {
            const auto record = sync::read_record(left);
            if (!record) return found_wrong;
            if (at > 0 && as_text(record->body) != item(at)) return found_wrong;
            left = left.subspan(record->whole.size());
        }
    }
    const auto audit = journal.verify();
    if (!is_readable || !audit || audit->first_fault) return found_damage;
    const auto held = journal.held();
    const std::uint64_t first_kept = epochs->front().first_kept;
    if (first_kept > 0 && (!held || held->sequence + 1 < first_kept)) return found_lost;
    return journal.head().last_sequence < acknowledged ? found_lost : 0;
}

int work_on_log(const fs::path& folder, const Acknowledge& acknowledge, Promise promise) {
    const auto opened = LmdbLog::open(folder, {.map_bytes = map_bytes, .reserve_bytes = 1U << 20});
    if (!opened) return 1;
    LmdbLog& log = **opened;
    for (std::uint64_t group = 1;; ++group) {
        const std::uint64_t end = log.end()->value();
        std::vector<std::string> payloads;
        for (std::uint64_t n = end + 1; n <= end + 1 + group % 4; ++n) payloads.push_back(item(n));
        if (group % 10 == 0) payloads.back() += std::string(20'000, '!');  // overflow pages
        std::vector<NewEntry> entries;
        for (const std::string& payload : payloads) {
            entries.push_back({.count = 1, .payload = as_bytes(payload)});
        }
        const std::uint64_t last = end + entries.size();
        const StreamHead head{.agent = AgentId{"gna-tij1"}, .epoch = {1, 1}, .last_sequence = last};
        if (promise == Promise::before_commit && !acknowledge(last)) return 0;
        if (!log.append(LogPosition{end}, entries, {&head, 1})) return 1;
        if (promise == Promise::after_commit && !acknowledge(last)) return 0;
        if (group % 7 == 0 && !log.set_named_value("group", as_bytes(std::to_string(group)))) {
            return 1;
        }
    }
}

int check_log(const fs::path& folder, std::uint64_t acknowledged) {
    const auto opened = LmdbLog::open(folder, {.map_bytes = map_bytes, .reserve_bytes = 1U << 20});
    if (!opened) return found_unopenable;
    const LmdbLog& log = **opened;
    bool is_right = true;
    const auto read = log.read(LogPosition{0}, [&](const EntryView& entry) {
        const std::string expected = item(entry.first.value() + 1);
        is_right = as_text(entry.payload).starts_with(expected) && entry.count == 1;
        return is_right;
    });
    if (!is_right) return found_wrong;
    const auto heads = log.heads();
    const auto audit = log.verify();
    if (!read || !heads || !audit || audit->first_fault) return found_damage;
    const std::uint64_t end = log.end()->value();
    if (end < acknowledged) return found_lost;
    // Entries and stream heads moved together, or not at all.
    if (end == 0) return heads->empty() ? 0 : found_damage;
    return heads->size() == 1 && heads->front().last_sequence == end ? 0 : found_damage;
}

}  // namespace

Subject journal_subject() {
    return {.name = "journal",
            .work = work_on_journal,
            .check = check_journal,
            .env = "",
            .lock = "owner.lock",
            .tables = {"about", "epochs", "event_ids", "events", "held", "held_marks", "records"}};
}

Subject journal_writer_subject() {
    Subject subject = journal_subject();
    subject.name = "journal writer";
    subject.work = work_through_writer;
    return subject;
}

Subject log_subject() {
    return {.name = "log",
            .work = work_on_log,
            .check = check_log,
            .env = "log",
            .lock = "lock",
            .tables = {"entries", "heads", "named"}};
}

Result<Digest> raw_contents(const Subject& subject, const fs::path& folder) {
    auto env = store::Env::open(folder / subject.env,
                                {.map_bytes = map_bytes, .lock_file = folder / subject.lock});
    if (!env) return env.error();
    Sha256 hash;
    for (const std::string& name : subject.tables) {
        const auto table = env->table(name);
        if (!table) return table.error();
        const auto txn = env->begin_read();
        if (!txn) return txn.error();
        auto cursor = txn->cursor(*table);
        if (!cursor) return cursor.error();
        for (auto row = cursor->first();; row = cursor->next()) {
            if (!row) return row.error();
            if (!*row) break;
            Bytes sizes;
            put_le(sizes, (*row)->key.size());
            put_le(sizes, (*row)->value.size());
            hash.update(sizes);
            hash.update((*row)->key);
            hash.update((*row)->value);
        }
    }
    return hash.finish();
}

std::uint64_t rounds_from(const char* name, std::uint64_t usual, std::uint64_t deep) {
    if (const char* text = std::getenv(name)) return std::strtoull(text, nullptr, 10);
    return std::getenv("SALDO_DEEP") != nullptr ? deep : usual;
}

}  // namespace saldo::test
