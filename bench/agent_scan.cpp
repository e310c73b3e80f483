// What a dock feels: 20 scanners, 10 scans a second each, on the real saldo-agent with its journal
// on this disk. Prints the latency from a sent line to its reply, the agent's anonymous memory, and
// what the disk itself does in the same seconds (write of one page and fdatasync).
//
//   saldo_bench_agent_scan [--seconds N] [--connections N] [--scans-per-second N] [--data DIR]

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/utsname.h>
#include <thread>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "common/base/text.hpp"
#include "tests/support/agent_process.hpp"

namespace {

namespace net = boost::asio;
using net::ip::tcp;
using Clock = std::chrono::steady_clock;

struct Load {
    std::int64_t seconds = 20;
    std::int64_t connections = 20;
    std::int64_t scans_per_second = 10;
    std::string data;  // empty: the folder for temporary files
};

struct Samples {
    std::vector<double> ms;
    void add(Clock::duration took) {
        ms.push_back(std::chrono::duration<double, std::milli>(took).count());
    }
    double at(double share) const {
        if (ms.empty()) return 0;
        const auto last = static_cast<double>(ms.size() - 1);
        return ms[static_cast<std::size_t>(last * share)];
    }
    std::string text() {
        std::ranges::sort(ms);
        return fmt::format("p50 {:.2f} ms, p99 {:.2f} ms, max {:.2f} ms ({} samples)", at(0.5),
                           at(0.99), at(1), ms.size());
    }
};

net::awaitable<void> scan(std::uint16_t port, std::int64_t device, const Load& load,
                          Samples& samples, std::uint64_t& refused) {
    const auto executor = co_await net::this_coro::executor;
    tcp::socket socket{executor};
    co_await socket.async_connect({net::ip::make_address("127.0.0.1"), port}, net::use_awaitable);
    socket.set_option(tcp::no_delay{true});
    const auto period = std::chrono::nanoseconds{1'000'000'000} / load.scans_per_second;
    auto due = Clock::now() + period * device / load.connections;  // devices beep one by one
    const auto end = Clock::now() + std::chrono::seconds{load.seconds};
    net::steady_timer timer{executor};
    std::string in;
    for (int number = 0; due < end; ++number, due += period) {
        timer.expires_at(due);
        co_await timer.async_wait(net::use_awaitable);
        const std::string line = saldo::test::scan_line(fmt::format("B-{}-{}", device, number));
        const auto sent = Clock::now();
        co_await net::async_write(socket, net::buffer(line), net::use_awaitable);
        const std::size_t bytes = co_await net::async_read_until(socket, net::dynamic_buffer(in),
                                                                 '\n', net::use_awaitable);
        samples.add(Clock::now() - sent);
        if (!in.starts_with("OK ")) ++refused;
        in.erase(0, bytes);
    }
}

/// One page written and flushed, ten times a second, into a file that has its blocks already.
void flush_pages(const std::filesystem::path& file, const std::atomic<bool>& is_over,
                 Samples& samples) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const std::vector<char> page(4096, 'x');
    constexpr int pages = 256;
    for (int i = 0; i < pages; ++i) {
        if (::pwrite(fd, page.data(), page.size(), i * 4096) < 0) break;
    }
    ::fsync(fd);
    for (int i = 0; !is_over; ++i) {
        const auto began = Clock::now();
        const bool is_written = ::pwrite(fd, page.data(), page.size(), i % pages * 4096) > 0;
        if (is_written && ::fdatasync(fd) == 0) samples.add(Clock::now() - began);
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    ::close(fd);
}

bool read_arguments(int argc, char** argv, Load& load) {
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view flag = argv[i];
        if (flag == "--data") {
            load.data = argv[i + 1];
            continue;
        }
        const auto number = saldo::parse_unsigned(argv[i + 1]);
        if (!number || *number == 0 || *number > 100'000) return false;
        const auto value = static_cast<std::int64_t>(*number);
        if (flag == "--seconds") {
            load.seconds = value;
        } else if (flag == "--connections") {
            load.connections = value;
        } else if (flag == "--scans-per-second") {
            load.scans_per_second = value;
        } else {
            return false;
        }
    }
    return argc % 2 == 1;
}

}  // namespace

int main(int argc, char** argv) {
    Load load;
    if (!read_arguments(argc, argv, load)) {
        fmt::print(stderr,
                   "usage: {} [--seconds N] [--connections N] [--scans-per-second N] "
                   "[--data DIR]\n",
                   argv[0]);
        return 2;
    }
    const std::filesystem::path root = load.data.empty() ? std::filesystem::temp_directory_path()
                                                         : std::filesystem::path{load.data};
    std::string name = (root / "saldo-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return 70;
    const std::filesystem::path folder = name;
    Samples replies;
    Samples flushes;
    std::uint64_t refused = 0;
    std::uint64_t rss_max = 0;
    {
        saldo::test::AgentProcess agent{folder};
        agent.start();
        net::io_context io{1};
        for (std::int64_t device = 0; device < load.connections; ++device) {
            net::co_spawn(io, scan(agent.port(), device, load, replies, refused), net::detached);
        }
        std::atomic<bool> is_over{false};
        std::thread disk{[&] { flush_pages(folder / "page", is_over, flushes); }};
        std::thread watch{[&] {
            while (!is_over) {
                rss_max = std::max(rss_max, agent.rss_anon_bytes());
                std::this_thread::sleep_for(std::chrono::milliseconds{250});
            }
        }};
        io.run();
        is_over = true;
        disk.join();
        watch.join();
        agent.stop();
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);

    utsname machine{};
    ::uname(&machine);
    constexpr double mib = 1024.0 * 1024.0;
    const std::string reply_text = replies.text();
    fmt::print("machine    {} cores, {} {}\n", std::thread::hardware_concurrency(), machine.sysname,
               machine.release);
    fmt::print("load       {} connections x {} scans/s for {} s, {} refused\n", load.connections,
               load.scans_per_second, load.seconds, refused);
    fmt::print("reply      {}   (target p99 <= 15 ms)\n", reply_text);
    fmt::print("fdatasync  {}   (one page, the same seconds, the same disk)\n", flushes.text());
    fmt::print("RssAnon    {:.1f} MiB at most   (target <= 24 MiB)\n",
               static_cast<double>(rss_max) / mib);
    const bool is_met =
        refused == 0 && replies.at(0.99) <= 15.0 && static_cast<double>(rss_max) <= 24.0 * mib;
    fmt::print("{}\n", is_met ? "targets met" : "TARGETS MISSED");
    return is_met ? 0 : 1;
}
