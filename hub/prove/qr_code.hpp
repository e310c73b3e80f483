#pragma once

#include <string>

#include "common/base/result.hpp"

namespace saldo::hub {

/// A QR code (level M) as an SVG image, with the quiet zone that scanners need; its size is left to
/// whoever prints it. Errors: malformed for a text that no code holds, more than 2,331 bytes.
Result<std::string> qr_svg(const std::string& text);

}  // namespace saldo::hub
