#include "common/store/env.hpp"

#include <sys/stat.h>

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;

namespace {

Bytes number_key(std::uint64_t number) {
    Bytes key;
    put_be(key, number);
    return key;
}

store::Env open_env(const test::TempFolder& folder, std::uint64_t map_bytes = 4U << 20,
                    std::uint64_t preextend_bytes = 0) {
    return store::Env::open(folder / "env",
                            {.map_bytes = map_bytes, .preextend_bytes = preextend_bytes})
        .value();
}

}  // namespace

TEST_CASE("what is committed is there after a new start, what is given up is not", "[store][env]") {
    const test::TempFolder folder;
    {
        auto env = open_env(folder);
        const auto table = env.table("rows").value();
        auto kept = env.begin_write().value();
        REQUIRE(kept.put(table, as_bytes("kept"), as_bytes("1")));
        REQUIRE(kept.commit());
        auto left = env.begin_write().value();
        REQUIRE(left.put(table, as_bytes("left"), as_bytes("2")));
    }
    auto env = open_env(folder);
    const auto table = env.table("rows").value();
    const auto txn = env.begin_read().value();
    CHECK(as_text(**txn.get(table, as_bytes("kept"))) == "1");
    CHECK_FALSE(txn.get(table, as_bytes("left"))->has_value());
    CHECK(*txn.count(table) == 1);
    struct stat info{};
    REQUIRE(::stat((folder / "env/data.mdb").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("rows are put, inserted once, appended in order only, and erased", "[store][env]") {
    const test::TempFolder folder;
    auto env = open_env(folder);
    const auto table = env.table("rows").value();
    auto txn = env.begin_write().value();
    CHECK(*txn.insert(table, number_key(5), as_bytes("a")));
    CHECK_FALSE(*txn.insert(table, number_key(5), as_bytes("b")));
    CHECK(txn.put(table, number_key(5), as_bytes("c")));
    CHECK(as_text(**txn.get(table, number_key(5))) == "c");
    CHECK(txn.append(table, number_key(6), as_bytes("d")));
    CHECK(txn.append(table, number_key(6), as_bytes("d")).error().code == Errc::conflict);
    CHECK(txn.append(table, number_key(4), as_bytes("d")).error().code == Errc::conflict);
    CHECK(*txn.erase(table, number_key(5)));
    CHECK_FALSE(*txn.erase(table, number_key(5)));
    const Bytes long_key(store::Table::key_bytes_max + 1);
    CHECK(txn.put(table, long_key, {}).error().code == Errc::malformed);
    CHECK(txn.put(table, {}, {}).error().code == Errc::malformed);
}

TEST_CASE("a cursor walks in number order and stops at both ends", "[store][env]") {
    const test::TempFolder folder;
    auto env = open_env(folder);
    const auto table = env.table("rows").value();
    auto txn = env.begin_write().value();
    for (std::uint64_t n : {300U, 2U, 70'000U, 1U}) {
        REQUIRE(txn.put(table, number_key(n), as_bytes("x")));
    }
    REQUIRE(txn.commit());
    auto writing = env.begin_write().value();
    {
        auto cursor = writing.cursor(table).value();
        std::vector<std::uint64_t> seen;
        for (auto row = cursor.first(); *row; row = cursor.next()) {
            seen.push_back(get_be<std::uint64_t>((*row)->key));
        }
        CHECK(seen == std::vector<std::uint64_t>{1, 2, 300, 70'000});
        CHECK(get_be<std::uint64_t>((*cursor.at_or_after(number_key(3)))->key) == 300);
        CHECK(get_be<std::uint64_t>((*cursor.previous())->key) == 2);
        CHECK_FALSE(cursor.at_or_after(number_key(70'001))->has_value());
        CHECK(get_be<std::uint64_t>((*cursor.last())->key) == 70'000);
        CHECK(get_be<std::uint64_t>((*cursor.at_or_after(number_key(2)))->key) == 2);
        REQUIRE(cursor.erase());
        CHECK(get_be<std::uint64_t>((*cursor.next())->key) == 300);
    }
    CHECK(*writing.count(table) == 3);
}

TEST_CASE("a reader keeps its snapshot while others write", "[store][env]") {
    const test::TempFolder folder;
    auto env = open_env(folder);
    const auto table = env.table("rows").value();
    const auto before = env.begin_read().value();
    auto txn = env.begin_write().value();
    REQUIRE(txn.put(table, as_bytes("k"), as_bytes("v")));
    REQUIRE(txn.commit());
    CHECK(*before.count(table) == 0);
    CHECK(*env.begin_read()->count(table) == 1);
}

TEST_CASE("a full map refuses, and keeps what was there", "[store][env]") {
    const test::TempFolder folder;
    const Bytes value(2000, std::byte{1});
    std::uint64_t count = 0;
    {
        auto env = open_env(folder, 1U << 20);
        const auto table = env.table("rows").value();
        for (;; ++count) {
            REQUIRE(count < 1000);
            auto txn = env.begin_write().value();
            const auto put = txn.append(table, number_key(count), value);
            if (!put) {
                CHECK(put.error().code == Errc::unavailable);
                break;
            }
            // Where the last page goes to LMDB's own list, only the commit finds the map full.
            if (const auto committed = txn.commit(); !committed) {
                CHECK(committed.error().code == Errc::storage);
                break;
            }
        }
        CHECK(count > 100);
        CHECK_FALSE(*env.has_room(100'000));
        CHECK(env.usage()->room_bytes() < 64U << 10);
    }
    auto env = open_env(folder, 2U << 20);  // the map may be raised between two runs
    const auto table = env.table("rows").value();
    CHECK(*env.begin_read()->count(table) == count);
    auto txn = env.begin_write().value();
    CHECK(txn.append(table, number_key(count), value));
    CHECK(txn.commit());
}

TEST_CASE("room counts freed pages, and the disk that holds the file", "[store][env]") {
    const test::TempFolder folder;
    auto env = open_env(folder, 8U << 20);
    const auto table = env.table("rows").value();
    const Bytes value(100'000, std::byte{1});
    auto txn = env.begin_write().value();
    for (std::uint64_t n = 0; n < 40; ++n) REQUIRE(txn.append(table, number_key(n), value));
    REQUIRE(txn.commit());
    const auto filled = env.usage().value();
    auto erasing = env.begin_write().value();
    for (std::uint64_t n = 0; n < 40; ++n) REQUIRE(*erasing.erase(table, number_key(n)));
    REQUIRE(erasing.commit());
    const auto emptied = env.usage().value();
    CHECK(filled.used_bytes > 4'000'000);
    CHECK(emptied.used_bytes < filled.used_bytes - 3'900'000);
    CHECK(*env.has_room(7U << 20));
    CHECK_FALSE(*env.has_room(8U << 20));

    const store::Usage disk{
        .used_bytes = 100, .map_bytes = 1000, .file_bytes = 150, .disk_free_bytes = 25};
    CHECK(disk.room_bytes() == 75);
    const store::Usage over{
        .used_bytes = 2000, .map_bytes = 1000, .file_bytes = 150, .disk_free_bytes = 25};
    CHECK(over.room_bytes() == 0);
}

TEST_CASE("the data file is extended before it is used, and never shrinks", "[store][env]") {
    const test::TempFolder folder;
    const auto file = folder / "env/data.mdb";
    {
        auto env = open_env(folder, 8U << 20, 3U << 20);
        CHECK(std::filesystem::file_size(file) == 3U << 20);
        const auto table = env.table("rows").value();
        auto txn = env.begin_write().value();
        REQUIRE(txn.put(table, as_bytes("k"), as_bytes("v")));
        REQUIRE(txn.commit());
    }
    auto env = open_env(folder, 8U << 20, 100U << 20);
    CHECK(std::filesystem::file_size(file) == 8U << 20);  // the map is the limit
    const auto table = env.table("rows").value();
    CHECK(as_text(**env.begin_read()->get(table, as_bytes("k"))) == "v");
}

TEST_CASE("an environment opens once, and only what is LMDB's", "[store][env]") {
    const test::TempFolder folder;
    {
        const auto env = open_env(folder);
        CHECK(store::Env::open(folder / "env", {}).error().code == Errc::unavailable);
    }
    CHECK(store::Env::open(folder / "env", {}));
    REQUIRE(store::create_private_folder(folder / "bad"));
    REQUIRE(store::write_file_durably(folder / "bad/data.mdb", Bytes(8192, std::byte{0x55})));
    CHECK(store::Env::open(folder / "bad", {}).error().code == Errc::malformed);
}

TEST_CASE("a hot copy holds what was committed", "[store][env]") {
    const test::TempFolder folder;
    auto env = open_env(folder);
    const auto table = env.table("rows").value();
    auto txn = env.begin_write().value();
    REQUIRE(txn.put(table, as_bytes("k"), as_bytes("v")));
    REQUIRE(txn.commit());
    REQUIRE(env.copy_to(folder / "copy"));
    CHECK(env.copy_to(folder / "copy").error().code == Errc::conflict);
    auto copy = store::Env::open(folder / "copy", {}).value();
    const auto copied = copy.table("rows").value();
    CHECK(as_text(**copy.begin_read()->get(copied, as_bytes("k"))) == "v");
}
