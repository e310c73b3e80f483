#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>

#include "common/base/result.hpp"
#include "common/sync/record.hpp"

namespace saldo::agent {

/// Fills the time fields of records: evidence beside the order, which is the sequence (sync.md 10).
///
/// Safe from any thread.
class RecordClock {
public:
    /// Opens `file`, our note of how often this machine started, and counts this start if it is a
    /// new one. Errors: storage, forbidden.
    static Result<RecordClock> open(const std::filesystem::path& file);

    RecordClock(RecordClock&& other) noexcept
        : boot_number_{other.boot_number_}, quality_{other.quality_.load()} {}
    RecordClock& operator=(RecordClock&&) = delete;
    ~RecordClock() = default;

    /// The head of a record that is made now.
    sync::RecordHead head(sync::RecordType type, std::uint64_t catalog_sequence) const;
    /// Looks whether the machine's clock follows a time server; now and then.
    void look();
    sync::ClockQuality quality() const { return quality_.load(); }

private:
    explicit RecordClock(std::uint32_t boot_number) : boot_number_{boot_number} {}

    const std::uint32_t boot_number_;
    std::atomic<sync::ClockQuality> quality_{sync::ClockQuality::unknown};
};

}  // namespace saldo::agent
