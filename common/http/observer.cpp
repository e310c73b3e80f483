#include "common/http/observer.hpp"

#include <string>

#include "common/config/log.hpp"

namespace saldo::http {

std::function<void(const Served&)> observer(Metrics& metrics) {
    Histogram& seconds =
        metrics.histogram("saldo_http_answer_seconds", "From a request's first byte to its answer.",
                          latency_bounds());
    return [&metrics, &seconds](const Served& served) {
        metrics
            .counter("saldo_http_answers_total", "Answers by status.",
                     {{"status", std::to_string(served.status)}})
            .add();
        seconds.observe(static_cast<double>(served.took.count()) / 1e6);
        config::LogLevel level = config::LogLevel::debug;
        if (served.status >= 400 && served.method.empty()) level = config::LogLevel::warn;
        if (served.status == 500) level = config::LogLevel::error;
        config::log_event(level, "http.answered",
                          {{"method", served.method},
                           {"path", served.path},
                           {"status", served.status},
                           {"us", served.took.count()},
                           {"peer", served.peer},
                           {"id", served.id},
                           {"why", served.why}});
    };
}

}  // namespace saldo::http
