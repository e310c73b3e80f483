#include "hub/outside/letter.hpp"

#include <array>
#include <chrono>
#include <string_view>

#include <fmt/format.h>

#include "common/base/date.hpp"
#include "common/tlog/base64.hpp"

namespace saldo::hub {
namespace {

constexpr std::size_t base64_line = 76;
// Bytes of a subject in one encoded word: RFC 2047 allows 75 characters with its frame.
constexpr std::size_t encoded_word_bytes = 39;
constexpr std::int64_t ms_per_day = 86'400'000;

/// "Mon, 23 Nov 2026 23:48:15 +0000".
std::string mail_date(UtcTime at) {
    static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed",
                                                             "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> months = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::sys_days day{std::chrono::days{at.ms / ms_per_day}};
    const std::chrono::year_month_day date{day};
    const std::int64_t seconds = at.ms % ms_per_day / 1000;
    return fmt::format(
        "{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[std::chrono::weekday{day}.c_encoding()],
        static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
        static_cast<int>(date.year()), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/// Words of RFC 2047, cut between characters of UTF-8.
std::string encoded_subject(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t take = std::min(text.size(), encoded_word_bytes);
        while (take < text.size() && (static_cast<unsigned char>(text[take]) & 0xC0U) == 0x80U) {
            --take;
        }
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + tlog::to_base64(as_bytes(text.substr(0, take))) + "?=";
        text.remove_prefix(take);
    }
    return out;
}

std::string in_lines(const std::string& base64) {
    std::string out;
    for (std::size_t at = 0; at < base64.size(); at += base64_line) {
        out += base64.substr(at, base64_line) + "\r\n";
    }
    return out;
}

std::string part(std::string_view boundary, std::string_view more, std::string_view bytes) {
    return fmt::format(
        "--{}\r\nContent-Type: text/plain; charset=utf-8\r\n{}"
        "Content-Transfer-Encoding: base64\r\n\r\n{}",
        boundary, more, in_lines(tlog::to_base64(as_bytes(bytes))));
}

}  // namespace

std::string format_letter(const Letter& letter) {
    std::string receivers;
    for (const std::string& address : letter.to) {
        receivers += (receivers.empty() ? "<" : ",\r\n <") + address + ">";
    }
    const std::string domain = letter.from.substr(letter.from.rfind('@') + 1);
    const std::string boundary = "saldo-" + letter.id;
    std::string out = fmt::format(
        "From: <{}>\r\nTo: {}\r\nDate: {}\r\nMessage-ID: <{}@{}>\r\nSubject: {}\r\n"
        "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=\"{}\"\r\n\r\n",
        letter.from, receivers, mail_date(letter.written), letter.id, domain,
        encoded_subject(letter.subject), boundary);
    out += part(boundary, "", letter.text);
    for (const Enclosure& one : letter.enclosures) {
        const std::string disposition =
            fmt::format("Content-Disposition: attachment; filename=\"{}\"\r\n", one.name);
        out += part(boundary, disposition, one.bytes);
    }
    return out + "--" + boundary + "--\r\n";
}

}  // namespace saldo::hub
