#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/http/admission.hpp"

// The head of a request from anybody. What is admitted must hold every promise of the filter, read
// here a second time and another way.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace saldo;
    using namespace saldo::http;
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto end = head_end(bytes);
    if (!end) {
        static_cast<void>(is_hopeless(bytes));
        return 0;
    }
    const std::string_view head = bytes.substr(0, *end);
    const auto looked_at = admit(head, 8192);
    if (std::holds_alternative<Refused>(looked_at)) return 0;
    const auto& good = std::get<Admitted>(looked_at);
    SALDO_CHECK(head.size() <= 8192);
    SALDO_CHECK(std::ranges::all_of(good.target, [](char c) { return c > 0x20 && c < 0x7F; }));
    std::size_t hosts = 0;
    std::size_t ends = 0;
    for (const auto& [name, value] : good.fields) {
        const std::string lower = to_lower_ascii(name);
        SALDO_CHECK(value.find_first_of("\r\n") == std::string::npos);
        hosts += lower == "host" ? 1 : 0;
        ends += lower == "content-length" || lower == "transfer-encoding" ? 1 : 0;
        if (lower == "transfer-encoding") SALDO_CHECK(value == "chunked");
        if (lower == "content-length") SALDO_CHECK(parse_unsigned(value) == good.content_bytes);
    }
    SALDO_CHECK(hosts == 1 && ends <= 1 && !good.host.empty());
    // One line a field: a folded one would make fewer fields than lines.
    const auto lines = static_cast<std::size_t>(std::ranges::count(head, '\n'));
    SALDO_CHECK(good.fields.size() + 2 == lines);
    const auto decoded = percent_decode(good.target, true);
    if (decoded) SALDO_CHECK(percent_decode(percent_encode(*decoded), false) == decoded);
    return 0;
}
