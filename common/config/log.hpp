#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

namespace saldo::config {

/// error = someone must act, warn = we coped, info = the day's story, debug = for whoever asks.
enum class LogLevel { debug, info, warn, error, off };
/// Needs: one of these words (the option table sees to that).
LogLevel parse_log_level(std::string_view word);

/// One key=value of a log line. Never personal data: ids, counts, codes, places.
struct LogField {
    template <class T>
    LogField(std::string_view field_key, const T& field_value)
        : key{field_key}, value{fmt::format("{}", field_value)} {}
    std::string_view key;
    std::string value;
};

/// Sends log lines to standard error, which systemd hands to the journal: there without a time of
/// our own and with the journal's priority in front. Call once, before the first thread starts.
void set_up_log(LogLevel least);

/// Writes one event as one line: `warn scanner.gone plant=gna-tij1 scanner=muelle-1`. From any
/// thread. `code` is stable, area first; a value with blanks or quotes is quoted and escaped.
void log_event(LogLevel level, std::string_view code, std::initializer_list<LogField> fields = {});

/// The line itself, without time or level.
std::string log_line(std::string_view code, std::initializer_list<LogField> fields);

}  // namespace saldo::config
