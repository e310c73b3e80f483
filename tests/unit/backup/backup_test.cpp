#include <sys/stat.h>

#include "hub/ingest/incarnation.hpp"
#include "tests/unit/backup/backed_up_hub.hpp"

namespace saldo::test {
namespace {

namespace fs = std::filesystem;
using hub::HubStore;

std::string text_of_file(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// A program that says what it is told in place of checking anything.
std::string liar(const TempFolder& folder, const std::string& words) {
    const std::string path = folder.write("liar", "#!/bin/sh\ncat <<'END'\n" + words + "\nEND\n");
    ::chmod(path.c_str(), 0700);
    return path;
}

}  // namespace

TEST_CASE("a hub is restored from its backup, and says so first", "[backup]") {
    if (has_no_age()) return;
    BackedUpHub world;
    const auto made = world.back_up();
    REQUIRE(made);
    const std::uint64_t position = made->manifest.position;
    CHECK(position == world.hub->log().end()->value());
    CHECK(made->blobs_written == 1);
    CHECK_FALSE(fs::exists(world.hub->folder() / "backup-work"));
    world.capture(3);  // after it

    const auto done = hub::restore_backup(world.restoring());
    REQUIRE(done);
    CHECK(done->position == position);
    CHECK_FALSE(fs::exists(world.folder / ".restoring-restored"));
    const auto restored = HubStore::open(world.folder / "restored", world.small).value();
    CHECK(restored->hub_id() == world.hub->hub_id());
    CHECK(restored->log().hash_at(LogPosition{position}).value() == made->manifest.head);
    CHECK(restored->log().heads().value() == made->manifest.streams);
    CHECK(hub::load_incarnation(restored->log()).value() == 2);
    CHECK(restored->blobs().has(sha256(as_bytes("a customs file"))));
    CHECK(text_of_file(world.folder / "restored/access/ca.pem") ==
          text_of_file(world.hub->folder() / "access/ca.pem"));
    const auto told = restored->fact_at(LogPosition{position}).value();
    REQUIRE(told);
    const auto& word = std::get<HubRestored>(told->fact);
    CHECK(word.backup == made->manifest.name);
    CHECK(word.position == position);
    CHECK(word.head == made->manifest.head);
    CHECK(word.incarnation == 2);
    CHECK(word.by == "rosa");
    CHECK(restored->log().end()->value() == position + 1);
}

TEST_CASE("a backup is never written in the clear", "[backup]") {
    if (has_no_age()) return;
    BackedUpHub world;
    hub::BackupPlan plan = world.plan();
    plan.recipients.clear();
    const auto refused = hub::make_backup(world.source(), plan);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.find("age-keygen") != std::string::npos);
    plan.recipients = {"--output=/tmp/x"};
    CHECK_FALSE(hub::make_backup(world.source(), plan));
    CHECK_FALSE(fs::exists(plan.to));

    const auto made = world.back_up();
    REQUIRE(made);
    const std::string seed = text_of_file(world.hub->folder() / "hub.key").substr(0, 64);
    for (const auto& entry : fs::recursive_directory_iterator{world.folder / "backups"}) {
        if (!entry.is_regular_file()) continue;
        const std::string content = text_of_file(entry.path());
        CAPTURE(entry.path().string());
        CHECK(content.find(seed) == std::string::npos);
        CHECK(content.find("a customs file") == std::string::npos);
        CHECK((fs::status(entry.path()).permissions() & fs::perms::group_all) == fs::perms::none);
    }
}

TEST_CASE("a copy that another process does not find whole, or the log, does not count",
          "[backup]") {
    if (has_no_age()) return;
    BackedUpHub world;
    const std::string head(64, '0');
    const std::string fault = R"("fault_count":1,"faults":["rot"],"bad_blobs":[])";
    const std::string none = R"("fault_count":0,"faults":[],"bad_blobs":[])";
    const auto told = [&](const std::string& faults, const std::string& position) {
        return R"({"entries":2,"position":)" + position + R"(,"head":")" + head +
               R"(","incarnation":"1","blobs":1,)" + faults + R"(,"streams":[]})";
    };
    const std::string words = GENERATE_COPY(std::string{}, told(fault, "8"), told(none, "8"),
                                            told(none, "99"), told(none, "1"));
    CAPTURE(words);
    hub::BackupPlan plan = world.plan();
    plan.program = liar(world.folder, words);
    CHECK_FALSE(hub::make_backup(world.source(), plan));
    CHECK(hub::backups_in(plan.to).value().empty());
    CHECK_FALSE(fs::exists(world.hub->folder() / "backup-work"));
}

TEST_CASE("a damaged or altered backup is not restored, and is named", "[backup]") {
    if (has_no_age()) return;
    BackedUpHub world;
    const auto made = world.back_up();
    REQUIRE(made);
    hub::RestorePlan plan = world.restoring();
    SECTION("a flipped byte") {
        const std::string& name = made->manifest.files.at(GENERATE(0U, 1U, 2U)).path;
        spoil(made->folder / name, 100);
        const auto done = hub::restore_backup(plan);
        REQUIRE_FALSE(done);
        CHECK(done.error().code == Errc::conflict);
        CHECK(hub::faults_of(made->folder, made->manifest).size() == 1);
    }
    SECTION("a file that is gone") {
        fs::remove(made->folder / "keys.age");
        CHECK_FALSE(hub::restore_backup(plan));
    }
    SECTION("a manifest that was changed") {
        std::string text = text_of_file(made->folder / "manifest.json");
        text.replace(text.find("\"position\":"), 11, "\"position\":1");
        std::ofstream{made->folder / "manifest.json"} << text;
        CHECK(hub::restore_backup(plan).error().code == Errc::forbidden);
    }
    SECTION("the backup of another hub") {
        plan.hub_key = fixed_key(5).public_key();
        CHECK(hub::restore_backup(plan).error().code == Errc::forbidden);
    }
    SECTION("another identity") {
        REQUIRE(hub::make_identity(world.folder / "other"));
        plan.identity = world.folder / "other";
        CHECK(hub::restore_backup(plan).error().code == Errc::forbidden);
    }
    SECTION("something in the place") {
        fs::create_directories(plan.into);
        world.folder.write("restored/hub.key", "mine");
        CHECK(hub::restore_backup(plan).error().code == Errc::conflict);
        CHECK(text_of_file(plan.into / "hub.key") == "mine");
        return;
    }
    SECTION("nobody who answers for it") {
        plan.reason.clear();
        CHECK_FALSE(hub::restore_backup(plan));
    }
    CHECK_FALSE(fs::exists(plan.into));
}

TEST_CASE("blobs are written once, and again when they rotted there", "[backup]") {
    if (has_no_age()) return;
    BackedUpHub world;
    const auto first = world.back_up();
    REQUIRE(first);
    const auto second = world.back_up();
    REQUIRE(second);
    CHECK(second->blobs_written == 0);
    spoil(first->folder / first->manifest.files.back().path, 100);
    const auto third = world.back_up();
    REQUIRE(third);
    CHECK(third->blobs_written == 1);
    CHECK(hub::faults_of(third->folder, third->manifest).empty());
    CHECK(hub::restore_backup(world.restoring()));
}

TEST_CASE("a backup that fails, or was cut off, leaves nothing behind", "[backup]") {
    if (has_no_age()) return;
    BackedUpHub world;
    hub::BackupPlan plan = world.plan();
    plan.recipients = {"age1notarecipient"};  // age itself refuses it
    CHECK_FALSE(hub::make_backup(world.source(), plan));
    CHECK(fs::is_empty(plan.to));
    fs::create_directories(plan.to / "20261123T205548Z-000000000008.part");
    fs::create_directories(plan.to / "somebody.part");
    REQUIRE(world.back_up());
    CHECK_FALSE(fs::exists(plan.to / "20261123T205548Z-000000000008.part"));
    CHECK(fs::exists(plan.to / "somebody.part"));
    CHECK(hub::backups_in(plan.to)->size() == 1);
}

TEST_CASE("whoever can open a backup can open all of it", "[backup]") {
    if (has_no_age()) return;
    BackedUpHub world;
    const auto before = world.back_up();
    REQUIRE(before);
    hub::BackupPlan plan = world.plan();
    plan.recipients = {hub::make_identity(world.folder / "other").value()};
    const auto after = hub::make_backup(world.source(), plan);
    REQUIRE(after);
    CHECK(after->blobs_written == 1);
    CHECK(hub::faults_of(before->folder, before->manifest).empty());
    hub::RestorePlan restoring = world.restoring();
    CHECK(hub::restore_backup(restoring).error().code == Errc::forbidden);
    restoring.identity = world.folder / "other";
    CHECK(hub::restore_backup(restoring));
}

TEST_CASE("a blob that rots does not end the backups that have it", "[backup]") {
    if (has_no_age()) return;
    BackedUpHub world;
    const auto blob = world.hub->blobs().path_of(sha256(as_bytes("a customs file")));
    SECTION("it rotted before the first one") {
        spoil(blob, 15);
        const auto refused = world.back_up();
        REQUIRE_FALSE(refused);
        CHECK(refused.error().what.find("import the file") != std::string::npos);
        REQUIRE(world.hub->blobs().put(as_bytes("a customs file")));  // as an import does
        REQUIRE(world.hub->blobs().sync());
        CHECK(world.back_up());
        return;
    }
    REQUIRE(world.back_up());
    SECTION("flipped") { spoil(blob, 15); }
    SECTION("gone") { fs::remove(blob); }
    const auto second = world.back_up();
    REQUIRE(second);
    CHECK(second->blobs_rotten == 1);
    REQUIRE(hub::restore_backup(world.restoring()));
    const auto restored = HubStore::open(world.folder / "restored", world.small).value();
    CHECK(restored->blobs().get(sha256(as_bytes("a customs file"))));
}

TEST_CASE("a point in time is restored without what came after it", "[backup]") {
    if (has_no_age()) return;
    BackedUpHub world;
    world.capture(4);
    REQUIRE(world.back_up());
    hub::RestorePlan plan = world.restoring();
    plan.at = std::uint64_t{10};  // within the second batch, which begins at 8
    const auto done = hub::restore_backup(plan);
    REQUIRE(done);
    CHECK(done->position == 8);
    const auto restored = HubStore::open(plan.into, world.small).value();
    CHECK(restored->log().heads()->front().last_sequence == 4);
    CHECK(std::get<HubRestored>(restored->fact_at(LogPosition{8}).value()->fact).position == 8);
    CHECK(restored->hub_id() == world.hub->hub_id());
}

TEST_CASE("older backups go, but for a legal hold and those of others", "[backup]") {
    if (has_no_age()) return;
    BackedUpHub world;
    const auto first = world.back_up();
    REQUIRE(first);
    REQUIRE(world.back_up());
    hub::BackupPlan plan = world.plan();
    plan.keep = 2;
    SECTION("the oldest goes") {
        const auto third = hub::make_backup(world.source(), plan);
        REQUIRE(third);
        CHECK(third->deleted == std::vector{first->manifest.name});
        CHECK(hub::backups_in(plan.to)->size() == 2);
        CHECK(hub::faults_of(third->folder, third->manifest).empty());
    }
    SECTION("a legal hold keeps it") {
        plan.has_legal_hold = true;
        CHECK(hub::make_backup(world.source(), plan)->deleted.empty());
        CHECK(hub::backups_in(plan.to)->size() == 3);
    }
    SECTION("what is not signed by this hub is left alone") {
        spoil(first->folder / "manifest.sig", 3);
        CHECK(hub::make_backup(world.source(), plan)->deleted.empty());
    }
}

}  // namespace saldo::test
