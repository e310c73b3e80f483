#include "agent/housekeeper.hpp"

#include <chrono>
#include <utility>

#include "common/config/clock.hpp"
#include "common/config/log.hpp"

namespace saldo::agent {
namespace {

using config::log_event;
using config::LogLevel;

constexpr std::chrono::milliseconds turn{500};
static_assert(std::chrono::hours{1} / turn == Scrubber::turns_per_hour);
constexpr int turns_between_prunes = 120;
/// Few records at a time: a capture waits for the transaction that prunes.
constexpr std::uint64_t prune_records_max = 200;

}  // namespace

Housekeeper::Housekeeper(std::vector<std::unique_ptr<WatchedFolder>>& folders, Catalog& catalog,
                         RecordClock& clock, Evidence& evidence, Journal& journal,
                         Scrubber& scrubber, JournalWriter::OnStorageFailure on_storage_failure)
    : folders_{folders},
      catalog_{catalog},
      clock_{clock},
      evidence_{evidence},
      journal_{journal},
      scrubber_{scrubber},
      on_storage_failure_{std::move(on_storage_failure)},
      thread_{[this] { run(); }} {}

Housekeeper::~Housekeeper() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

bool Housekeeper::may_go_on() const {
    const std::lock_guard lock{mutex_};
    return !is_stopping_;
}

void Housekeeper::run() {
    for (int number = 0; may_go_on(); ++number) {
        evidence_.turn();
        look_at_catalog();
        for (const auto& folder : folders_) {
            folder->sweep(now_utc(), [this] { return may_go_on(); });
        }
        if (number % turns_between_prunes == 0) {
            clock_.look();
            prune();
        }
        scrub();
        std::unique_lock lock{mutex_};
        wake_.wait_for(lock, turn, [this] { return is_stopping_; });
    }
}

void Housekeeper::look_at_catalog() {
    const auto seen = catalog_.refresh(now_utc());
    if (!seen) {
        log_event(LogLevel::error, "catalog.copy_failed", {{"why", seen.error().what}});
    } else if (*seen == Catalog::Refresh::loaded) {
        const auto version = catalog_.current();
        log_event(LogLevel::info, "catalog.loaded",
                  {{"sequence", version->sequence}, {"parts", version->parts.size()}});
    } else if (*seen == Catalog::Refresh::refused) {
        for (const FileFault& fault : catalog_.faults()) {
            log_event(LogLevel::error, "catalog.refused",
                      {{"file", fault.file},
                       {"line", fault.line},
                       {"column", fault.column},
                       {"code", fault.code}});
        }
    }
}

void Housekeeper::scrub() {
    const auto done = scrubber_.turn(now_steady());
    if (!done) on_storage_failure_(done.error());
}

void Housekeeper::prune() {
    for (;;) {
        const auto pruned = journal_.prune(prune_records_max);
        if (!pruned) {
            log_event(LogLevel::error, "journal.prune_failed", {{"why", pruned.error().what}});
            if (pruned.error().code == Errc::storage) on_storage_failure_(pruned.error());
            return;
        }
        if (*pruned < prune_records_max || !may_go_on()) return;
    }
}

}  // namespace saldo::agent
