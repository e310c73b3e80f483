#include "agent/catalog/catalog_receiver.hpp"

#include "common/wire/catalog_messages.hpp"
#include "common/wire/catalog_row.hpp"
#include "common/wire/catalog_snapshot.hpp"
#include "common/wire/messages.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/downlink/downlink_rig.hpp"

using namespace saldo;
using namespace saldo::test;

namespace {

void add_parts(DeskRig& hub, int first, int last) {
    for (int i = first; i <= last; ++i) {
        hub.rows.apply(downlink_part("RM-" + std::to_string(i)));
    }
}

std::size_t part_files(const ReceiverRig& agent) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator{agent.folder / "catalog"}) {
        if (entry.path().extension() == ".part") ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("changes come as they are published, and are confirmed", "[agent][catalogs]") {
    DeskRig hub;
    ReceiverRig agent{hub};
    add_parts(hub, 1, 3);
    agent.take(hub.told(agent.place()));
    CHECK(agent.parts() == 3);
    CHECK(agent.place().sequence == 3);
    CHECK(agent.catalog->confirmed() == UtcTime{hub.now_ms});
    CHECK(agent.receiver->take_report());
    CHECK_FALSE(agent.receiver->take_report());

    add_parts(hub, 4, 4);
    hub.rows.apply(downlink_part("RM-1", 1));
    agent.take(hub.turn());  // nobody asked
    CHECK(agent.parts() == 4);
    CHECK(agent.umc_of("RM-1") == 1);
    CHECK(agent.catalog->current()->sequence == 5);
    CHECK(agent.catalog->current()->source == agent::CatalogVersion::Source::hub);
}

TEST_CASE("what is lost on the way is asked for, and nothing is taken past a gap",
          "[agent][catalogs]") {
    DeskRig hub;
    ReceiverRig agent{hub};
    add_parts(hub, 1, 3);
    agent.settle();
    add_parts(hub, 4, 4);
    CHECK_FALSE(hub.turn().empty());  // lost
    add_parts(hub, 5, 5);
    agent.take(hub.turn());
    CHECK(agent.place().sequence == 3);
    CHECK_FALSE(agent.umc_of("RM-5"));
    hub.now_ms += 10'000;
    CHECK(agent.receiver->take_report());
    agent.take(hub.told(agent.place()));
    CHECK(agent.place().sequence == 5);
    CHECK(agent.parts() == 5);
}

TEST_CASE("an agent goes on with its last complete catalog, whatever happens",
          "[agent][catalogs]") {
    DeskRig hub;
    ReceiverRig agent{hub};
    add_parts(hub, 1, 5);
    agent.settle();
    const auto place = agent.place();
    agent.start();
    CHECK(agent.place() == place);
    CHECK(agent.parts() == 5);
    CHECK(agent.catalog->current()->sequence == 5);
    CHECK(agent.catalog->confirmed());
    // A snapshot that never becomes whole changes nothing, nor do the rows that it left.
    hub.lose_streams();
    add_parts(hub, 6, 6);
    agent.take(hub.told(place));
    REQUIRE(agent.receiver->fetch_due());
    agent.fails_at = 100;
    agent.fetch(3);
    CHECK(agent.place() == place);
    agent.start();
    CHECK(agent.place() == place);
    CHECK(agent.parts() == 5);
}

TEST_CASE("a download that is cut goes on at that byte, at every cut", "[agent][catalogs]") {
    DeskRig hub{2};
    add_parts(hub, 1, 20);
    std::uint64_t size = 0;
    {
        ReceiverRig whole{hub};
        whole.settle();
        REQUIRE(whole.parts() == 20);
        size = whole.served;
    }
    REQUIRE(size > 200);
    for (std::uint64_t cut = 1; cut < size; cut += 13) {
        CAPTURE(cut, size);
        ReceiverRig agent{hub};
        agent.take(hub.told({}));
        agent.fails_at = cut;
        agent.fetch(12);
        REQUIRE(agent.parts() == 0);
        REQUIRE(agent.served == cut);
        if (cut % 2 == 0) agent.start();  // the power went, too
        agent.fails_at.reset();
        agent.take(hub.told(agent.place()));
        agent.fetch();
        REQUIRE(agent.parts() == 20);
        REQUIRE(agent.served == size);  // no byte came twice
        REQUIRE(part_files(agent) == 0);
    }
}

TEST_CASE("a snapshot that is not what the hub signed is refused, and asked for again",
          "[agent][catalogs]") {
    DeskRig hub{2};
    add_parts(hub, 1, 20);
    ReceiverRig agent{hub};
    SECTION("a byte of its rows") {
        agent.spoil = [](std::string& file) { file.back() ^= 1; };
    }
    SECTION("a byte of its head") {
        agent.spoil = [](std::string& file) { file[20] ^= 1; };
    }
    SECTION("shorter") {
        agent.spoil = [](std::string& file) { std::fill(file.begin() + 300, file.end(), 'x'); };
    }
    agent.take(hub.told({}));
    agent.fetch();
    CHECK(agent.parts() == 0);
    CHECK(agent.place() == sync::CatalogPlace{});
    CHECK(agent.receiver->status().refused == 1);
    CHECK_FALSE(agent.receiver->status().trouble.empty());
    CHECK(part_files(agent) == 0);
    CHECK_FALSE(agent.receiver->take_report());  // not at once: the file would come again and again
    hub.now_ms += 10'000;
    CHECK(agent.receiver->take_report());
    agent.spoil = {};
    agent.settle();
    CHECK(agent.parts() == 20);
    CHECK(agent.receiver->status().trouble.empty());
}

TEST_CASE("nobody but the hub, and of no other company, is listened to", "[agent][catalogs]") {
    DeskRig hub{2};
    add_parts(hub, 1, 20);
    ReceiverRig agent{hub};
    const auto sealed = [](const sync::CatalogNews& news, unsigned char key) {
        return std::vector<Bytes>{wire::seal_message(wire::FrameKind::catalog, downlink_agent,
                                                     wire::encode(news).value(), fixed_key(key))
                                      .value()};
    };
    const auto entry = wire::catalog_entry_of(Fact{downlink_part("RM-X")}).value().value();
    sync::CatalogNews news{.rfc = downlink_rfc, .at = {5}, .head = {.epoch = 3, .sequence = 1}};
    news.first = 1;
    news.changes = {{.key = entry.key, .value = entry.values.front()}};
    news.head.hash = sync::catalog_hash({}, news.rfc, 3, 1, news.changes[0]);

    agent.take(sealed(news, 1));  // another key
    CHECK(agent.parts() == 0);
    sync::CatalogNews foreign = news;
    foreign.rfc = "GNA010101AAB";
    foreign.head.hash = sync::catalog_hash({}, foreign.rfc, 3, 1, news.changes[0]);
    agent.take(sealed(foreign, 99));
    CHECK(agent.parts() == 0);
    CHECK(agent.receiver->status().refused == 2);

    // The file of another company, under the offer of ours.
    hub.rows.apply(Part{.rfc = "GNA010101AAB", .part_number = "THEIRS", .umc = 6});
    wire::SnapshotWriter writer;
    writer.add(entry.key, entry.values.front());
    const Bytes file =
        writer.finish({.rfc = "GNA010101AAB", .place = {.epoch = 3, .sequence = 9}}, fixed_key(99));
    sync::CatalogNews offer{.rfc = downlink_rfc, .at = {6}, .head = {.epoch = 3, .sequence = 9}};
    offer.offer =
        sync::SnapshotOffer{.place = offer.head, .bytes = file.size(), .content = sha256(file)};
    agent::HubCatalog& store = *agent.catalog->hub();
    const auto path = agent.folder.write("theirs", as_text(file));
    const auto installed =
        store.install(path, *offer.offer, downlink_rfc, fixed_key(99).public_key(), {1});
    REQUIRE_FALSE(installed);
    CHECK(installed.error().code == Errc::forbidden);
    // The control: the same file is taken by an agent of that company.
    CHECK(store.install(path, *offer.offer, "GNA010101AAB", fixed_key(99).public_key(), {1}));

    agent.start();
    CHECK(agent.parts() == 1);
    agent.settle();
    CHECK(agent.parts() == 20);
}

TEST_CASE("rows of kinds and schemas of tomorrow are kept and passed over", "[agent][catalogs]") {
    const TempFolder folder = TempFolder::in_memory();
    auto store = agent::HubCatalog::open(folder / "catalog").value().catalog;
    const auto entry = wire::catalog_entry_of(Fact{downlink_part("RM-1")}).value().value();
    std::string newer = entry.values.front();
    newer[2] = 9;  // its schema
    const std::vector<sync::CatalogChange> changes{
        {.key = entry.key, .value = entry.values.front()},
        {.key = "\x01\x04RM-2", .value = newer},
        {.key = "\xF0tomorrow", .value = "whatever"}};
    REQUIRE(store->apply(changes, {.epoch = 1, .sequence = 3}, {1}));
    CHECK(store->parts().value().size() == 1);
    store.reset();
    const auto again = agent::HubCatalog::open(folder / "catalog");
    CHECK(again.value().catalog->state().place.sequence == 3);
    CHECK(again.value().parts.size() == 1);
}

TEST_CASE("an old word of the hub confirms nothing", "[agent][catalogs]") {
    DeskRig hub;
    ReceiverRig agent{hub};
    add_parts(hub, 1, 3);
    agent.settle();
    const auto word = hub.told(agent.place());
    agent.take(word);
    const auto confirmed = agent.catalog->confirmed();
    hub.now_ms += 86'400'000;
    agent.take(word);  // a broker that keeps saying it
    CHECK(agent.catalog->confirmed() == confirmed);
    agent.take(hub.told(agent.place()));
    CHECK(agent.catalog->confirmed() == UtcTime{hub.now_ms});

    // What was said within the hour after is not on disk: a start knows the word before.
    const std::int64_t kept = hub.now_ms;
    hub.now_ms += 60'000;
    agent.take(hub.told(agent.place()));
    CHECK(agent.catalog->confirmed() == UtcTime{hub.now_ms});
    agent.start();
    CHECK(agent.catalog->confirmed() == UtcTime{kept});
}

TEST_CASE("a hub that knows no part does not stop a dock that has its own", "[agent][catalogs]") {
    DeskRig hub;
    ReceiverRig agent{hub};
    agent.files = true;
    agent.start();
    REQUIRE(agent.umc_of("OWN-1") == 6);
    agent.settle();  // there is nothing yet
    CHECK(agent.place() == sync::CatalogPlace{});
    CHECK_FALSE(agent.receiver->take_report());
    hub.rows.apply(Plant{.rfc = downlink_rfc, .plant = "P01"});
    agent.settle();
    CHECK(agent.place().sequence == 1);
    agent.start();
    CHECK(agent.umc_of("OWN-1") == 6);
    CHECK(agent.catalog->current()->source == agent::CatalogVersion::Source::folder);
    CHECK_FALSE(agent.catalog->confirmed());
    add_parts(hub, 1, 1);
    agent.settle();
    CHECK_FALSE(agent.umc_of("OWN-1"));
    CHECK(agent.umc_of("RM-1") == 6);
    agent.start();
    CHECK_FALSE(agent.umc_of("OWN-1"));
    // The folder is not read any more, also when it changes.
    agent.folder.write("parts.csv", "part_number,umc\nOWN-1,6\nOWN-2,6\n");
    CHECK(agent.catalog->refresh({9}).value() == agent::Catalog::Refresh::unchanged);
    CHECK_FALSE(agent.umc_of("OWN-2"));
}
