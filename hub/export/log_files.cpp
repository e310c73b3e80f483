#include "hub/export/log_files.hpp"

#include <variant>

namespace saldo::hub {
namespace {

constexpr std::uint8_t kind_fact = 1;
constexpr std::uint8_t kind_record = 2;

}  // namespace

LogFiles::LogFiles(ExportFolder& folder, const ExportScope& scope, std::uint64_t file_bytes_wanted)
    : scope_{scope},
      facts_{folder, "facts", "facts", file_bytes_wanted},
      frames_{folder, "frames", "frames", file_bytes_wanted} {}

Result<void> LogFiles::add(std::uint64_t position, std::uint8_t kind, ByteView bytes) {
    head_.clear();
    put_le(head_, position);
    put_le(head_, kind);
    put_le(head_, static_cast<std::uint32_t>(bytes.size()));
    return facts_.add(position, position + 1, {head_, bytes});
}

Result<void> LogFiles::fact(const PlacedFact& fact) {
    if (!fact.company.empty()) companies_.insert(fact.company);
    if (!is_exported(scope_, fact.company)) return {};
    if (const auto* delivery = std::get_if<Delivery>(&fact.fact)) {
        for (const Delivery::File& file : delivery->files) blobs_.insert(file.sha256);
    }
    return add(fact.position, kind_fact, fact.bytes);
}

Result<void> LogFiles::record(const PlacedRecord& record) {
    if (!is_exported(scope_, record.company)) return {};
    return add(record.position, kind_record, record.record.whole);
}

Result<void> LogFiles::frame(const PlacedFrame& frame) {
    if (!frame.company.empty()) companies_.insert(frame.company);
    if (!is_exported(scope_, frame.company)) return {};
    head_.clear();
    put_le(head_, frame.first);
    put_le(head_, frame.count);
    put_le(head_, frame.skip);
    put_le(head_, static_cast<std::uint32_t>(frame.whole.size()));
    return frames_.add(frame.first, frame.first + frame.count, {head_, frame.whole});
}

Result<void> LogFiles::finish() {
    if (const auto finished = facts_.finish(); !finished) return finished.error();
    return frames_.finish();
}

}  // namespace saldo::hub
