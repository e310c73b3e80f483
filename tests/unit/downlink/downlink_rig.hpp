#pragma once

#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "agent/catalog/catalog_receiver.hpp"
#include "hub/downlink/catalog_desk.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

// The hub's desk and an agent's receiver with nothing between them but a test.

namespace saldo::test {

constexpr const char* downlink_rfc = "GNA010101AAA";
constexpr const char* downlink_agent = "gna-tij1";

inline Part downlink_part(const std::string& number, std::uint8_t umc = 6) {
    return {.rfc = downlink_rfc, .part_number = number, .umc = umc, .umt = umc};
}

/// The desk of a hub over one folder; time is a number.
class DeskRig {
public:
    explicit DeskRig(std::uint64_t changes_told_max = 1'000) : told_max_{changes_told_max} {
        start();
    }
    void start() {
        desk.reset();
        hub::CatalogDesk::Options options;
        options.folder = folder / "downlink";
        options.publish_every_ms = 0;
        options.changes_told_max = told_max_;
        options.offer_again_ms = 0;
        options.begin_anew_ms = 0;
        options.store.map_bytes = 64U << 20;
        options.store.changes_kept = changes_kept;
        options.has_door = has_door;
        options.snapshots.reused_changes_max = 2;
        desk = hub::CatalogDesk::open(fixed_key(99), rows, options).value();
    }
    /// All is put back to how it was when there was nothing.
    void lose_streams() {
        desk.reset();
        std::filesystem::remove_all(folder / "downlink");
        start();
    }
    /// What an agent of `rfc` that holds `place` is told now.
    std::vector<Bytes> told(const sync::CatalogPlace& place,
                            const std::string& rfc = downlink_rfc) {
        desk->on_status(downlink_agent, {.rfc = rfc}, {.online = true, .catalog = place});
        return turn();
    }
    std::vector<Bytes> turn() {
        std::vector<Bytes> frames;
        now_ms += 10;
        for (hub::Outgoing& message : desk->turn({now_ms}, SteadyTime{}.plus_ms(now_ms)).value()) {
            frames.push_back(std::move(message.payload));
        }
        return frames;
    }

    TempFolder folder = TempFolder::in_memory();
    hub::CatalogRows rows;
    std::unique_ptr<hub::CatalogDesk> desk;
    std::int64_t now_ms = 1'000;
    bool has_door = true;  ///< of the next start; the next as well
    std::uint64_t changes_kept = 4'000;

private:
    std::uint64_t told_max_;
};

/// An agent's catalog and its receiver, over one folder, with a way to the desk's files that can
/// fail.
class ReceiverRig {
public:
    explicit ReceiverRig(DeskRig& hub) : hub_{hub} { start(); }
    void start() {
        receiver.reset();
        catalog.reset();
        if (files) folder.write("parts.csv", "part_number,umc\nOWN-1,6\n");
        catalog = agent::Catalog::open({.folder = files ? folder.path() : std::filesystem::path{},
                                        .copy = folder / "catalog.copy",
                                        .hub_copy = folder / "catalog",
                                        .rfc = downlink_rfc},
                                       {1})
                      .value();
        receiver = std::make_unique<agent::CatalogReceiver>(
            agent::CatalogReceiver::Options{
                .agent = downlink_agent,
                .rfc = downlink_rfc,
                .hub_key = fixed_key(99).public_key(),
                .folder = folder / "catalog",
                .fetch = [this](const sync::SnapshotOffer& offer, std::uint64_t from,
                                std::uint64_t most) { return piece(offer, from, most); },
                .piece_bytes_min = piece_bytes,
                .piece_bytes_first = piece_bytes,
                .piece_bytes_max = piece_bytes},
            *catalog,
            Surroundings{.steady_now = [this] { return SteadyTime{}.plus_ms(hub_.now_ms); },
                         .utc_now = [this] { return UtcTime{hub_.now_ms}; },
                         .random = [] { return std::uint64_t{0}; }});
    }
    void take(const std::vector<Bytes>& frames) {
        for (const Bytes& frame : frames) REQUIRE(receiver->take(frame));
    }
    /// Fetches until nothing is offered any more, or `pieces_max` were asked for.
    void fetch(int pieces_max = 1'000) {
        for (; receiver->fetch_due() && pieces_max > 0; --pieces_max) {
            hub_.now_ms = std::max(hub_.now_ms, receiver->fetch_due()->ns / 1'000'000);
            REQUIRE(receiver->fetch());
        }
    }
    /// Talks until the agent holds what the hub holds.
    void settle() {
        for (int round = 0; round < 8; ++round) {
            take(hub_.told(place()));
            fetch();
        }
    }
    sync::CatalogPlace place() const { return catalog->hub_place(); }
    std::size_t parts() const { return catalog->current() ? catalog->current()->parts.size() : 0; }
    std::optional<std::uint8_t> umc_of(const std::string& number) const {
        const auto current = catalog->current();
        return current ? current->parts.umc_of(number) : std::nullopt;
    }

    TempFolder folder = TempFolder::in_memory();
    bool files = false;  ///< a folder with one part, OWN-1, of its own
    std::uint64_t piece_bytes = 64;
    std::uint64_t served = 0;               ///< bytes that were got of snapshots
    std::optional<std::uint64_t> fails_at;  ///< nothing comes from this byte on
    std::function<void(std::string&)> spoil;
    std::unique_ptr<agent::Catalog> catalog;
    std::unique_ptr<agent::CatalogReceiver> receiver;

private:
    Result<std::string> piece(const sync::SnapshotOffer& offer, std::uint64_t from,
                              std::uint64_t most) {
        const auto path =
            hub_.desk->snapshot(downlink_rfc, offer.place.epoch, offer.place.sequence);
        if (!path) return Error{Errc::not_found, "gone"};
        if (fails_at && from >= *fails_at) return Error{Errc::unavailable, "cut"};
        std::ifstream file{*path, std::ios::binary};
        std::string all{std::istreambuf_iterator<char>{file}, {}};
        if (spoil) spoil(all);
        const std::uint64_t end = fails_at ? std::min(from + most, *fails_at) : from + most;
        std::string bytes = all.substr(from, end - from);
        served += bytes.size();
        return bytes;
    }

    DeskRig& hub_;
};

}  // namespace saldo::test
