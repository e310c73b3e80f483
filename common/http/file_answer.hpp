#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "common/http/message.hpp"

namespace saldo::http {

/// Bytes [first, last] of something, both included.
struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// What a `Range` field asks of `size` bytes (RFC 9110 section 14): one range of bytes.
///
/// Gives:   the range, cut at the end; nothing for a range that begins past it (416).
struct RangeAsked {
    bool is_range = false;  ///< false: the whole, also for what is no single range of bytes
    std::optional<ByteRange> range;
};
RangeAsked range_asked(std::string_view field, std::uint64_t size);

/// Answers with a file that never changes: 200 with all of it, 206 with the range asked for, or
/// 416. Reads no more of the file than it sends. 404 when it is not there.
///
/// `If-Range` gets the whole: this names no version of the file by which it could be compared.
Response file_answer(const Request& request, const std::filesystem::path& path,
                     std::string_view content_type);

}  // namespace saldo::http
