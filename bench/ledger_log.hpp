#pragma once

#include <cstdint>
#include <filesystem>

#include "bench/ledger_set.hpp"
#include "common/base/bytes.hpp"
#include "common/crypto/hash.hpp"
#include "common/store/env.hpp"

namespace saldo::bench {

/// A log of events as thin as the rules allow: one value a commit, each chained by SHA-256 to the
/// one before it, synced before commit() returns.
class BenchLog {
public:
    BenchLog(const std::filesystem::path& folder, std::uint64_t bytes);
    void add(const SetLot& lot);
    void add(const SetUse& use);
    void commit();

private:
    store::Env env_;
    store::Table table_;
    Bytes batch_;
    Digest head_{};
    std::uint64_t position_ = 0;
};

}  // namespace saldo::bench
