#include <algorithm>

#include "common/wire/catalog_messages.hpp"
#include "common/wire/catalog_row.hpp"
#include "common/wire/catalog_snapshot.hpp"
#include "common/wire/fact_codec.hpp"
#include "common/wire/messages.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/message_format.hpp"
#include "tests/support/stream.hpp"

namespace saldo::wire {
namespace {

Digest filled(unsigned char value) {
    Digest digest;
    digest.fill(std::byte{value});
    return digest;
}

sync::CatalogPlace some_place() {
    return {.epoch = 0x1122334455667788, .sequence = 57, .hash = filled(9)};
}

sync::CatalogNews some_news() {
    sync::CatalogNews news{.rfc = "GNA010101AAA",
                           .at = {1'770'000'000'123},
                           .head = some_place(),
                           .first = 56,
                           .before = filled(3)};
    news.changes = {{.key = "\x01\x04RM-1", .value = "a value"},
                    {.key = "\x01\x04RM-2", .value = std::nullopt}};
    return news;
}

sync::CatalogNews offering_news() {
    sync::CatalogNews news{.rfc = "GNA010101AAA", .at = {1'770'000'000'123}, .head = some_place()};
    news.offer = sync::SnapshotOffer{.place = some_place(), .bytes = 123'456, .content = filled(5)};
    return news;
}

Part some_part() {
    return {.rfc = "GNA010101AAA",
            .part_number = "RM-1",
            .fraccion = 85369099,
            .nico = 99,
            .umc = 6,
            .umt = 6,
            .description = "CONECTOR ELÉCTRICO"};
}

OpenTransfer some_transfer() {
    return {
        .ref_type = "CCP",
        .ref = "F-1001",
        .from = "P01",
        .to = "P02",
        .lines = {{.part_number = "RM-1", .quantity = Quantity::from_ticks(5'00000000), .umc = 6}}};
}

template <class T, class Decode>
void check_format(const T& value, Decode decode, const std::string& golden_file) {
    const auto encoded = [](const T& message) { return encode(message); };
    test::check_format(value, encoded, decode, golden_file);
}

/// A file of `rows` rows, with keys in order.
Bytes snapshot_of(std::size_t rows, const SigningKey& key) {
    SnapshotWriter writer;
    for (std::size_t i = 0; i < rows; ++i) {
        writer.add("k" + std::to_string(100'000 + i), std::string(i % 50, 'v'));
    }
    return writer.finish({.rfc = "GNA010101AAA", .place = some_place(), .at = {1'000}}, key);
}

/// The rows of a file; nothing where one of its blocks is refused.
std::optional<std::size_t> rows_of(ByteView file, std::size_t blocks_at) {
    std::size_t rows = 0;
    for (ByteView left = file.subspan(blocks_at); !left.empty();) {
        const auto size = snapshot_block_size(left);
        if (!size || *size == 0 || *size > left.size()) return std::nullopt;
        const auto read = read_snapshot_block(
            left.first(*size), [&rows](std::string_view, std::string_view) -> Result<void> {
                ++rows;
                return {};
            });
        if (!read) return std::nullopt;
        left = left.subspan(*size);
    }
    return rows;
}

}  // namespace

TEST_CASE("messages of catalogs keep their golden bytes", "[wire][catalogs][golden]") {
    SECTION("changes") { check_format(some_news(), decode_catalog_news, "wire/catalog_v1.hex"); }
    SECTION("an offer") {
        check_format(offering_news(), decode_catalog_news, "wire/catalog_offer_v1.hex");
    }
}

TEST_CASE("rows of a catalog keep their golden bytes", "[wire][catalogs][golden]") {
    const auto part = catalog_entry_of(Fact{some_part()}).value().value();
    CHECK(to_hex(as_bytes(part.key)) == "0104524d2d31");
    REQUIRE(part.values.size() == 1);
    CHECK(decode_fact(as_bytes(part.values.front())).value() == Fact{some_part()});
    CHECK(row_key(part.key, 0) == part.key);

    const auto transfer = catalog_entry_of(some_transfer()).value();
    REQUIRE(transfer.values.size() == 1);
    CHECK(decode_open_transfer(as_bytes(transfer.values.front())).value() == some_transfer());
    INFO(test::golden_text(as_bytes(transfer.values.front())));
    const Bytes golden = test::golden("wire/open_transfer_v1.hex");
    CHECK(transfer.values.front() == as_text(golden));
    CHECK(row_key(transfer.key, 0) != row_key(transfer.key, 1));

    CHECK_FALSE(catalog_entry_of(Fact{Holiday{}}).value());  // no plant needs it
    CHECK(catalog_entry_of(OpenTransfer{.ref = "F-1", .to = "P02"}).value().values.empty());
}

TEST_CASE("a long bill of materials is several rows, and every line is in one",
          "[wire][catalogs]") {
    BomVersion bom{.rfc = "GNA010101AAA", .product = "FG-1"};
    for (int i = 0; i < 450; ++i) {
        bom.lines.push_back({.component = std::string(60, 'c') + std::to_string(i),
                             .incorporated = Quantity::from_ticks(i + 1)});
    }
    const auto entry = catalog_entry_of(Fact{bom}).value().value();
    REQUIRE(entry.values.size() == 3);
    BomVersion joined = bom;
    joined.lines.clear();
    for (const std::string& value : entry.values) {
        CHECK(value.size() <= sync::CatalogChange::value_bytes_max);
        const auto some = std::get<BomVersion>(decode_fact(as_bytes(value)).value());
        std::ranges::copy(some.lines, std::back_inserter(joined.lines));
    }
    CHECK(joined == bom);
    bom.lines.clear();
    CHECK(catalog_entry_of(Fact{bom}).value()->values.size() == 1);  // it is known, and empty
}

TEST_CASE("a change that is past its limits is not told", "[wire][catalogs]") {
    sync::CatalogNews news = some_news();
    news.changes[0].value = std::string(sync::CatalogChange::value_bytes_max, 'x');
    CHECK(decode_catalog_news(encode(news).value()));
    *news.changes[0].value += 'x';
    CHECK_FALSE(encode(news));
    news = some_news();
    news.changes[0].key = std::string(sync::CatalogChange::key_bytes_max + 1, 'k');
    CHECK_FALSE(encode(news));
    news = some_news();
    news.changes.resize(sync::CatalogNews::changes_max + 1, news.changes[0]);
    CHECK_FALSE(encode(news));
}

TEST_CASE("a snapshot is read as it was written, by whoever trusts its hub",
          "[wire][catalogs][snapshot]") {
    const SigningKey hub = test::fixed_key(1);
    for (const std::size_t rows : {0U, 1U, 30'000U}) {
        const Bytes file = snapshot_of(rows, hub);
        const auto opened = open_snapshot(file, hub.public_key());
        REQUIRE(opened);
        CHECK(opened->head.rows == rows);
        CHECK(opened->head.place == some_place());
        CHECK(opened->head.block_bytes == file.size() - opened->blocks_at);
        CHECK(opened->head.blocks == sha256(ByteView{file}.subspan(opened->blocks_at)));
        CHECK(rows_of(file, opened->blocks_at) == rows);
    }
    const auto strange = open_snapshot(snapshot_of(1, hub), test::fixed_key(2).public_key());
    REQUIRE_FALSE(strange);
    CHECK(strange.error().code == Errc::forbidden);
}

TEST_CASE("a snapshot whose head was changed or cut opens for nobody",
          "[wire][catalogs][snapshot]") {
    const SigningKey hub = test::fixed_key(1);
    const Bytes file = snapshot_of(3, hub);
    const std::size_t blocks_at = open_snapshot(file, hub.public_key()).value().blocks_at;
    CHECK(open_snapshot(ByteView{file}.first(blocks_at), hub.public_key()));
    for (std::size_t at = 0; at < blocks_at; ++at) {
        Bytes bad = file;
        bad[at] ^= std::byte{1};
        REQUIRE_FALSE(open_snapshot(bad, hub.public_key()));
        REQUIRE_FALSE(open_snapshot(ByteView{file}.first(at), hub.public_key()));
    }
    for (std::size_t cut = blocks_at + 1; cut < file.size(); ++cut) {
        REQUIRE_FALSE(rows_of(ByteView{file}.first(cut), blocks_at));
    }
}

}  // namespace saldo::wire
