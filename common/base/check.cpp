#include "common/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace saldo {

void check_failed(const char* expression, const char* file, int line) noexcept {
    std::fprintf(stderr, "saldo: our bug, stopping: %s at %s:%d\n", expression, file, line);
    std::abort();
}

}  // namespace saldo
