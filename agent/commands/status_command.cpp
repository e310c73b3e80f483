#include "agent/commands/status_command.hpp"

#include <cstdio>
#include <string_view>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "common/http/client.hpp"

namespace saldo::agent {
namespace {

namespace json = boost::json;
using config::ExitCode;

/// Members of a state by their path; a missing one is an empty or zero value, since an older or
/// newer agent may answer.
class Reader {
public:
    explicit Reader(const json::value& value) : value_{&value} {}

    Reader at(std::string_view name) const {
        static const json::value none;
        if (!value_->is_object()) return Reader{none};
        const json::value* found = value_->get_object().if_contains(name);
        return Reader{found == nullptr ? none : *found};
    }
    std::string text() const {
        if (!value_->is_string()) return {};
        return {value_->get_string().data(), value_->get_string().size()};
    }
    std::int64_t number() const {
        boost::system::error_code error;
        const auto number = value_->to_number<std::int64_t>(error);
        return error ? 0 : number;
    }
    bool is_true() const { return value_->is_bool() && value_->get_bool(); }
    bool is_there() const { return !value_->is_null(); }
    const json::array& list() const {
        static const json::array none;
        return value_->is_array() ? value_->get_array() : none;
    }

private:
    const json::value* value_;
};

/// "4s", "12m", "3h", "9d".
std::string short_time(std::int64_t seconds) {
    if (seconds < 120) return fmt::format("{}s", seconds);
    if (seconds < 7'200) return fmt::format("{}m", seconds / 60);
    if (seconds < 172'800) return fmt::format("{}h", seconds / 3'600);
    return fmt::format("{}d", seconds / 86'400);
}

Result<json::value> parsed(const std::string& text) {
    boost::system::error_code error;
    json::value value = json::parse(text, error);
    if (error || !value.is_object()) return malformed("what answers there is no agent");
    return value;
}

/// "synchronised", or with the hub's word "set_by_hand(+0.012s±0.004s)".
std::string clock_text(const Reader& clock) {
    std::string out = clock.at("quality").text();
    if (clock.at("offset_ms").is_there()) {
        constexpr double seconds_per_ms = 1e-3;
        out +=
            fmt::format("({:+.3f}s±{:.3f}s)",
                        static_cast<double>(clock.at("offset_ms").number()) * seconds_per_ms,
                        static_cast<double>(clock.at("uncertainty_ms").number()) * seconds_per_ms);
    }
    return out;
}

std::string headline(const Reader& state) {
    std::size_t well = 0;
    for (const json::value& scanner : state.at("scanners").list()) {
        if (Reader{scanner}.at("well").is_true()) ++well;
    }
    const Reader sync = state.at("uplink").at("last_sync_seconds");
    const Reader catalog = state.at("catalog");
    const Reader certificate = state.at("identity").at("certificate_seconds");
    return fmt::format(
        "{}  plant={}  queue={}  last-sync={}  scanners={}/{}  hub={}  cert={}  clock={}  "
        "catalog={}",
        state.at("state").text() == "ok" ? "OK" : "DEGRADED", state.at("agent").text(),
        state.at("journal").at("queue").number(),
        sync.is_there() ? short_time(sync.number()) : "never", well,
        state.at("scanners").list().size(), state.at("uplink").at("state").text(),
        certificate.is_there() ? short_time(certificate.number()) : "none",
        clock_text(state.at("clock")),
        catalog.at("sequence").number() == 0 ? "none"
                                             : short_time(catalog.at("age_seconds").number()));
}

/// "  catalog: hub, sequence 57, 1204 parts, confirmed 12s ago"; empty where there is none.
std::string catalog_line(const Reader& catalog, Language language) {
    const std::string source = catalog.at("source").text();
    if (source.empty() || source == "none") return {};
    const bool es = language == Language::es;
    const bool is_hub = source == "hub";
    const std::string age = short_time(catalog.at("age_seconds").number());
    std::string line =
        fmt::format(fmt::runtime(es ? "  catálogo: {}, secuencia {}, {} partes, {} hace {}"
                                    : "  catalog: {}, sequence {}, {} parts, {} {} ago"),
                    is_hub ? "hub" : (es ? "carpeta" : "folder"), catalog.at("sequence").number(),
                    catalog.at("parts").number(),
                    is_hub ? (es ? "confirmado" : "confirmed") : (es ? "leído" : "read"), age);
    const Reader fetching = catalog.at("fetching");
    if (fetching.is_there()) {
        line +=
            fmt::format(fmt::runtime(es ? "; bajando {} de {} bytes" : "; fetching {} of {} bytes"),
                        fetching.at("bytes").number(), fetching.at("of").number());
    }
    return line + "\n";
}

ExitCode complain(const Error& error, const std::string& socket, Language language) {
    const bool es = language == Language::es;
    const bool is_down = error.code == Errc::not_found || error.code == Errc::unavailable;
    fmt::print(stderr, "saldo-agent: {}\n", error.what);
    if (is_down) {
        fmt::print(stderr,
                   fmt::runtime(es ? "Ningún agente está en marcha en {}; escriba: systemctl start "
                                     "saldo-agent\n"
                                   : "No agent runs at {}; type: systemctl start saldo-agent\n"),
                   socket);
        return ExitCode::answer_is_no;
    }
    return config::exit_code_of(error.code);
}

}  // namespace

Result<std::string> ask_status(const std::string& socket) {
    const auto answer = http::request({.unix_path = socket}, "GET", status_path);
    if (!answer) return answer.error();
    if (answer->status != 200) {
        return malformed(fmt::format("the agent answered with HTTP status {}", answer->status));
    }
    return answer->body;
}

Result<std::string> status_text(const std::string& text, Language language) {
    const auto value = parsed(text);
    if (!value) return value.error();
    const Reader state{*value};
    std::string out = headline(state) + "\n" + catalog_line(state.at("catalog"), language);
    for (const json::value& reason : state.at("reasons").list()) {
        out += fmt::format("  - {}\n",
                           Reader{reason}.at(language == Language::es ? "es" : "en").text());
    }
    return out;
}

ExitCode show_status(const std::string& socket, bool as_json, Language language) {
    const auto answer = ask_status(socket);
    if (!answer) return complain(answer.error(), socket, language);
    const auto value = parsed(*answer);
    if (!value) return complain(value.error(), socket, language);
    if (as_json) {
        fmt::print("{}\n", *answer);
    } else {
        const auto text = status_text(*answer, language);
        if (!text) return complain(text.error(), socket, language);
        fmt::print("{}", *text);
    }
    const bool is_ok = Reader{*value}.at("state").text() == "ok";
    return is_ok ? ExitCode::done : ExitCode::answer_is_no;
}

Result<ScannerDoor> find_scanner_door(const std::string& socket) {
    const auto answer = ask_status(socket);
    if (!answer) return answer.error();
    const auto value = parsed(*answer);
    if (!value) return value.error();
    for (const json::value& scanner : Reader{*value}.at("scanners").list()) {
        const Reader one{scanner};
        if (!one.at("listens").is_true()) continue;
        std::string host = one.at("address").text();
        if (host == "0.0.0.0" || host == "::") host = "localhost";
        return ScannerDoor{.host = std::move(host),
                           .port = static_cast<std::uint16_t>(one.at("port").number())};
    }
    return Error{
        Errc::not_found,
        "the running agent listens for no scanner: add a [[scanner]] with role \"listen\", "
        "or name a port with --via"};
}

}  // namespace saldo::agent
