#include "hub/proof_store/static_files.hpp"

#include "common/http/client.hpp"
#include "hub/api/log_routes.hpp"
#include "tests/support/door.hpp"
#include "tests/unit/proof_store/log_with_trees.hpp"

using namespace saldo;
using namespace saldo::hub;
using namespace saldo::test;

TEST_CASE("every file of a tree is served, and no other", "[proof_store][static]") {
    LogWithTrees world;
    world.append_parts(gna, 300);
    world.append_parts(otr, 5);
    world.append_parts(gna, 10);
    const auto proofs = world.open();
    auto cosigned = CosignedFile::open(world.folder.path() / "cosigned", 16U << 20).value();
    const std::string note = *proofs->checkpoint({gna, 2026}) + "\xE2\x80\x94 witness BBBBBBBB\n";
    cosigned.put({gna, 2026}, "witness", LocalDate{}, {.size = 310, .note = note});
    const auto file = [&](std::string_view path) {
        return static_file({*proofs, *world.log, &cosigned}, path);
    };
    REQUIRE(file("GNA150301A00/2026/checkpoint"));
    CHECK(file("GNA150301A00/2026/checkpoint")->is_note);
    CHECK(as_text(file("GNA150301A00/2026/checkpoint")->bytes) == *proofs->checkpoint({gna, 2026}));
    CHECK(as_text(file("GNA150301A00/2026/cosigned/310")->bytes) == note);
    CHECK(file("GNA150301A00/2026/cosigned/310")->is_note);
    CHECK(file("GNA150301A00/2026/tile/0/000")->bytes.size() == 8'192);
    CHECK(file("GNA150301A00/2026/tile/0/001.p/54")->bytes.size() == 54 * 32);
    CHECK(file("GNA150301A00/2026/tile/0/001.p/44")->bytes.size() == 44 * 32);  // of an older size
    CHECK(file("GNA150301A00/2026/tile/1/000.p/1")->bytes.size() == 32);
    CHECK(file("OTR150301A00/2026/tile/0/000.p/5")->bytes.size() == 5 * 32);

    const Bytes bundle = file("GNA150301A00/2026/tile/entries/001.p/54")->bytes;
    const Bytes tile = file("GNA150301A00/2026/tile/0/001.p/54")->bytes;
    std::size_t leaves = 0;
    for (ByteView left{bundle}; !left.empty(); ++leaves) {
        const auto size = get_be<std::uint16_t>(left);
        REQUIRE(left.size() >= 2U + size);
        CHECK(tlog::leaf_hash(left.subspan(2, size)) ==
              array_of<32>(ByteView{tile}.subspan(leaves * 32)));
        left = left.subspan(2U + size);
    }
    CHECK(leaves == 54);
    for (const std::string_view wrong : {"",
                                         "GNA150301A00",
                                         "GNA150301A00/2026",
                                         "GNA150301A00/2026/",
                                         "GNA150301A00/2025/checkpoint",
                                         "XXX150301A00/2026/checkpoint",
                                         "GNA150301A00/2026/checkpoint/",
                                         "common/2026/checkpoint",
                                         "GNA150301A00/2026/tile/0/001",
                                         "GNA150301A00/2026/tile/0/001.p/55",
                                         "GNA150301A00/2026/tile/0/002.p/1",
                                         "GNA150301A00/2026/tile/1/000",
                                         "GNA150301A00/2026/tile/entries/001",
                                         "GNA150301A00/2026/tile/entries/001.p/55",
                                         "GNA150301A00/2026/tile/7/000.p/1",
                                         "GNA150301A00/2026/cosigned/309",
                                         "GNA150301A00/2026/cosigned/",
                                         "GNA150301A00/2026/cosigned/0310",
                                         "OTR150301A00/2026/cosigned/310",
                                         "../proof/data.mdb"}) {
        CAPTURE(wrong);
        const auto none = file(wrong);
        REQUIRE_FALSE(none);
        CHECK(none.error().code == Errc::not_found);
    }
}

TEST_CASE("the door serves trees with the types and ages that they have", "[proof_store][static]") {
    LogWithTrees world;
    world.append_parts(gna, 257);
    const auto proofs = world.open();
    auto served = std::optional{StaticFiles{*proofs, *world.log}};
    http::Router router;
    api::add_log_routes(router, [&served] { return served; });
    Door door{router};
    door.open();
    const auto get = [&](const std::string& path) {
        return http::request({.port = door.port()}, "GET", path, "", {}, {}).value();
    };
    const auto note = get("/log/GNA150301A00/2026/checkpoint");
    CHECK(note.status == 200);
    CHECK(note.body == *proofs->checkpoint({gna, 2026}));
    CHECK(http::find_field(note.fields, "Content-Type") == "text/plain; charset=utf-8");
    CHECK(http::find_field(note.fields, "Cache-Control") == "no-store");
    const auto tile = get("/log/GNA150301A00/2026/tile/0/001.p/1");
    CHECK(tile.status == 200);
    CHECK(tile.body.size() == 32);
    CHECK(http::find_field(tile.fields, "Content-Type") == "application/octet-stream");
    CHECK(http::find_field(tile.fields, "Cache-Control")->find("immutable") != std::string::npos);
    CHECK(get("/log/GNA150301A00/2026/tile/entries/000").status == 200);
    CHECK(get("/log/GNA150301A00/2026/tile/0/x001/000").status == 404);
    CHECK(get("/log/GNA150301A00/2026/tile/0/001").status == 404);
    CHECK(get("/log/GNA150301A00/2026/checkpoint?x=1").status == 400);
    CHECK(get("/log/GNA150301A00/2026").status == 404);
    served.reset();
    CHECK(get("/log/GNA150301A00/2026/checkpoint").status == 503);
}
