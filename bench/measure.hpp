#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace saldo::bench {

/// Prints processor, memory, kernel, file system of `folder` and load: what a figure means nothing
/// without.
void print_machine(const std::filesystem::path& folder);

/// Durations of one kind of step, and what was done in them.
class Samples {
public:
    /// Runs the step and keeps how long it took.
    template <class Step>
    void time(Step&& step) {
        const std::int64_t began = now_ns();
        step();
        add_ns(now_ns() - began);
    }
    void add_ns(std::int64_t ns) { ns_.push_back(ns); }
    std::size_t count() const { return ns_.size(); }
    /// 0.5 is the median. Needs: count() > 0.
    double percentile_ms(double share) const;
    double total_s() const;

    static std::int64_t now_ns();

private:
    std::vector<std::int64_t> ns_;
};

/// One line: what, how many things a second, steps a second, p50 and p99 of a step.
void print_rate(const std::string& what, std::uint64_t things, const Samples& samples);

/// The physical limit of one step: 4 KiB appended to a file that has its blocks already, fdatasync.
Samples raw_fdatasync(const std::filesystem::path& folder, std::size_t steps);

/// The same through LMDB, as thin as it goes: `values_per_commit` values of `value_bytes` appended
/// and committed, `commits` times, into a file extended beforehand.
Samples raw_lmdb_append(const std::filesystem::path& folder, std::size_t value_bytes,
                        std::size_t values_per_commit, std::size_t commits);

/// "--name value" of the command line, or the usual value.
std::uint64_t number_option(int argc, char** argv, const std::string& name, std::uint64_t usual);
std::string text_option(int argc, char** argv, const std::string& name, const std::string& usual);

}  // namespace saldo::bench
