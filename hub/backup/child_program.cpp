#include "hub/backup/child_program.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include "common/store/file.hpp"

namespace saldo::hub {
namespace {

constexpr std::size_t err_bytes_max = 4096;
constexpr int exit_not_found = 127;

/// A nameless file in memory: a child may fill it without anybody who empties it meanwhile.
Result<store::Descriptor> memory_file(const char* name) {
    store::Descriptor file{::memfd_create(name, MFD_CLOEXEC)};
    if (!file.is_open()) return store::system_error(errno, "making a file in memory");
    return file;
}

Result<Bytes> content_of(const store::Descriptor& file, std::size_t bytes_max, bool is_tail) {
    struct stat info{};
    if (::fstat(file.number(), &info) != 0) return store::system_error(errno, "reading a child");
    const auto size = static_cast<std::size_t>(info.st_size);
    if (size > bytes_max && !is_tail) return malformed("a child printed more than it may");
    Bytes out(std::min(size, bytes_max));
    const auto skip = static_cast<off_t>(size - out.size());
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t got = ::pread(file.number(), out.data() + done, out.size() - done,
                                    skip + static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return store::system_error(errno, "reading a child");
        done += static_cast<std::size_t>(got);
    }
    return out;
}

Result<store::Descriptor> input_of(const ChildInput& input) {
    if (!input.file.empty()) {
        store::Descriptor file{::open(input.file.c_str(), O_RDONLY | O_CLOEXEC)};
        if (!file.is_open()) return store::system_error(errno, "reading " + input.file.string());
        return file;
    }
    auto file = memory_file("stdin");
    if (!file) return file.error();
    const auto written = store::write_all(file->number(), input.bytes, "handing over to a child");
    if (!written) return written.error();
    if (::lseek(file->number(), 0, SEEK_SET) != 0) {
        return store::system_error(errno, "handing over to a child");
    }
    return file;
}

Result<store::Descriptor> output_of(const ChildInput& input) {
    if (input.out.empty()) return memory_file("stdout");
    store::Descriptor file{
        ::open(input.out.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, store::private_file_mode)};
    if (!file.is_open()) return store::system_error(errno, "writing " + input.out.string());
    return file;
}

class Actions {
public:
    Actions() { ::posix_spawn_file_actions_init(&actions_); }
    ~Actions() { ::posix_spawn_file_actions_destroy(&actions_); }
    Actions(const Actions&) = delete;
    Actions& operator=(const Actions&) = delete;
    void give(const store::Descriptor& file, int as) {
        ::posix_spawn_file_actions_adddup2(&actions_, file.number(), as);
    }
    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

/// The children that are waited for.
class Children {
public:
    /// Starts one, unless the program is ending.
    template <class Start>
    Result<pid_t> start(const Start& spawn) {
        const std::lock_guard lock{mutex_};
        if (is_ending_) return Error{Errc::unavailable, "the program is ending"};
        const Result<pid_t> child = spawn();
        if (child) running_.insert(*child);
        return child;
    }
    int wait_for(pid_t child) {
        siginfo_t info{};
        // Ended, and its number not yet free for another process: only then it may be forgotten.
        while (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) != 0) {
            if (errno != EINTR) break;
        }
        const std::lock_guard lock{mutex_};
        running_.erase(child);
        int status = 0;
        while (::waitpid(child, &status, 0) != child) {
            if (errno != EINTR) return exit_not_found;
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    void end() {
        const std::lock_guard lock{mutex_};
        is_ending_ = true;
        for (const pid_t child : running_) ::kill(child, SIGKILL);
    }

private:
    std::mutex mutex_;
    std::set<pid_t> running_;
    bool is_ending_ = false;
};

Children& children() {
    static Children all;
    return all;
}

}  // namespace

Result<Ended> run_child(const std::string& program, const std::vector<std::string>& arguments,
                        const ChildInput& input, std::size_t out_max) {
    const auto in = input_of(input);
    if (!in) return in.error();
    const auto out = output_of(input);
    if (!out) return out.error();
    const auto err = memory_file("stderr");
    if (!err) return err.error();
    Actions actions;
    actions.give(*in, STDIN_FILENO);
    actions.give(*out, STDOUT_FILENO);
    actions.give(*err, STDERR_FILENO);
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    const auto child = children().start([&]() -> Result<pid_t> {
        pid_t started = 0;
        const int failed =
            ::posix_spawnp(&started, program.c_str(), actions.get(), nullptr, argv.data(), environ);
        if (failed != 0) return store::system_error(failed, "starting " + program);
        return started;
    });
    if (!child) return child.error();
    Ended ended{.exit = children().wait_for(*child)};
    if (ended.exit == exit_not_found) {
        return Error{Errc::not_found, "the program " + program + " cannot be run"};
    }
    if (input.out.empty()) {
        auto printed = content_of(*out, out_max, false);
        if (!printed) return printed.error();
        ended.out = std::move(*printed);
    } else if (::fsync(out->number()) != 0) {
        return store::system_error(errno, "writing " + input.out.string());
    }
    const auto said = content_of(*err, err_bytes_max, true);
    if (!said) return said.error();
    ended.err = std::string{as_text(*said)};
    return ended;
}

void end_children() { children().end(); }

std::string this_program() { return "/proc/self/exe"; }

}  // namespace saldo::hub
