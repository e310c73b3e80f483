#pragma once

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <sys/wait.h>

#include <fcntl.h>
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
        // How the child ends is for the caller to judge: the test framework must not catch its
        // signals, and what it says on its way down would look like a failure.
        for (const int signal : {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTERM}) {
            std::signal(signal, SIG_DFL);
        }
        const char* words = std::getenv("SALDO_CHILD_WORDS");  // to look into a failure
        const int sink = ::open(words != nullptr ? words : "/dev/null",
                                O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (sink < 0 || ::dup2(sink, STDERR_FILENO) < 0) ::_exit(127);
        ::_exit(work());
    }
    int status = 0;
    SALDO_CHECK(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace saldo::test
