#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"

namespace saldo::tlog {

/// Base64 of RFC 4648 section 4, with padding.
std::string to_base64(ByteView bytes);

/// Nothing for any text that to_base64() would not give: one value has one text.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace saldo::tlog
