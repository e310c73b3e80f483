#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "agent/catalog/catalog.hpp"
#include "agent/journal/journal_writer.hpp"
#include "agent/journal/lmdb_journal.hpp"
#include "agent/sources/capture.hpp"
#include "agent/sources/record_clock.hpp"
#include "common/config/log.hpp"
#include "common/http/metrics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal_proxy.hpp"
#include "tests/unit/agent/folder.hpp"

namespace saldo::test {

/// What the sources log would hide what the tests say.
inline const bool log_is_quiet = [] {
    config::set_up_log(config::LogLevel::off);
    return true;
}();

/// A journal whose commits wait at a gate, in front of a real one.
///
/// With `lies`, it answers before the gate opens: the mistake that a test must be able to see.
class GatedJournal final : public JournalProxy {
public:
    using JournalProxy::JournalProxy;
    bool lies = false;

    void close() {
        const std::lock_guard lock{mutex_};
        is_open_ = false;
    }
    void open() {
        const std::lock_guard lock{mutex_};
        is_open_ = true;
        opened_.notify_all();
    }

    Result<std::vector<agent::Appended>> append(std::span<const agent::Pending> group,
                                                const agent::Held* receipt) override {
        std::unique_lock lock{mutex_};
        if (!lies) opened_.wait(lock, [this] { return is_open_; });
        lock.unlock();
        return real_.append(group, receipt);
    }

private:
    std::mutex mutex_;
    std::condition_variable opened_;
    bool is_open_ = true;
};

template <class T>
T value_of(Result<T> result) {
    REQUIRE(result);
    return std::move(*result);
}

/// The capture path of one plant, P01, over a real journal in a folder of its own.
struct BenchStation {
    Folder folder;
    agent::RecordClock clock = value_of(agent::RecordClock::open(folder.path() / "boot"));
    std::unique_ptr<agent::Catalog> catalog =
        value_of(agent::Catalog::open({.folder = folder.path() / "catalogs",
                                       .copy = folder.path() / "catalog.copy",
                                       .rfc = "GNA150301A00",
                                       .language = Language::en},
                                      UtcTime{}));
    std::unique_ptr<agent::LmdbJournal> lmdb = value_of(agent::LmdbJournal::open(
        folder.path() / "journal", {.agent = "gna-tij1", .rfc = "GNA150301A00", .plant = "P01"},
        {.map_bytes = 16U << 20U,
         .preextend_bytes = 1U << 20U,
         .reserve_bytes = 1U << 20U,
         .pressure_bytes = 2U << 20U},
        clock.head(sync::RecordType::epoch_open, 0)));
    GatedJournal journal{*lmdb};
    http::Metrics metrics;
    agent::JournalWriter writer{journal, {}, [](const Error&) {}};
    agent::Capture capture{writer, *catalog, clock, "P01", metrics};

    /// Movements in the journal: records without record 0.
    std::uint64_t movements() const { return lmdb->head().last_sequence; }
};

/// A good line of plant P01.
inline std::string line_of(int number, std::string_view quantity = "1") {
    return fmt::format("E-{},2026-03-02T08:00:00-06:00,P01,RECEIPT,RM-1,{},6,PED,25-190-8005,,SC01",
                       number, quantity);
}

inline std::string movement_header() {
    return "event_id,ts,plant,type,part_number,qty,umc,ref_type,ref,counter_plant,device\n";
}

}  // namespace saldo::test
