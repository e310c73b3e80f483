#include "agent/journal/journal_writer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/base/check.hpp"
#include "common/sync/rehomed.hpp"

namespace saldo::agent {
namespace {

constexpr std::uint64_t rehome_records = 500;  // a scan waits for no more than these

/// What append() would refuse in every group: told at once, so that one record never fails others.
Result<void> check(const Pending& record) {
    if (record.body.size() > sync::body_bytes_max) {
        return malformed("a record's body is past its limit of " +
                         std::to_string(sync::body_bytes_max) + " bytes");
    }
    if (!record.event) return {};
    const std::size_t bytes = record.event->event_id.size();
    if (bytes == 0 || bytes > Journal::event_id_bytes_max) {
        return malformed("an event id is 1 to " + std::to_string(Journal::event_id_bytes_max) +
                         " bytes");
    }
    return {};
}

}  // namespace

JournalWriter::JournalWriter(Journal& journal, Limits limits, OnStorageFailure on_storage_failure)
    : journal_{journal},
      limits_{limits},
      on_storage_failure_{std::move(on_storage_failure)},
      thread_{[this] { run(); }} {
    SALDO_CHECK(limits.group_records_max > 0 && limits.waiting_records_max > 0);
}

JournalWriter::~JournalWriter() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    wake_.notify_one();
    SALDO_CHECK(std::this_thread::get_id() != thread_.get_id());
    thread_.join();
}

Result<void> JournalWriter::submit(Pending record, Done done) {
    if (auto checked = check(record); !checked) return checked;
    {
        const std::lock_guard lock{mutex_};
        if (failed_) return *failed_;
        if (is_stopping_ || waiting_.size() >= limits_.waiting_records_max) {
            return Error{Errc::unavailable,
                         "the journal is busy: " + std::to_string(waiting_.size()) +
                             " records wait to be written"};
        }
        waiting_.push_back({.record = std::move(record), .done = std::move(done)});
    }
    wake_.notify_one();
    return {};
}

void JournalWriter::hold(Held receipt, HeldDone done) {
    {
        const std::lock_guard lock{mutex_};
        if (failed_ || is_stopping_) return;
        if (!receipt_) receipt_due_ = std::chrono::steady_clock::now() + limits_.receipt_wait_max;
        receipt_ = WaitingReceipt{.receipt = std::move(receipt), .done = std::move(done)};
    }
    wake_.notify_one();
}

void JournalWriter::rehome(sync::RecordHead clock, std::function<void()> grew) {
    {
        const std::lock_guard lock{mutex_};
        if (failed_ || is_stopping_) return;
        rehoming_ = Rehoming{.clock = clock, .grew = std::move(grew), .turn = ++rehoming_turn_};
    }
    wake_.notify_one();
}

void JournalWriter::rehome_some(const Rehoming& rehoming) {
    const auto more = journal_.rehome(rehome_records, rehoming.clock);
    if (!more && more.error().code == Errc::storage) return fail(more.error());
    if (more && *more) return rehoming.grew();
    // Done, unless it was asked for anew meanwhile; or no room: the uplink asks again each minute.
    const std::lock_guard lock{mutex_};
    if (rehoming_ && rehoming_->turn == rehoming.turn) rehoming_.reset();
}

void JournalWriter::fail(const Error& error) {
    {
        const std::lock_guard lock{mutex_};
        failed_ = error;
        rehoming_.reset();
    }
    if (on_storage_failure_) on_storage_failure_(error);
}

void JournalWriter::run() {
    for (;;) {
        std::vector<Waiting> group;
        std::optional<WaitingReceipt> receipt;
        std::optional<Rehoming> rehoming;
        {
            std::unique_lock lock{mutex_};
            const auto has_work = [this] {
                return is_stopping_ || !waiting_.empty() || rehoming_.has_value();
            };
            wake_.wait(lock, [&] { return has_work() || receipt_; });
            wake_.wait_until(lock, receipt_due_, has_work);
            if (waiting_.empty() && !receipt_ && (is_stopping_ || !rehoming_)) return;
            rehoming = rehoming_;
            const auto count =
                static_cast<std::ptrdiff_t>(std::min(waiting_.size(), limits_.group_records_max));
            group.assign(std::make_move_iterator(waiting_.begin()),
                         std::make_move_iterator(waiting_.begin() + count));
            waiting_.erase(waiting_.begin(), waiting_.begin() + count);
            receipt = std::exchange(receipt_, std::nullopt);
        }
        if (!group.empty() || receipt) commit(std::move(group), std::move(receipt));
        if (rehoming && !failure()) rehome_some(*rehoming);
    }
}

std::optional<Error> JournalWriter::failure() {
    const std::lock_guard lock{mutex_};
    return failed_;
}

void JournalWriter::commit(std::vector<Waiting> group, std::optional<WaitingReceipt> receipt) {
    if (const auto failed = failure()) {
        // After a failed commit nothing is tried again on this handle (sync.md 13, rule 4).
        answer(group, *failed);
        if (receipt && receipt->done) receipt->done(*failed);
        return;
    }
    std::vector<Pending> records;
    records.reserve(group.size());
    for (Waiting& waiting : group) records.push_back(std::move(waiting.record));
    const GroupCommitted done =
        commit_group(journal_, records, receipt ? &receipt->receipt : nullptr);
    if (done.storage) {
        const std::lock_guard lock{mutex_};
        failed_ = done.storage;
        rehoming_.reset();
    }
    answer(group, done.records);
    if (receipt && receipt->done) receipt->done(done.receipt);
    if (done.storage && on_storage_failure_) on_storage_failure_(*done.storage);
}

void JournalWriter::answer(std::vector<Waiting>& group,
                           const Result<std::vector<Appended>>& result) {
    SALDO_CHECK(!result || result->size() == group.size());
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (!group[i].done) continue;
        if (result) {
            group[i].done((*result)[i]);
        } else {
            group[i].done(result.error());
        }
    }
}

}  // namespace saldo::agent
