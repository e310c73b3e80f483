#pragma once

#include <cstdio>
#include <functional>
#include <sys/wait.h>

#include <unistd.h>

#include "common/base/check.hpp"

namespace saldo::test {

/// Runs `work` in a child process and gives its exit code, or 128 + the signal that ended it: for
/// stores whose damage may stop their reader (sync.md section 13, rule 6).
inline int run_in_child(const std::function<int()>& work) {
    std::fflush(nullptr);
    const pid_t child = ::fork();
    SALDO_CHECK(child >= 0);
    if (child == 0) {
        // What the child says on its way down is expected, and would look like a failure.
        if (std::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(127);
        ::_exit(work());
    }
    int status = 0;
    SALDO_CHECK(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace saldo::test
