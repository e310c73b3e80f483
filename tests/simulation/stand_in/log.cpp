#include "tests/simulation/stand_in/log.hpp"

#include "common/config/log.hpp"

// Log lines of the product become lines of the trace.

namespace saldo::sim {
std::function<void(std::string_view)>& log_sink() {
    static std::function<void(std::string_view)> sink;
    return sink;
}
}  // namespace saldo::sim

namespace saldo::config {

std::string log_line(std::string_view code, std::initializer_list<LogField> fields) {
    std::string line{code};
    for (const LogField& field : fields) {
        line += ' ';
        line += field.key;
        line += '=';
        line += field.value;
    }
    return line;
}

void log_event(LogLevel, std::string_view code, std::initializer_list<LogField> fields) {
    if (sim::log_sink()) sim::log_sink()(log_line(code, fields));
}

}  // namespace saldo::config
