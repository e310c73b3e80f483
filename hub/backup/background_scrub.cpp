#include "hub/backup/background_scrub.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "common/config/log.hpp"
#include "hub/backup/store_check.hpp"
#include "hub/log/blob_store.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

/// Also a store with nothing to read is looked at only so often; tests wait for no less.
constexpr std::int64_t pause_ms_min = 20;

}  // namespace

ScrubSource blob_source(const std::filesystem::path& folder) {
    return [folder]() -> Result<std::vector<ScrubItem>> {
        const auto blobs = blobs_in(folder);
        if (!blobs) return blobs.error();
        std::vector<ScrubItem> items;
        for (const Digest& name : *blobs) {
            const std::string hex = to_hex(name);
            const auto path = folder / "blobs" / hex.substr(0, 2) / hex.substr(2);
            std::error_code ignored;
            const std::uint64_t bytes = std::filesystem::file_size(path, ignored);
            items.push_back({.name = path.string(),
                             .bytes = ignored ? 0 : bytes,
                             .check = [folder, name] { return BlobStore::check(folder, name); }});
        }
        return items;
    };
}

BackgroundScrub::BackgroundScrub(std::vector<ScrubSource> sources, std::int64_t pass_ms)
    : sources_{std::move(sources)}, pass_ms_{pass_ms}, thread_{[this] { run(); }} {}

BackgroundScrub::~BackgroundScrub() {
    {
        const std::lock_guard lock{mutex_};
        is_ending_ = true;
    }
    ends_.notify_all();
    thread_.join();
}

BackgroundScrub::Status BackgroundScrub::status() const {
    const std::lock_guard lock{mutex_};
    return status_;
}

bool BackgroundScrub::wait(std::int64_t ms) {
    std::unique_lock lock{mutex_};
    return !ends_.wait_for(lock, std::chrono::milliseconds{ms}, [this] { return is_ending_; });
}

void BackgroundScrub::run() {
    while (wait(pause_ms_min)) pass();
}

void BackgroundScrub::pass() {
    std::vector<ScrubItem> items;
    for (const ScrubSource& source : sources_) {
        auto listed = source();
        if (!listed) {
            log_event(LogLevel::error, "scrub.list", {{"why", listed.error().what}});
            continue;
        }
        std::ranges::move(*listed, std::back_inserter(items));
    }
    std::uint64_t all = 0;
    for (const ScrubItem& item : items) all += item.bytes + 1;
    std::set<std::string> names;
    for (const ScrubItem& item : items) {
        names.insert(item.name);
        note(item, item.check());
        const auto share = static_cast<double>(item.bytes + 1) / static_cast<double>(all);
        if (!wait(static_cast<std::int64_t>(static_cast<double>(pass_ms_) * share))) return;
    }
    if (items.empty() && !wait(pass_ms_)) return;
    const std::lock_guard lock{mutex_};
    ++status_.passes;
    std::erase_if(status_.damaged, [&](const auto& one) { return !names.contains(one.first); });
}

void BackgroundScrub::note(const ScrubItem& item, const Result<void>& checked) {
    const std::lock_guard lock{mutex_};
    ++status_.items;
    if (checked) {
        status_.damaged.erase(item.name);
        return;
    }
    if (checked.error().code == Errc::not_found) return;  // it went since it was listed
    const bool is_news = status_.damaged.emplace(item.name, checked.error().what).second;
    if (is_news) {
        log_event(LogLevel::error, "scrub.damaged",
                  {{"file", item.name}, {"why", checked.error().what}});
    }
}

}  // namespace saldo::hub
