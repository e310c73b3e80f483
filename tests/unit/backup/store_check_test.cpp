#include "hub/backup/store_check.hpp"

#include "tests/support/child.hpp"
#include "tests/unit/backup/backed_up_hub.hpp"

namespace saldo::test {

TEST_CASE("a whole store is read, and rot in a blob is named", "[backup][scrub]") {
    if (has_no_age()) return;
    BackedUpHub world;
    const auto sound = hub::check_store(world.hub->log(), world.hub->folder()).value();
    CHECK(sound.fault_count == 0);
    CHECK(sound.position == 8);
    CHECK(sound.blobs == 1);
    CHECK(sound.head == world.hub->log().head_hash().value());
    CHECK(sound.streams == world.hub->log().heads().value());
    const auto again = hub::store_check_of(hub::to_json(sound)).value();
    CHECK(again.streams == sound.streams);
    CHECK(again.head == sound.head);

    const auto blob = world.hub->blobs().path_of(sha256(as_bytes("a customs file")));
    SECTION("flipped") { spoil(blob, 15); }
    SECTION("gone") { std::filesystem::remove(blob); }
    SECTION("cut") { std::filesystem::resize_file(blob, 10); }
    SECTION("longer") { std::ofstream{blob, std::ios::app} << "x"; }
    const auto rotten = hub::check_store(world.hub->log(), world.hub->folder()).value();
    CHECK(rotten.fault_count >= 1);
    CHECK(rotten.faults.front().find(to_hex(sha256(as_bytes("a customs file"))).substr(2)) !=
          std::string::npos);
}

TEST_CASE("another process names what is damaged in a log", "[backup][scrub]") {
    if (has_no_age()) return;
    BackedUpHub world;
    world.hub.reset();
    const auto file = world.folder / "hub/log/data.mdb";
    // Whatever it hits, nothing passes for sound but what is unused.
    std::size_t found = 0;
    for (std::size_t at = 40; at < std::filesystem::file_size(file); at += 1'013) {
        spoil(file, at);
        const auto check = hub::check_in_child(BackedUpHub::program(), world.folder / "hub");
        if (!check || check->fault_count > 0) ++found;
        spoil(file, at);
    }
    CHECK(found > 0);
    const auto sound = hub::check_in_child(BackedUpHub::program(), world.folder / "hub");
    REQUIRE(sound);
    CHECK(sound->fault_count == 0);
    CHECK_FALSE(hub::check_in_child(BackedUpHub::program(), world.folder / "nowhere"));
    CHECK_FALSE(std::filesystem::exists(world.folder / "nowhere"));
}

}  // namespace saldo::test
