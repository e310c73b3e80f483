#include <cstdlib>
#include <sys/syscall.h>

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

// Stands between a program and the wall clock of the machine, as an agent's empty battery would.
// The file that SALDO_WRONG_CLOCK names says what the clock shows: "+N" or "-N", so many seconds
// off; "=N", it stands at that second. No file, or another one: the clock is right. The monotonic
// clock is left alone.

namespace {

/// Errors: nothing is done where the file is not there.
void falsify(timespec& time) {
    const char* name = std::getenv("SALDO_WRONG_CLOCK");
    if (name == nullptr) return;
    const auto file = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC));
    if (file < 0) return;
    char text[32] = {};
    const long size = ::syscall(SYS_read, file, text, sizeof text - 1);
    ::syscall(SYS_close, file);
    if (size < 2) return;
    const long seconds = std::strtol(text + 1, nullptr, 10);
    if (text[0] == '=') time = {.tv_sec = seconds, .tv_nsec = 0};
    if (text[0] == '+') time.tv_sec += seconds;
    if (text[0] == '-') time.tv_sec -= seconds;
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* out) noexcept {
    if (::syscall(SYS_clock_gettime, clock, out) != 0) return -1;
    if (clock == CLOCK_REALTIME) falsify(*out);
    return 0;
}
