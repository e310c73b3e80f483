#include "common/sync/fork_search.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

namespace saldo::sync {
namespace {

/// Asks a hub that holds `held` records as we do; how many questions it took.
std::size_t search(ForkSearch& places, std::uint64_t held,
                   const std::function<bool(std::uint64_t)>& is_readable) {
    std::size_t questions = 0;
    while (!places.is_found() && questions < 100) {
        std::vector<std::uint64_t> asked = places.marks();
        CHECK(asked.size() <= Trail::marks_max);
        CHECK(std::ranges::is_sorted(asked));
        std::erase_if(asked, [&](std::uint64_t next) { return !is_readable(next); });
        const auto last = std::ranges::find_if(asked.rbegin(), asked.rend(),
                                               [held](auto next) { return next <= held; });
        places.answer(last == asked.rend() ? 0 : *last, asked);
        ++questions;
    }
    return questions;
}

}  // namespace

TEST_CASE("a fork is found at every place, in few questions", "[sync][fork_search]") {
    for (const std::uint64_t high : {1ULL, 2ULL, 31ULL, 32ULL, 33ULL, 100ULL, 1'025ULL}) {
        for (std::uint64_t held = 0; held <= high; ++held) {
            ForkSearch places{0, high};
            CHECK(search(places, held, [](auto) { return true; }) <= 3);
            REQUIRE(places.common() == held);
        }
    }
    ForkSearch million{0, 1'000'000};
    CHECK(search(million, 654'321, [](auto) { return true; }) <= 4);
    CHECK(million.common() == 654'321);
}

TEST_CASE("a search never claims more than was shown, nor what is kept no more",
          "[sync][fork_search]") {
    // The hub holds less than what we have forgotten.
    ForkSearch pruned{500, 900};
    search(pruned, 200, [](auto) { return true; });
    CHECK(pruned.common() == 500);
    // Hashes that cannot be read are passed over: what they would show is not claimed.
    ForkSearch damaged{0, 900};
    search(damaged, 700, [](auto next) { return next < 300 || next > 400; });
    CHECK(damaged.common() == 700);
    ForkSearch end_damaged{0, 900};
    search(end_damaged, 700, [](auto next) { return next <= 650; });
    CHECK(end_damaged.common() == 650);
    // An answer to another question changes nothing.
    ForkSearch places{0, 900};
    const auto asked = places.marks();
    places.answer(asked[3] + 1, asked);
    CHECK(places.marks() == asked);
}

}  // namespace saldo::sync
