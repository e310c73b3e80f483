#include "common/http/admission.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "common/base/text.hpp"

namespace saldo::http {
namespace {

constexpr std::size_t fields_max = 100;

bool is_token_char(char c) {
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return true;
    return std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_token_char);
}

Refused refuse(std::string why) { return {.status = 400, .why = std::move(why)}; }

/// "GET /path HTTP/1.1"; one blank between, nothing else.
std::optional<Refused> read_request_line(std::string_view line, Admitted& out) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return refuse("no request line");
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!is_token(method)) return refuse("the method is no token");
    if (!target.starts_with('/')) return refuse("the target is no path");
    for (const char c : target) {
        if (c <= 0x20 || c >= 0x7F) return refuse("a byte of the target is not visible ASCII");
    }
    if (version == "HTTP/1.1") {
        out.minor_version = 1;
    } else if (version == "HTTP/1.0") {
        out.minor_version = 0;
    } else {
        return Refused{505, "not HTTP/1.1"};
    }
    out.method = method;
    out.target = target;
    return std::nullopt;
}

std::optional<Refused> read_field(std::string_view line, Admitted& out) {
    if (line.front() == ' ' || line.front() == '\t') return refuse("a folded field");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return refuse("a field without colon");
    const std::string_view name = line.substr(0, colon);
    if (!is_token(name)) return refuse("a field's name is no token");
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
        value.remove_prefix(1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
    if (out.fields.size() == fields_max) return Refused{431, "too many fields"};
    out.fields.emplace_back(name, value);
    return std::nullopt;
}

/// "name", "name:port", "[v6]:port" without its port; empty when it is none of these.
std::string host_of(std::string_view value) {
    std::string_view host = value;
    std::string_view port;
    if (value.starts_with('[')) {
        const auto end = value.find(']');
        if (end == std::string_view::npos) return {};
        host = value.substr(1, end - 1);
        port = value.substr(end + 1);
        for (const char c : host) {
            const bool is_v6 = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
                               (c >= 'A' && c <= 'F') || c == ':' || c == '.';
            if (!is_v6) return {};
        }
    } else {
        const auto colon = value.find(':');
        host = value.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view{} : value.substr(colon);
        for (const char c : host) {
            const bool is_name = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                                 (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
            if (!is_name) return {};
        }
    }
    if (!port.empty()) {
        if (port.front() != ':') return {};
        const auto number = parse_unsigned(port.substr(1));
        if (!number || *number > 65'535) return {};
    }
    return to_lower_ascii(host);
}

/// The fields that say whose request this is and where it ends.
std::optional<Refused> check_framing(Admitted& out) {
    std::size_t hosts = 0;
    std::size_t lengths = 0;
    std::size_t encodings = 0;
    for (const auto& [field, value] : out.fields) {
        const std::string name = to_lower_ascii(field);
        if (name == "host") {
            ++hosts;
            out.host = host_of(value);
        } else if (name == "content-length") {
            ++lengths;
            const auto bytes = parse_unsigned(value);
            if (!bytes) return refuse("Content-Length is not digits only");
            out.content_bytes = *bytes;
        } else if (name == "transfer-encoding") {
            ++encodings;
            if (value != "chunked") return refuse("Transfer-Encoding is not exactly chunked");
            out.is_chunked = true;
        } else if (name == "expect") {
            if (to_lower_ascii(value) != "100-continue") return Refused{417, "an unknown Expect"};
            out.expects_continue = true;
        }
    }
    if (hosts != 1) return refuse(hosts == 0 ? "no Host" : "more than one Host");
    if (out.host.empty()) return refuse("Host is no host");
    if (lengths > 1) return refuse("more than one Content-Length");
    if (encodings > 1) return refuse("more than one Transfer-Encoding");
    if (lengths + encodings > 1) return refuse("Content-Length beside Transfer-Encoding");
    if (encodings == 1 && out.minor_version == 0) return refuse("chunked in HTTP/1.0");
    return std::nullopt;
}

}  // namespace

std::variant<Admitted, Refused> admit(std::string_view head, std::size_t head_bytes_max) {
    if (head.size() > head_bytes_max) return Refused{431, "the head is too long"};
    if (is_hopeless(head) || !head.ends_with("\r\n\r\n")) {
        return refuse("a bare line break or a control character");
    }
    head.remove_suffix(2);  // Each line now ends with CR LF, and the empty one is gone.
    Admitted out;
    bool is_request_line = true;
    while (!head.empty()) {
        const auto end = head.find("\r\n");
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(end + 2);
        if (line.empty()) return refuse("an empty line");
        auto refused = is_request_line ? read_request_line(line, out) : read_field(line, out);
        if (refused) return std::move(*refused);
        is_request_line = false;
    }
    if (auto refused = check_framing(out)) return std::move(*refused);
    return out;
}

std::optional<std::size_t> head_end(std::string_view bytes, std::size_t from) {
    const std::size_t start = from < 3 ? 0 : from - 3;
    const auto found = bytes.find("\r\n\r\n", start);
    if (found == std::string_view::npos) return std::nullopt;
    return found + 4;
}

bool is_hopeless(std::string_view head) {
    if (head.starts_with("\r\n")) return true;
    for (std::size_t i = 0; i < head.size(); ++i) {
        const auto byte = static_cast<unsigned char>(head[i]);
        if (byte == '\n') {
            if (i == 0 || head[i - 1] != '\r') return true;
        } else if (byte == '\r') {
            if (i + 1 < head.size() && head[i + 1] != '\n') return true;
        } else if ((byte < 0x20 && byte != '\t') || byte == 0x7F) {
            return true;
        }
    }
    return false;
}

}  // namespace saldo::http
