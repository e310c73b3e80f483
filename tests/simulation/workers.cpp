#include "tests/simulation/workers.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <sys/wait.h>

#include <unistd.h>

#include "common/base/check.hpp"
#include "tests/simulation/world.hpp"

// Each worker is a process that plays every n-th seed and writes lines to a pipe: "S seed" before a
// seed, "F seed why" for a broken promise, "E …" with its sums. One that dies was stopped by a
// SALDO_CHECK of the product: that is a failure of its seed, and another worker goes on after it.

namespace saldo::sim {
namespace {

Outcome play_one(std::uint64_t seed, const Job& job, Counters& counters) {
    World world{seed, job.broken, counters, false};
    return world.run();
}

void work(std::FILE* out, std::uint64_t from, const Job& job) {
    Played sum;
    for (std::uint64_t seed = from; seed <= job.last; seed += job.workers) {
        std::fprintf(out, "S %llu\n", static_cast<unsigned long long>(seed));
        std::fflush(out);
        Outcome outcome = play_one(seed, job, sum.counters);
        if (job.is_twice && outcome.fault.empty()) {
            Counters again;
            if (play_one(seed, job, again).trace_hash != outcome.trace_hash) {
                outcome.fault = "the same seed went two ways";
            }
        }
        sum.steps += outcome.steps;
        sum.accepted += outcome.accepted;
        sum.lost += outcome.lost;
        sum.settled_in_ms_max = std::max(sum.settled_in_ms_max, outcome.settled_in_ms);
        sum.hash ^= outcome.trace_hash * (2 * seed + 1);
        if (outcome.fault.empty()) continue;
        std::fprintf(out, "F %llu %s\n", static_cast<unsigned long long>(seed),
                     outcome.fault.c_str());
        if (job.broken != Broken::none) break;
    }
    std::fprintf(
        out, "E %llu %llu %llu %lld %llu\n", static_cast<unsigned long long>(sum.steps),
        static_cast<unsigned long long>(sum.accepted), static_cast<unsigned long long>(sum.lost),
        static_cast<long long>(sum.settled_in_ms_max), static_cast<unsigned long long>(sum.hash));
    for (const auto& [name, count] : sum.counters) {
        std::fprintf(out, "C %llu %s\n", static_cast<unsigned long long>(count), name.c_str());
    }
    std::fflush(out);
}

struct Worker {
    pid_t process = 0;
    std::FILE* lines = nullptr;
    std::uint64_t seed = 0;
};

Worker started(std::uint64_t from, const Job& job) {
    std::array<int, 2> ends{};
    SALDO_CHECK(::pipe(ends.data()) == 0);
    const pid_t process = ::fork();
    SALDO_CHECK(process >= 0);
    if (process == 0) {
        ::close(ends[0]);
        work(::fdopen(ends[1], "w"), from, job);
        ::_exit(0);
    }
    ::close(ends[1]);
    return {.process = process, .lines = ::fdopen(ends[0], "r"), .seed = from};
}

void read_line(const std::string& line, Worker& worker, Played& played) {
    std::istringstream words{line};
    char kind = 0;
    words >> kind;
    if (kind == 'S') {
        words >> worker.seed;
        ++played.seeds;
    } else if (kind == 'F') {
        Failure failure;
        words >> failure.seed;
        words.get();
        std::getline(words, failure.fault);
        played.failures.push_back(std::move(failure));
    } else if (kind == 'E') {
        std::uint64_t steps = 0, accepted = 0, lost = 0, hash = 0;
        std::int64_t settled = 0;
        words >> steps >> accepted >> lost >> settled >> hash;
        played.steps += steps, played.accepted += accepted, played.lost += lost;
        played.settled_in_ms_max = std::max(played.settled_in_ms_max, settled);
        played.hash ^= hash;
    } else if (kind == 'C') {
        std::uint64_t times = 0;
        std::string name;
        words >> times;
        words.get();
        std::getline(words, name);
        count(played.counters, name, times);
    }
}

/// Reads what a worker says until it ends. Gives the seed that it died at; 0 when it did not.
std::uint64_t follow(Worker worker, Played& played) {
    std::string line;
    for (int c = std::fgetc(worker.lines); c != EOF; c = std::fgetc(worker.lines)) {
        if (c != '\n') {
            line.push_back(static_cast<char>(c));
            continue;
        }
        read_line(line, worker, played);
        line.clear();
    }
    std::fclose(worker.lines);
    int status = 0;
    SALDO_CHECK(::waitpid(worker.process, &status, 0) == worker.process);
    return status == 0 ? 0 : worker.seed;
}

}  // namespace

Played play(const Job& job) {
    const auto began = std::chrono::steady_clock::now();
    Played played;
    std::fflush(nullptr);
    std::vector<Worker> workers;
    for (std::uint64_t i = 0; i < job.workers && job.first + i <= job.last; ++i) {
        workers.push_back(started(job.first + i, job));
    }
    for (Worker worker : workers) {
        for (std::uint64_t died = follow(worker, played); died != 0;) {
            played.failures.push_back({died, "the process died: a check of the product failed"});
            if (job.broken != Broken::none || died + job.workers > job.last) break;
            died = follow(started(died + job.workers, job), played);
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    played.seconds = took.count();
    return played;
}

}  // namespace saldo::sim
