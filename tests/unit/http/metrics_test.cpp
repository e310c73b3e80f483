#include "common/http/metrics.hpp"

#include "common/config/log.hpp"
#include "common/http/client.hpp"
#include "common/http/health.hpp"
#include "common/http/observer.hpp"
#include "tests/support/door.hpp"

namespace saldo::http {

TEST_CASE("health says alive, ready or not, and the metrics", "[http][health]") {
    Metrics metrics;
    metrics.counter("saldo_test_total", "Counted.").add(3);
    bool is_ready = false;
    Router router;
    add_health_routes(
        router,
        [&] {
            return std::vector<Readiness>{{"log", true, ""}, {"broker", is_ready, "not \"yet\""}};
        },
        metrics);
    test::Door door{router};
    door.open();
    const Peer peer{.port = door.port()};
    CHECK(request(peer, "GET", "/livez")->body == "ok\n");
    const auto waiting = request(peer, "GET", "/readyz");
    CHECK(waiting->status == 503);
    CHECK(waiting->body ==
          "{\"checks\":[{\"name\":\"log\",\"ready\":true},{\"name\":\"broker\",\"ready\":false,"
          "\"what\":\"not \\\"yet\\\"\"}],\"ready\":false}\n");
    is_ready = true;
    CHECK(request(peer, "GET", "/readyz")->status == 200);
    CHECK(
        request(peer, "GET", "/metrics")->body ==
        "# HELP saldo_test_total Counted.\n# TYPE saldo_test_total counter\nsaldo_test_total 3\n");
}

TEST_CASE("every answer is counted by its status", "[http][metrics]") {
    Metrics metrics;
    const auto observe = observer(metrics);
    config::set_up_log(config::LogLevel::off);
    for (const int status : {200, 200, 400, 500}) {
        observe({.method = "GET", .status = status, .took = std::chrono::microseconds{400}});
    }
    CHECK_THAT(metrics.text(),
               Catch::Contains("saldo_http_answers_total{status=\"200\"} 2\n") &&
                   Catch::Contains("saldo_http_answers_total{status=\"500\"} 1\n") &&
                   Catch::Contains("saldo_http_answer_seconds_bucket{le=\"0.0005\"} 4\n"));
}

TEST_CASE("metrics are text in a fixed order, and one name is one metric", "[http][metrics]") {
    Metrics metrics;
    metrics.gauge("b_seconds", "B.", {{"plant", "z\"1"}}).set(1.5);
    metrics.gauge("b_seconds", "B.", {{"plant", "a"}}).set(0.1);
    Histogram& commits = metrics.histogram("a_seconds", "A.", {0.1, 1.0});
    commits.observe(0.1);
    commits.observe(0.5);
    commits.observe(7);
    CHECK(&metrics.histogram("a_seconds", "A.", {0.1, 1.0}) == &commits);
    CHECK(metrics.text() ==
          "# HELP a_seconds A.\n# TYPE a_seconds histogram\n"
          "a_seconds_bucket{le=\"0.1\"} 1\na_seconds_bucket{le=\"1\"} 2\n"
          "a_seconds_bucket{le=\"+Inf\"} 3\na_seconds_sum 7.6\na_seconds_count 3\n"
          "# HELP b_seconds B.\n# TYPE b_seconds gauge\n"
          "b_seconds{plant=\"a\"} 0.1\nb_seconds{plant=\"z\\\"1\"} 1.5\n");
}

}  // namespace saldo::http
