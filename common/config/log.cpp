#include "common/config/log.hpp"

#include <cstdlib>
#include <memory>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "common/base/check.hpp"

namespace saldo::config {
namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return spdlog::level::debug;
        case LogLevel::info: return spdlog::level::info;
        case LogLevel::warn: return spdlog::level::warn;
        case LogLevel::error: return spdlog::level::err;
        case LogLevel::off: return spdlog::level::off;
    }
    return spdlog::level::info;
}

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warn: return "warn";
        case LogLevel::error: return "error";
        case LogLevel::off: break;
    }
    return "off";
}

/// The journal reads "<4>" at the start of a line as the priority of syslog.
std::string_view journal_priority(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "<7>";
        case LogLevel::info: return "<6>";
        case LogLevel::warn: return "<4>";
        default: return "<3>";
    }
}

bool writes_to_journal() {
    static const bool answer = std::getenv("JOURNAL_STREAM") != nullptr;
    return answer;
}

bool needs_quotes(std::string_view value) {
    if (value.empty()) return true;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte == 0x7F || c == '"' || c == '=' || c == '\\') return true;
    }
    return false;
}

void append_value(std::string& out, std::string_view value) {
    if (!needs_quotes(value)) {
        out += value;
        return;
    }
    out += '"';
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            out += fmt::format("\\x{:02x}", byte);  // a line break in a value stays one line
        } else {
            out += c;
        }
    }
    out += '"';
}

}  // namespace

LogLevel parse_log_level(std::string_view word) {
    for (const LogLevel level :
         {LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error, LogLevel::off}) {
        if (word == name_of(level)) return level;
    }
    SALDO_CHECK(word.empty());  // not set: a fault was noted already
    return LogLevel::info;
}

void set_up_log(LogLevel least) {
    auto logger = std::make_shared<spdlog::logger>(
        "saldo", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern(writes_to_journal() ? "%v" : "%Y-%m-%dT%H:%M:%S.%eZ %v",
                        spdlog::pattern_time_type::utc);
    logger->set_level(spdlog_level(least));
    logger->flush_on(spdlog::level::debug);
    spdlog::set_default_logger(std::move(logger));
}

void log_event(LogLevel level, std::string_view code, std::initializer_list<LogField> fields) {
    spdlog::logger* const logger = spdlog::default_logger_raw();
    if (logger == nullptr || !logger->should_log(spdlog_level(level))) return;
    const std::string line = log_line(code, fields);
    if (writes_to_journal()) {
        logger->log(spdlog_level(level), "{}{} {}", journal_priority(level), name_of(level), line);
    } else {
        logger->log(spdlog_level(level), "{} {}", name_of(level), line);
    }
}

std::string log_line(std::string_view code, std::initializer_list<LogField> fields) {
    std::string out{code};
    for (const LogField& field : fields) {
        out += ' ';
        out += field.key;
        out += '=';
        append_value(out, field.value);
    }
    return out;
}

}  // namespace saldo::config
