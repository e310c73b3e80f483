#include "common/config/clock.hpp"

#include <chrono>

#include "common/crypto/sign.hpp"

namespace saldo {

UtcTime now_utc() {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

SteadyTime now_steady() {
    using namespace std::chrono;
    return {duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count()};
}

Surroundings surroundings_here() {
    return {.steady_now = now_steady, .utc_now = now_utc, .random = random_u64};
}

}  // namespace saldo
