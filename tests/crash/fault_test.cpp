#include "tests/crash/disk.hpp"
#include "tests/crash/subject.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temp_folder.hpp"

// The n-th call to the disk fails, for every n of a run: the store says so, stops, and has all that
// it acknowledged when it is opened again.

using namespace saldo;

namespace {

constexpr std::uint64_t start_items = 20;

/// How long the run is whose every call fails once: 200 records when there is time for it.
std::uint64_t more_items() { return test::rounds_from("SALDO_FAULT_ITEMS", 60, 200); }

const char* name_of(test::DiskFault fault) {
    switch (fault) {
        case test::DiskFault::io_error: return "EIO";
        case test::DiskFault::no_space: return "ENOSPC";
        case test::DiskFault::short_write: return "short write";
        case test::DiskFault::interrupted: return "EINTR";
    }
    return "?";
}

struct Outcome {
    bool has_failed = false;
    std::uint64_t acknowledged = 0;
    std::uint64_t calls = 0;
};

/// Works in a child with a disk whose n-th call fails (0: none), and gives what became of it.
Outcome work_with_fault(const test::Subject& subject, const std::filesystem::path& folder,
                        std::uint64_t nth, test::DiskFault fault, std::uint64_t items) {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe(ends) == 0);
    const int code = test::run_in_child([&] {
        Outcome outcome;
        const auto data = folder / subject.env / "data.mdb";
        test::fail_disk(data, nth, fault);
        const auto note = [&](std::uint64_t n) {
            outcome.acknowledged = n;
            return n < items;
        };
        outcome.has_failed = subject.work(folder, note, test::Promise::after_commit) != 0;
        outcome.calls = test::disk_calls();
        const bool is_told = ::write(ends[1], &outcome, sizeof(outcome)) == sizeof(outcome);
        return is_told ? 0 : 1;
    });
    Outcome outcome;
    REQUIRE(code == 0);
    REQUIRE(::read(ends[0], &outcome, sizeof(outcome)) == sizeof(outcome));
    ::close(ends[0]);
    ::close(ends[1]);
    return outcome;
}

void fail_every_call(const test::Subject& subject) {
    const test::TempFolder original = test::TempFolder::in_memory();
    work_with_fault(subject, original.path(), 0, test::DiskFault::io_error, start_items);
    const auto fresh_copy = [&](const test::TempFolder& folder) {
        std::filesystem::copy(original.path(), folder.path(),
                              std::filesystem::copy_options::recursive |
                                  std::filesystem::copy_options::overwrite_existing);
    };
    const test::TempFolder whole = test::TempFolder::in_memory();
    fresh_copy(whole);
    const Outcome undisturbed = work_with_fault(subject, whole.path(), 0, test::DiskFault::io_error,
                                                start_items + more_items());
    REQUIRE_FALSE(undisturbed.has_failed);
    REQUIRE(undisturbed.calls > 50);

    for (const auto fault : {test::DiskFault::io_error, test::DiskFault::no_space,
                             test::DiskFault::short_write, test::DiskFault::interrupted}) {
        int failed = 0;
        for (std::uint64_t nth = 1; nth <= undisturbed.calls; ++nth) {
            const test::TempFolder folder = test::TempFolder::in_memory();
            fresh_copy(folder);
            const Outcome outcome =
                work_with_fault(subject, folder.path(), nth, fault, start_items + more_items());
            if (outcome.has_failed) ++failed;
            CAPTURE(subject.name, nth, static_cast<int>(fault), outcome.acknowledged);
            const int found = test::run_in_child(
                [&] { return subject.check(folder.path(), outcome.acknowledged); });
            REQUIRE(found == 0);
            // What is there goes on: the store takes new items on a disk that works again.
            const Outcome after =
                work_with_fault(subject, folder.path(), 0, fault, start_items + more_items() + 5);
            REQUIRE_FALSE(after.has_failed);
        }
        std::printf("%s, %s: %llu calls, each failed once, the store stopped in %d\n",
                    subject.name.c_str(), name_of(fault),
                    static_cast<unsigned long long>(undisturbed.calls), failed);
        const bool is_lasting =
            fault == test::DiskFault::io_error || fault == test::DiskFault::no_space;
        // The blind-spot check: a fault that no store ever noticed was not injected.
        if (is_lasting) CHECK(failed == static_cast<int>(undisturbed.calls));
        if (!is_lasting) CHECK(failed > 0);
    }
}

}  // namespace

TEST_CASE("a journal survives the failure of any call to its disk", "[crash][fault]") {
    fail_every_call(test::journal_subject());
}

TEST_CASE("a hub log survives the failure of any call to its disk", "[crash][fault]") {
    fail_every_call(test::log_subject());
}
