#include "bench/measure.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <sys/utsname.h>
#include <sys/vfs.h>

#include <fcntl.h>
#include <unistd.h>

#include "common/base/check.hpp"
#include "common/store/env.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::bench {
namespace {

/// The first line of a file of the kernel that starts with `key`, after its colon.
std::string line_of(const char* file, const std::string& key) {
    std::ifstream in{file};
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with(key)) continue;
        const std::size_t at = line.find_first_not_of(" \t:", key.size());
        return at == std::string::npos ? "" : line.substr(at);
    }
    return "unknown";
}

}  // namespace

void print_machine(const std::filesystem::path& folder) {
    utsname kernel{};
    ::uname(&kernel);
    struct statfs disk{};
    ::statfs(folder.c_str(), &disk);
    double load[3] = {};
    ::getloadavg(load, 3);
    std::printf("machine: %s, %ld processors, %s memory, %s %s, file system type 0x%lx\n",
                line_of("/proc/cpuinfo", "model name").c_str(), ::sysconf(_SC_NPROCESSORS_ONLN),
                line_of("/proc/meminfo", "MemTotal").c_str(), kernel.sysname, kernel.release,
                static_cast<unsigned long>(disk.f_type));
    std::printf("load before: %.2f %.2f %.2f\n\n", load[0], load[1], load[2]);
}

std::int64_t Samples::now_ns() {
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

double Samples::percentile_ms(double share) const {
    SALDO_CHECK(!ns_.empty());
    std::vector<std::int64_t> sorted = ns_;
    std::ranges::sort(sorted);
    const auto index = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
    return static_cast<double>(sorted[index]) / 1e6;
}

double Samples::total_s() const {
    return static_cast<double>(std::accumulate(ns_.begin(), ns_.end(), std::int64_t{0})) / 1e9;
}

void print_rate(const std::string& what, std::uint64_t things, const Samples& samples) {
    const double seconds = samples.total_s();
    std::printf("%-58s %12.0f/s  %8.0f steps/s  p50 %8.3f ms  p99 %8.3f ms\n", what.c_str(),
                static_cast<double>(things) / seconds,
                static_cast<double>(samples.count()) / seconds, samples.percentile_ms(0.5),
                samples.percentile_ms(0.99));
    std::fflush(stdout);
}

Samples raw_fdatasync(const std::filesystem::path& folder, std::size_t steps) {
    const test::TempFolder place{folder};
    const store::Descriptor file{
        ::open((place / "raw").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    const Bytes page(4096, std::byte{0x5A});
    const auto write_page = [&](std::size_t n) {
        const auto size = static_cast<ssize_t>(page.size());
        SALDO_CHECK(::pwrite(file.number(), page.data(), page.size(),
                             static_cast<off_t>(n * page.size())) == size);
    };
    for (std::size_t n = 0; n < steps; ++n) write_page(n);
    SALDO_CHECK(::fsync(file.number()) == 0);
    Samples samples;
    for (std::size_t n = 0; n < steps; ++n) {
        samples.time([&] {
            write_page(n);
            SALDO_CHECK(::fdatasync(file.number()) == 0);
        });
    }
    return samples;
}

Samples raw_lmdb_append(const std::filesystem::path& folder, std::size_t value_bytes,
                        std::size_t values_per_commit, std::size_t commits) {
    const test::TempFolder place{folder};
    const std::uint64_t values = values_per_commit * commits;
    const std::uint64_t bytes = values * (value_bytes + 64) * 5 / 4 + (8U << 20);
    auto env =
        store::Env::open(place / "env", {.map_bytes = 2 * bytes, .preextend_bytes = bytes}).value();
    const auto table = env.table("values").value();
    const Bytes value(value_bytes, std::byte{0x5A});
    std::uint64_t next = 0;
    Samples samples;
    for (std::size_t n = 0; n < commits; ++n) {
        samples.time([&] {
            auto txn = env.begin_write().value();
            for (std::size_t i = 0; i < values_per_commit; ++i) {
                Bytes key;
                put_be(key, next++);
                SALDO_CHECK(txn.append(table, key, value).has_value());
            }
            SALDO_CHECK(txn.commit().has_value());
        });
    }
    return samples;
}

std::string text_option(int argc, char** argv, const std::string& name, const std::string& usual) {
    for (int i = 1; i + 1 < argc; ++i) {
        if (argv[i] == "--" + name) return argv[i + 1];
    }
    return usual;
}

std::uint64_t number_option(int argc, char** argv, const std::string& name, std::uint64_t usual) {
    const std::string text = text_option(argc, argv, name, std::to_string(usual));
    return std::strtoull(text.c_str(), nullptr, 10);
}

}  // namespace saldo::bench
