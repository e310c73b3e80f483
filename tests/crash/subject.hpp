#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "common/crypto/hash.hpp"

namespace saldo::test {

/// Told each number that is acknowledged; gives false to stop the work.
using Acknowledge = std::function<bool(std::uint64_t)>;

enum class Promise {
    after_commit,   ///< as the product does
    before_commit,  ///< the control: a beep before the disk
};

/// A store under test. Its n-th item (from 1) says its own number, so that a check needs no memory
/// of what was written.
struct Subject {
    std::string name;
    /// Opens the store and adds items from where it ends, until told to stop or until it fails.
    /// Gives: 0 when stopped, 1 when the store refused or failed.
    std::function<int(const std::filesystem::path&, const Acknowledge&, Promise)> work;
    /// Opens the store again. Gives: 0 when all up to `acknowledged` is there, everything is what
    /// it should be and verifies; else one of the faults below. Never gives a wrong item silently.
    std::function<int(const std::filesystem::path&, std::uint64_t acknowledged)> check;
    /// The environment's folder, its lock, and its tables, for raw reading.
    std::filesystem::path env;
    std::filesystem::path lock;
    std::vector<std::string> tables;
};

constexpr int found_lost = 10;        ///< something acknowledged is missing
constexpr int found_unopenable = 11;  ///< it does not open
constexpr int found_damage = 12;      ///< a fault is named by opening, reading or verify()
constexpr int found_wrong = 13;       ///< a wrong item was served: the one unforgivable

Subject journal_subject();
Subject journal_writer_subject();  ///< the same store, through its group commit thread
Subject log_subject();

/// SHA-256 over every row as LMDB gives it, with no check of ours. Errors: what LMDB noticed.
Result<Digest> raw_contents(const Subject& subject, const std::filesystem::path& folder);

/// A number from the environment, for longer runs: SALDO_CRASH_ROUNDS and the like.
std::uint64_t rounds_from(const char* name, std::uint64_t usual, std::uint64_t deep);

}  // namespace saldo::test
