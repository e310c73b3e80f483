#include "hub/prove/qr_code.hpp"

#include <memory>

#include <fmt/format.h>
#include <qrencode.h>

namespace saldo::hub {
namespace {

constexpr int quiet_modules = 4;  // ISO/IEC 18004

struct FreeCode {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

Result<std::string> qr_svg(const std::string& text) {
    const std::unique_ptr<QRcode, FreeCode> code{
        QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M)};
    if (!code) return malformed("the text does not fit into a QR code");
    const int width = code->width;
    const int side = width + 2 * quiet_modules;
    std::string dark;
    for (int y = 0; y < width; ++y) {
        for (int x = 0; x < width; ++x) {
            if ((code->data[y * width + x] & 1U) == 0) continue;
            dark += fmt::format("M{} {}h1v1h-1z", x + quiet_modules, y + quiet_modules);
        }
    }
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" "
        "shape-rendering=\"crispEdges\">"
        "<path fill=\"#fff\" d=\"M0 0h{0}v{0}H0z\"/><path d=\"{1}\"/></svg>\n",
        side, dark);
}

}  // namespace saldo::hub
