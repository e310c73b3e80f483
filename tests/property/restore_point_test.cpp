#include <map>

#include "common/wire/frame.hpp"
#include "hub/backup/cut_log.hpp"
#include "hub/hub_store.hpp"
#include "tests/property/book_text.hpp"
#include "tests/property/histories.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

// A point in time of a log is what was told before it, and nothing else.

namespace saldo::test {
namespace {

const LocalDate today = LocalDate::from_civil({2026, 3, 1});
constexpr hub::LogOptions small{.map_bytes = 64U << 20, .reserve_bytes = 1U << 20};

struct Stretch {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    bool is_frame = false;
    std::optional<hub::StreamHead> head;
};

/// A log of facts that people told and batches of two journals between them.
class Mixed {
public:
    explicit Mixed(std::uint64_t seed) : random_{seed}, hub_{open(folder_ / "hub")} {
        std::int64_t ms = 1'000;
        for (std::uint64_t part = 0; part < 6; ++part) {
            std::vector<Fact> facts = facts_of(random_history(seed * 10 + part, Story::any));
            for (std::size_t at = 0; at < facts.size();) {
                const auto count = std::min<std::size_t>(facts.size() - at, random_.between(1, 5));
                const auto from = facts.begin() + static_cast<std::ptrdiff_t>(at);
                const auto to = from + static_cast<std::ptrdiff_t>(count);
                REQUIRE(hub_->append({from, to}, {ms += 10}));
                at += count;
                if (random_.percent(50)) capture(streams_[random_.between(0, 1)], ms += 10);
            }
        }
        last_ms_ = ms;
    }

    const hub::HubStore& hub() const { return *hub_; }
    Random& random() { return random_; }
    std::int64_t last_ms() const { return last_ms_; }
    static std::unique_ptr<hub::HubStore> open(const std::filesystem::path& folder) {
        return hub::HubStore::open(folder, small).value();
    }
    std::uint64_t end() const { return hub_->log().end().value().value(); }
    /// What the log consists of, entry by entry.
    std::vector<Stretch> stretches() const {
        std::vector<Stretch> all;
        REQUIRE(hub_->log().read(LogPosition{0}, [&](const hub::EntryView& entry) {
            Stretch s{entry.first.value(),
                      entry.first.value() + entry.count,
                      entry.kind == hub::EntryKind::frame,
                      {}};
            if (s.is_frame) {
                const auto frame = wire::stored_frame(entry.payload).value();
                const std::string_view name = as_text(frame.head.agent);
                s.head = hub::StreamHead{
                    AgentId{std::string{name.substr(0, name.find('\0'))}}, frame.head.epoch,
                    frame.head.first + frame.head.records - 1, frame.head.after};
            }
            all.push_back(std::move(s));
            return true;
        }));
        return all;
    }

private:
    void capture(Stream& stream, std::int64_t ms) {
        const auto count = static_cast<std::uint32_t>(random_.between(1, 7));
        const std::uint64_t first = stream.next();
        stream.add_many(count);
        const Bytes frame = stream.frame(first, count, fixed_key(1));
        const AgentId agent{stream.agent()};
        const hub::NewEntry entry{.kind = hub::EntryKind::frame,
                                  .count = count,
                                  .received = {ms},
                                  .payload = frame,
                                  .stream = hub::StreamPlace{agent, stream.epoch().ordinal, first}};
        const hub::StreamHead head{agent, stream.epoch(), first + count - 1,
                                   stream.hash_at(first + count)};
        REQUIRE(hub_->log().append(hub_->log().end().value(), {&entry, 1}, {&head, 1}));
    }

    TempFolder folder_ = TempFolder::in_memory();
    Random random_;
    std::array<Stream, 2> streams_{Stream{"gna-0"}, Stream{"gna-1"}};
    std::unique_ptr<hub::HubStore> hub_;
    std::int64_t last_ms_ = 0;
};

/// How far each journal is held by what lies before `end`, told by hand.
std::vector<hub::StreamHead> heads_before(const std::vector<Stretch>& stretches,
                                          std::uint64_t end) {
    std::map<std::string, hub::StreamHead> heads;
    for (const Stretch& s : stretches) {
        if (s.end <= end && s.head) heads[s.head->agent.value()] = *s.head;
    }
    std::vector<hub::StreamHead> list;
    for (auto& [agent, head] : heads) list.push_back(head);
    return list;
}

}  // namespace

TEST_CASE("a log restored at a point is a replay of what lay before it", "[property][backup]") {
    Mixed mixed{7};
    const auto stretches = mixed.stretches();
    REQUIRE(mixed.end() > 150);
    std::uint64_t within_frames = 0;
    std::uint64_t within_facts = 0;
    for (int round = 0; round < 100; ++round) {
        const auto n =
            static_cast<std::uint64_t>(mixed.random().between(0, static_cast<int>(mixed.end())));
        CAPTURE(n);
        std::uint64_t expected = n;
        bool is_boundary = true;
        for (const Stretch& s : stretches) {
            const bool is_over = s.first < n && n < s.end;
            if (!is_over) continue;
            is_boundary = s.is_frame;
            if (s.is_frame) expected = s.first;
            ++(s.is_frame ? within_frames : within_facts);
        }
        const TempFolder folder = TempFolder::in_memory();
        {
            const auto cut = hub::LmdbLog::open(folder / "cut", small).value();
            const auto end = hub::cut_log(mixed.hub().log(), *cut, n);
            REQUIRE(end);
            CHECK(end->value() == expected);
            CHECK_FALSE(cut->verify()->first_fault);
            CHECK(cut->heads().value() == heads_before(stretches, expected));
            const auto whole = mixed.hub().log().hash_at(LogPosition{expected}).value();
            if (is_boundary) CHECK(whole == cut->head_hash().value());
        }
        const auto restored = Mixed::open(folder / "cut");
        const auto replayed = mixed.hub().book_as_known(expected).value();
        const std::string difference =
            first_difference(text_of(*replayed, today), text_of(restored->book(), today));
        CHECK(difference.empty());
        INFO(difference);
    }
    // Both kinds of entry were met in the middle.
    CHECK(within_frames > 0);
    CHECK(within_facts > 0);
}

TEST_CASE("a log restored at a time is what was known then", "[property][backup]") {
    Mixed mixed{11};
    for (int round = 0; round < 20; ++round) {
        const UtcTime time{mixed.random().between(0, static_cast<int>(mixed.last_ms()) + 10)};
        CAPTURE(time.ms);
        const TempFolder folder = TempFolder::in_memory();
        {
            const auto cut = hub::LmdbLog::open(folder / "cut", small).value();
            REQUIRE(hub::cut_log(mixed.hub().log(), *cut, time));
        }
        const auto restored = Mixed::open(folder / "cut");
        const auto replayed = mixed.hub().book_as_known(time).value();
        CHECK(first_difference(text_of(*replayed, today), text_of(restored->book(), today)) == "");
    }
}

TEST_CASE("a point past the end of the log is refused", "[backup]") {
    const Mixed mixed{3};
    const TempFolder folder = TempFolder::in_memory();
    const auto cut = hub::LmdbLog::open(folder / "cut", small).value();
    const auto end = hub::cut_log(mixed.hub().log(), *cut, mixed.end() + 1);
    REQUIRE_FALSE(end);
    CHECK(end.error().code == Errc::conflict);
}

}  // namespace saldo::test
