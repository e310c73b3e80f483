#include "agent/commands/feed_command.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "agent/sources/csv_feed.hpp"
#include "common/config/clock.hpp"

namespace saldo::agent {
namespace {

using config::ExitCode;

/// A bar on standard error, when that is a terminal; else nothing.
class ProgressBar {
public:
    explicit ProgressBar(std::uintmax_t bytes)
        : bytes_{std::max<std::uintmax_t>(bytes, 1)}, is_shown_{::isatty(STDERR_FILENO) == 1} {}
    ~ProgressBar() {
        if (is_shown_) std::fputs("\r\x1b[K", stderr);
    }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void show(const FeedSummary& summary, std::uint64_t bytes_read) {
        if (!is_shown_ || now_steady() < next_) return;
        next_ = now_steady().plus_ms(100);
        constexpr std::uint64_t width = 30;
        const std::uint64_t done = std::min<std::uint64_t>(bytes_read * width / bytes_, width);
        const std::string bar = std::string(done, '#') + std::string(width - done, '.');
        const std::string text = fmt::format("\r[{}] ok={} dup={} err={}\x1b[K", bar, summary.ok,
                                             summary.dup, summary.refused_count);
        std::fputs(text.c_str(), stderr);
    }

private:
    const std::uintmax_t bytes_;
    const bool is_shown_;
    SteadyTime next_;
};

void print_text(const FeedSummary& summary, const std::string& name, const std::string& where,
                Language language) {
    const bool es = language == Language::es;
    for (const FeedSummary::Refused& refused : summary.refused) {
        fmt::print("{} {}: {}\n", es ? "línea" : "line", refused.line, refused.why);
    }
    const std::uint64_t unlisted = summary.refused_count - summary.refused.size();
    if (unlisted > 0) fmt::print(fmt::runtime(es ? "… y {} más\n" : "… and {} more\n"), unlisted);
    fmt::print(fmt::runtime(es ? "{} -> {}: enviadas={} ok={} repetidas={} rechazadas={}\n"
                               : "{} -> {}: sent={} ok={} dup={} refused={}\n"),
               name, where, summary.sent, summary.ok, summary.dup, summary.refused_count);
}

void print_json(const FeedSummary& summary, const std::string& name, const std::string& where) {
    boost::json::array refused;
    for (const FeedSummary::Refused& line : summary.refused) {
        refused.push_back(boost::json::object{{"line", line.line}, {"why", line.why}});
    }
    const boost::json::object all{{"file", name},
                                  {"to", where},
                                  {"sent", summary.sent},
                                  {"ok", summary.ok},
                                  {"dup", summary.dup},
                                  {"refused_count", summary.refused_count},
                                  {"refused", std::move(refused)}};
    fmt::print("{}\n", boost::json::serialize(all));
}

}  // namespace

ExitCode feed_file(const std::filesystem::path& file, LineSink& sink, const std::string& where,
                   Language language, bool as_json) {
    auto opened = MovementFile::open(file, language);
    if (const auto* fault = std::get_if<FileFault>(&opened)) {
        fmt::print(stderr, "saldo-agent: {}\n", to_text(*fault, language));
        return ExitCode::answer_is_no;
    }
    std::error_code ignored;
    const std::uintmax_t bytes = std::filesystem::file_size(file, ignored);
    FeedSummary summary;
    Result<void> fed;
    {
        ProgressBar bar{ignored ? 0 : bytes};
        fed = feed(
            std::get<MovementFile>(opened), sink,
            [&bar](const FeedSummary& so_far, std::uint64_t read) { bar.show(so_far, read); },
            language, summary);
    }
    if (as_json) {
        print_json(summary, file.string(), where);
    } else {
        print_text(summary, file.string(), where, language);
    }
    if (!fed) {
        fmt::print(stderr, "saldo-agent: {}\n", fed.error().what);
        return config::exit_code_of(fed.error().code);
    }
    return summary.refused_count == 0 ? ExitCode::done : ExitCode::answer_is_no;
}

}  // namespace saldo::agent
