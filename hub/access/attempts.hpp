#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "common/base/time.hpp"

namespace saldo::hub {

/// How often an address may fail: a bucket that holds some failures and empties slowly. A secret of
/// 128 bit cannot be guessed; this keeps the log readable and the work small.
class Attempts {
public:
    struct Limits {
        double failures_max = 10;
        std::int64_t one_less_each_ms = 6'000;
        std::size_t addresses_max = 4'096;  ///< past it the least guilty are forgotten
    };
    Attempts() : Attempts(Limits{}) {}
    explicit Attempts(Limits limits) : limits_{limits} {}

    bool may_try(std::string_view address, UtcTime now);
    void failed(std::string_view address, UtcTime now);

private:
    struct Bucket {
        double level = 0;
        UtcTime at;
    };
    double level_of(const Bucket& bucket, UtcTime now) const;

    Limits limits_;
    std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace saldo::hub
