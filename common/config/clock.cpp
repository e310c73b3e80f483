#include "common/config/clock.hpp"

#include <chrono>

namespace saldo {

UtcTime now_utc() {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

SteadyTime now_steady() {
    using namespace std::chrono;
    return {duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count()};
}

}  // namespace saldo
