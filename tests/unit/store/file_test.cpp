#include "common/store/file.hpp"

#include <sys/stat.h>

#include "common/store/lock.hpp"
#include "common/store/sealed.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;

namespace {

mode_t mode_of(const std::filesystem::path& path) {
    struct stat info{};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    return info.st_mode & 07777;
}

}  // namespace

TEST_CASE("a file is read whole, or refused one byte past its limit", "[store][file]") {
    const test::TempFolder folder;
    const auto path = folder / "text";
    REQUIRE(store::write_file_durably(path, as_bytes("saldo")));
    CHECK(as_text(*store::read_file(path, 5)) == "saldo");
    CHECK(as_text(*store::read_file(path, 6)) == "saldo");
    CHECK(store::read_file(path, 4).error().code == Errc::malformed);
    CHECK(store::read_file(folder / "none", 4).error().code == Errc::not_found);
    CHECK(store::read_file(folder.path(), 4).error().code == Errc::storage);

    REQUIRE(store::write_file_durably(path, {}));
    CHECK(store::read_file(path, 0)->empty());
    const Bytes large(600'000, std::byte{7});
    REQUIRE(store::write_file_durably(path, large));
    CHECK(*store::read_file(path, large.size()) == large);
}

TEST_CASE("a file is replaced whole, with its mode, and leaves nothing beside it",
          "[store][file]") {
    const test::TempFolder folder;
    const auto path = folder / "key";
    REQUIRE(store::write_file_durably(path, as_bytes("old")));
    REQUIRE(store::write_file_durably(path, as_bytes("new"), 0640));
    CHECK(as_text(*store::read_file(path, 10)) == "new");
    CHECK(mode_of(path) == 0640);
    REQUIRE(store::write_file_durably(path, as_bytes("secret")));
    CHECK(mode_of(path) == 0600);
    CHECK_FALSE(store::write_file_durably(folder / "none/key", as_bytes("x")));
    const std::filesystem::directory_iterator files{folder.path()};
    CHECK(std::distance(begin(files), end(files)) == 1);
}

TEST_CASE("folders are made private, with their parents, once", "[store][file]") {
    const test::TempFolder folder;
    const auto path = folder / "a/b/c";
    REQUIRE(store::create_private_folder(path));
    REQUIRE(store::create_private_folder(path));
    CHECK(mode_of(path) == 0700);
    CHECK(mode_of(folder / "a") == 0700);
    REQUIRE(store::write_file_durably(folder / "file", {}));
    CHECK_FALSE(store::create_private_folder(folder / "file"));
}

TEST_CASE("a folder has one owner, here and over processes, until it goes", "[store][lock]") {
    const test::TempFolder folder;
    const auto file = folder / "lock";
    {
        const auto owner = store::FolderLock::take(file);
        REQUIRE(owner);
        const auto second = store::FolderLock::take(file);
        REQUIRE_FALSE(second);
        CHECK(second.error().code == Errc::unavailable);
        CHECK(second.error().what.find("process " + std::to_string(::getpid())) !=
              std::string::npos);
        CHECK(test::run_in_child([&] { return store::FolderLock::take(file) ? 0 : 5; }) == 5);
    }
    CHECK(store::FolderLock::take(file));
    // A dead owner owns nothing.
    CHECK(test::run_in_child([&] { return store::FolderLock::take(file) ? 0 : 5; }) == 0);
    CHECK(store::FolderLock::take(file));
}

TEST_CASE("a seal breaks at a flip of any bit of key, value or seal", "[store][sealed]") {
    const Bytes key{as_bytes("name").begin(), as_bytes("name").end()};
    const Bytes stored = store::sealed(key, as_bytes("value"));
    REQUIRE(as_text(*store::unsealed(key, stored, "it")) == "value");
    for (std::size_t bit = 0; bit < (key.size() + stored.size()) * 8; ++bit) {
        Bytes bad_key = key;
        Bytes bad_value = stored;
        const std::size_t at = bit / 8;
        const auto mask = static_cast<std::byte>(1U << (bit % 8));
        (at < key.size() ? bad_key[at] : bad_value[at - key.size()]) ^= mask;
        CAPTURE(bit);
        REQUIRE(store::unsealed(bad_key, bad_value, "it").error().code == Errc::storage);
    }
    CHECK_FALSE(store::unsealed(key, ByteView{stored}.first(3), "it"));
}
