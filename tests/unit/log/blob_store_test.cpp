#include "hub/log/blob_store.hpp"

#include "common/store/file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;

TEST_CASE("a blob is kept under its hash, compressed, and given back as it came", "[log][blob]") {
    const test::TempFolder folder;
    auto blobs = BlobStore::open(folder.path()).value();
    std::string text;
    for (int i = 0; i < 50'000; ++i) text += "551|5000123|" + std::to_string(i) + "|\r\n";
    const Digest name = *blobs.put(as_bytes(text));
    CHECK(name == sha256(as_bytes(text)));
    CHECK_FALSE(blobs.has(name));  // not before it is durable
    CHECK(blobs.get(name).error().code == Errc::not_found);
    REQUIRE(blobs.sync());
    CHECK(blobs.has(name));
    CHECK(as_text(*blobs.get(name)) == text);
    CHECK(std::filesystem::file_size(blobs.path_of(name)) < text.size() / 2);
    const std::string hex = to_hex(name);
    CHECK(blobs.path_of(name) == folder / ("blobs/" + hex.substr(0, 2) + "/" + hex.substr(2)));
    CHECK(blobs.get(name, text.size() - 1).error().code == Errc::malformed);
    CHECK(blobs.get(name, text.size()));
}

TEST_CASE("the same content twice is one file, and a set of many is durable at once",
          "[log][blob]") {
    const test::TempFolder folder;
    auto blobs = BlobStore::open(folder.path()).value();
    std::vector<Digest> names;
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 30; ++i) {
            const std::string content(static_cast<std::size_t>(i), 'x');
            const auto name = blobs.put(as_bytes(content));
            REQUIRE(name);
            if (round == 0) names.push_back(*name);
            CHECK(*name == names[static_cast<std::size_t>(i)]);
            CHECK(*blobs.put(as_bytes(content)) == *name);
        }
        REQUIRE(blobs.sync());
        REQUIRE(blobs.sync());
    }
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder.path()}) {
        if (entry.is_regular_file()) ++files;
    }
    CHECK(files == 30);
    for (std::size_t i = 0; i < names.size(); ++i) CHECK(blobs.get(names[i])->size() == i);
}

TEST_CASE("a damaged blob is never served, and is put right when its content comes again",
          "[log][blob]") {
    const test::TempFolder folder;
    auto blobs = BlobStore::open(folder.path()).value();
    const Bytes content(10'000, std::byte{5});
    const Digest name = *blobs.put(content);
    REQUIRE(blobs.sync());
    const auto path = blobs.path_of(name);
    const Bytes good = *store::read_file(path, 1U << 20);
    for (std::size_t at = 0; at < good.size(); ++at) {
        Bytes bad = good;
        bad[at] ^= std::byte{0x10};
        REQUIRE(store::write_file_durably(path, bad));
        const auto got = blobs.get(name);
        CAPTURE(at);
        // A flip in a field that decides nothing may leave the content whole: then it is right.
        CHECK((!got || *got == content));
    }
    REQUIRE(store::write_file_durably(path, ByteView{good}.first(good.size() / 2)));
    CHECK(blobs.get(name).error().code == Errc::storage);
    REQUIRE(store::write_file_durably(path, {}));
    CHECK(blobs.get(name).error().code == Errc::storage);
    REQUIRE(*blobs.put(content) == name);
    REQUIRE(blobs.sync());
    CHECK(*blobs.get(name) == content);
}

TEST_CASE("what was put and never synced is gone after a new start", "[log][blob]") {
    const test::TempFolder folder;
    Digest name{};
    {
        auto blobs = BlobStore::open(folder.path()).value();
        name = *blobs.put(as_bytes("half"));
    }
    auto blobs = BlobStore::open(folder.path()).value();
    CHECK_FALSE(blobs.has(name));
    CHECK(std::filesystem::is_empty(folder / "blobs/new"));
}
