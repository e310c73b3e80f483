#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saldo::http {

// Our own registry and not prometheus-cpp: what a metric needs is an atomic and a line of text, and
// that package would bring a second HTTP server (civetweb) or a third library for these 150 lines.

/// Only goes up. From any thread.
class Counter {
public:
    void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// Goes up and down. From any thread.
class Gauge {
public:
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    double value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_{0};
};

/// Counts observations by upper bound. From any thread.
class Histogram {
public:
    explicit Histogram(std::vector<double> bounds);  ///< Needs: rising, not empty.
    void observe(double value);

    const std::vector<double>& bounds() const { return bounds_; }
    std::uint64_t count_in(std::size_t bucket) const;  ///< of one bucket alone; the last is +Inf
    double sum() const { return sum_.load(std::memory_order_relaxed); }

private:
    std::vector<double> bounds_;
    std::deque<std::atomic<std::uint64_t>> counts_;
    std::atomic<double> sum_{0};
};

/// Seconds from 100 µs to 10 s: for commits and answers.
std::vector<double> latency_bounds();

/// The metrics of one program. What it hands out lives as long as it does; the same name and labels
/// give the same metric again. From any thread.
class Metrics {
public:
    using Labels = std::vector<std::pair<std::string, std::string>>;

    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, std::vector<double> bounds,
                         const Labels& labels = {});

    /// The Prometheus text format 0.0.4: names in order, labels in order.
    std::string text() const;

private:
    enum class Kind { counter, gauge, histogram };
    struct Family {
        Kind kind;
        std::string help;
        std::map<std::string, Counter> counters;  ///< by the text of the labels
        std::map<std::string, Gauge> gauges;
        std::map<std::string, Histogram> histograms;
    };
    Family& family(std::string_view name, std::string_view help, Kind kind);
    mutable std::mutex mutex_;
    std::map<std::string, Family, std::less<>> families_;
};

}  // namespace saldo::http
