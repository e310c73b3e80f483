#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "hub/backup/age.hpp"
#include "hub/backup/backup.hpp"
#include "hub/backup/restore.hpp"
#include "hub/hub_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::test {

/// Whether a test of encrypted backups must say "skipped".
inline bool has_no_age() {
    const TempFolder folder;
    const auto made = hub::make_identity(folder / "identity");
    if (made) return false;
    WARN("skipped, because " << made.error().what);
    return true;
}

/// A small hub with everything that a backup holds, and an identity that opens its backups.
struct BackedUpHub {
    static constexpr hub::LogOptions small{.map_bytes = 64U << 20, .reserve_bytes = 1U << 20};

    BackedUpHub() : hub{hub::HubStore::open(folder / "hub", small).value()} {
        recipient = hub::make_identity(folder / "identity").value();
        const Digest blob = hub->blobs().put(as_bytes("a customs file")).value();
        REQUIRE(hub->blobs().sync());
        Delivery delivery{.folio = "F1", .rfc = "GNA010101AAA"};
        delivery.files.push_back({.name = "501.asc", .sha256 = blob, .bytes = 14, .rows = 1});
        const AgentEnrolment enrolment{.agent = AgentId{"gna-0"},
                                       .rfc = "GNA010101AAA",
                                       .plant = "P01",
                                       .signing_key = fixed_key(1).public_key()};
        REQUIRE(hub->append({Company{.rfc = "GNA010101AAA", .name = "G"}, delivery, enrolment},
                            {1'000}));
        REQUIRE(hub->access({1'000}));
        capture(5);
    }

    /// Another batch of gna-0 in the log.
    void capture(std::uint32_t count) {
        const std::uint64_t first = stream.next();
        stream.add_many(count);
        const Bytes frame = stream.frame(first, count, fixed_key(1));
        const AgentId agent{"gna-0"};
        const hub::NewEntry entry{.kind = hub::EntryKind::frame,
                                  .count = count,
                                  .received = {2'000},
                                  .payload = frame,
                                  .stream = hub::StreamPlace{agent, 1, first}};
        const hub::StreamHead head{agent, stream.epoch(), first + count - 1,
                                   stream.hash_at(first + count)};
        REQUIRE(hub->log().append(hub->log().end().value(), {&entry, 1}, {&head, 1}));
    }

    hub::BackupSource source() const {
        return {hub->log(), hub->folder(), hub->hub_id(), hub->signing_key()};
    }
    /// Each a second after the one before: a name says no more.
    hub::BackupPlan plan() {
        now.ms += 1'000;
        return {.to = folder / "backups",
                .recipients = {recipient},
                .keep = 0,
                .has_legal_hold = false,
                .now = now,
                .program = program()};
    }
    Result<hub::BackupDone> back_up() { return hub::make_backup(source(), plan()); }
    hub::RestorePlan restoring() const {
        return {.backup = folder / "backups",
                .into = folder / "restored",
                .identity = folder / "identity",
                .at = {},
                .by = "rosa",
                .reason = "disk lost",
                .hub_key = hub->signing_key().public_key(),
                .now = {99'000},
                .program = program(),
                .log = small};
    }
    static std::string program() { return test::program("saldo-hub").string(); }

    TempFolder folder;
    std::string recipient;
    UtcTime now{1'764'000'000'000};
    Stream stream{"gna-0"};
    std::unique_ptr<hub::HubStore> hub;
};

/// Turns one byte of a file.
inline void spoil(const std::filesystem::path& file, std::size_t at) {
    std::fstream stream{file, std::ios::in | std::ios::out | std::ios::binary};
    stream.seekg(static_cast<std::streamoff>(at));
    const int byte = stream.get();
    stream.seekp(static_cast<std::streamoff>(at));
    stream.put(static_cast<char>(byte ^ 0x01));
}

}  // namespace saldo::test
