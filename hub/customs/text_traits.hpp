#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "hub/customs/cells.hpp"

namespace saldo::customs {

/// What one pass over the bytes of a file tells.
struct TextScan {
    std::string_view text;  ///< without its BOM
    TextTraits traits;
    std::size_t line_feeds = 0;
    std::optional<FindingCode> fault;  ///< UTF-16, or an UTF-8 BOM before what is not UTF-8
};

/// Finds out how a Data Stage file is written: Windows-1252, or UTF-8 where a BOM says so.
TextScan scan_text(std::string_view bytes);

}  // namespace saldo::customs
