#include "common/http/metrics.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "common/base/check.hpp"

namespace saldo::http {
namespace {

/// `{name="value",…}`, or nothing; labels in the order of their names.
std::string label_text(Metrics::Labels labels) {
    if (labels.empty()) return {};
    std::ranges::sort(labels);
    std::string out = "{";
    for (const auto& [name, value] : labels) {
        if (out.size() > 1) out += ',';
        out += name;
        out += "=\"";
        for (const char c : value) {
            if (c == '"' || c == '\\') out += '\\';
            if (c == '\n') {
                out += "\\n";
            } else {
                out += c;
            }
        }
        out += '"';
    }
    return out + "}";
}

std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", value);
}

/// The labels of a histogram's bucket: those of the metric and its upper bound.
std::string bucket_labels(const std::string& labels, const std::string& bound) {
    if (labels.empty()) return fmt::format("{{le=\"{}\"}}", bound);
    return fmt::format("{},le=\"{}\"}}", labels.substr(0, labels.size() - 1), bound);
}

void append_histogram(std::string& out, const std::string& name, const std::string& labels,
                      const Histogram& histogram) {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i <= histogram.bounds().size(); ++i) {
        total += histogram.count_in(i);
        const std::string bound =
            i < histogram.bounds().size() ? number(histogram.bounds()[i]) : "+Inf";
        out += fmt::format("{}_bucket{} {}\n", name, bucket_labels(labels, bound), total);
    }
    out += fmt::format("{}_sum{} {}\n", name, labels, number(histogram.sum()));
    out += fmt::format("{}_count{} {}\n", name, labels, total);
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds)
    : bounds_{std::move(bounds)}, counts_(bounds_.size() + 1) {
    SALDO_CHECK(!bounds_.empty() && std::ranges::is_sorted(bounds_));
}

void Histogram::observe(double value) {
    const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    double before = sum_.load(std::memory_order_relaxed);
    while (!sum_.compare_exchange_weak(before, before + value, std::memory_order_relaxed)) {
    }
}

std::uint64_t Histogram::count_in(std::size_t bucket) const {
    return counts_[bucket].load(std::memory_order_relaxed);
}

std::vector<double> latency_bounds() {
    return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
            0.05,   0.1,     0.25,   0.5,   1.0,    2.5,   5.0,  10.0};
}

Metrics::Family& Metrics::family(std::string_view name, std::string_view help, Kind kind) {
    const auto found = families_.find(name);
    if (found != families_.end()) {
        SALDO_CHECK(found->second.kind == kind);  // one name, one kind
        return found->second;
    }
    Family& made = families_[std::string{name}];
    made.kind = kind;
    made.help = help;
    return made;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
    const std::scoped_lock lock{mutex_};
    return family(name, help, Kind::counter).counters[label_text(labels)];
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
    const std::scoped_lock lock{mutex_};
    return family(name, help, Kind::gauge).gauges[label_text(labels)];
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help,
                              std::vector<double> bounds, const Labels& labels) {
    const std::scoped_lock lock{mutex_};
    auto& histograms = family(name, help, Kind::histogram).histograms;
    return histograms.try_emplace(label_text(labels), std::move(bounds)).first->second;
}

std::string Metrics::text() const {
    const std::scoped_lock lock{mutex_};
    std::string out;
    for (const auto& [name, family] : families_) {
        const std::string_view kind = family.kind == Kind::counter ? "counter"
                                      : family.kind == Kind::gauge ? "gauge"
                                                                   : "histogram";
        out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, kind);
        for (const auto& [labels, counter] : family.counters) {
            out += fmt::format("{}{} {}\n", name, labels, counter.value());
        }
        for (const auto& [labels, gauge] : family.gauges) {
            out += fmt::format("{}{} {}\n", name, labels, number(gauge.value()));
        }
        for (const auto& [labels, histogram] : family.histograms) {
            append_histogram(out, name, labels, histogram);
        }
    }
    return out;
}

}  // namespace saldo::http
