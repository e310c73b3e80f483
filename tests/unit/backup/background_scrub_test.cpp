#include "hub/backup/background_scrub.hpp"

#include <atomic>
#include <chrono>

#include "hub/log/blob_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/backup/backed_up_hub.hpp"

namespace saldo::test {
namespace {

/// Waits until that many more passes are complete.
void await(const hub::BackgroundScrub& scrub, std::uint64_t passes) {
    const std::uint64_t until = scrub.status().passes + passes;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (scrub.status().passes < until && std::chrono::steady_clock::now() < give_up) {
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    REQUIRE(scrub.status().passes >= until);
}

}  // namespace

TEST_CASE("rot in a blob is found in the background, named, and gone when it was mended",
          "[backup][scrub]") {
    const TempFolder folder;
    auto blobs = hub::BlobStore::open(folder.path()).value();
    const Digest first = blobs.put(as_bytes("one file")).value();
    REQUIRE(blobs.put(as_bytes("another file")));
    REQUIRE(blobs.sync());
    const hub::BackgroundScrub scrub{{hub::blob_source(folder.path())}, 0};
    await(scrub, 2);
    CHECK(scrub.status().damaged.empty());
    CHECK(scrub.status().items >= 4);

    const auto path = blobs.path_of(first);
    spoil(path, 11);
    await(scrub, 2);
    const auto damaged = scrub.status().damaged;
    REQUIRE(damaged.size() == 1);
    CHECK(damaged.begin()->first == path.string());
    spoil(path, 11);
    await(scrub, 2);
    CHECK(scrub.status().damaged.empty());
    std::filesystem::remove(path);
    await(scrub, 2);
    CHECK(scrub.status().damaged.empty());
}

TEST_CASE("a pass takes its time, and ends at once when it has to", "[backup][scrub]") {
    std::atomic<int> read = 0;
    const auto source = [&read]() -> Result<std::vector<hub::ScrubItem>> {
        const hub::ScrubItem item{.name = "x", .bytes = 1, .check = [&read]() -> Result<void> {
                                      ++read;
                                      return {};
                                  }};
        return std::vector{item, item, item};
    };
    {
        const hub::BackgroundScrub scrub{{source}, 24LL * 3'600'000};
        while (read == 0) std::this_thread::sleep_for(std::chrono::milliseconds{2});
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        CHECK(scrub.status().passes == 0);
    }
    CHECK(read == 1);
}

}  // namespace saldo::test
