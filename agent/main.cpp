#include <cstdio>
#include <exception>
#include <sys/resource.h>
#include <sys/stat.h>

#include <malloc.h>

#include "agent/program.hpp"
#include "common/config/command_line.hpp"
#include "common/config/exit_code.hpp"

namespace {

/// An agent lives in 24 MiB: two arenas for its few threads, and memory that was asked for once,
/// such as for a catalog, goes back when it is freed.
void keep_memory_small() {
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    mallopt(M_TRIM_THRESHOLD, 256 * 1024);
    mallopt(M_TOP_PAD, 64 * 1024);
}

/// Keys are in our memory: no core is ever written, and what we make is for its owner alone.
void keep_secrets() {
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    setrlimit(RLIMIT_CORE, &none);
    umask(0077);
}

}  // namespace

int main(int argc, char** argv) {
    keep_memory_small();
    keep_secrets();
    try {
        return saldo::agent::run_program(saldo::config::arguments_of(argc, argv),
                                         saldo::config::environment_of_process());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "saldo-agent: our mistake: %s\n", error.what());
        return saldo::config::number(saldo::config::ExitCode::our_bug);
    }
}
