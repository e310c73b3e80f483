#include "tests/golden/golden_store.hpp"

#include <fstream>

#include "common/wire/epoch_codec.hpp"
#include "common/wire/fact_codec.hpp"
#include "hub/scenario/told.hpp"
#include "tests/support/stream.hpp"

namespace saldo::test {
namespace {

constexpr std::int64_t first_day_ms = 1'772'000'000'000;  // 2026-02-25
constexpr std::int64_t day_ms = 86'400'000;

constexpr const char* catalogs_and_debts = R"(
company ALFA rfc=AAA010101AAA program=1-2010
plant P01 company=ALFA
part X tariff=85444299 umc=6
part Y tariff=39269099 umc=6
product P
bom P X 2.0
bom P Y 1.0 shrinkage=0.1
import L1 X 100 IN 2026-01-05 value=1000 iva=160 umt=50
import L2 X 80 IN 2026-01-20 value=900 iva=144
import L3 Y 400 IN 2026-01-22 value=400 iva=64
rectify L1 2026-01-25 qty=90
outcome R1 RT 2026-02-02
use R1 X 30
outcome R2 RT 2026-02-05
exit R2 P 40
move m1 receive P01 X 100 2026-01-05
file return 2026-02
)";
constexpr const char* late = "import L0 X 15 IN 2026-01-01 value=300\n";
constexpr const char* replaced = R"(
approve-report return 2026-02 by=rosa reason=late
approve-report return 2026-02 by=luis reason=late
)";

Result<void> record(hub::HubStore& hub, const char* statements, std::int64_t ms) {
    auto copy = hub.book_as_known(api::KnownAt{hub.book().known().value()});
    if (!copy) return copy.error();
    auto told = scenario::tell(statements, **copy);
    if (told.fault_line != 0) return malformed(told.fault);
    if (!told.refusals.empty()) return malformed(told.refusals.front().code);
    const auto appended = hub.append(std::move(told.facts), {ms});
    if (!appended) return appended.error();
    return {};
}

Result<void> add_journal(hub::HubStore& hub, std::int64_t ms) {
    const auto enrolled = hub.append(
        {AgentEnrolment{AgentId{"alfa-p01"}, "AAA010101AAA", "P01", fixed_key(1).public_key()}},
        {ms});
    if (!enrolled) return enrolled.error();
    Stream stream{"alfa-p01"};
    const auto opened = wire::encode_epoch_open(
        {.rfc = "AAA010101AAA", .plant = "P01", .signing_key = fixed_key(1).key_id()});
    if (!opened) return opened.error();
    stream.add(as_text(*opened));
    for (int i = 0; i < 5; ++i) {
        Movement movement;
        movement.event_id = "scan-" + std::to_string(i);
        movement.at = {{ms - 1'000 + i}, -360};
        movement.plant = "P01";
        movement.part_number = "X";
        movement.quantity = Quantity::from_units(i + 1);
        movement.umc = 6;
        const auto body = wire::encode_movement_body(movement, "frame " + std::to_string(i));
        if (!body) return body.error();
        stream.add(as_text(*body));
    }
    const Bytes frame = stream.frame(0, 6, fixed_key(1), wire::Pack::when_smaller);
    hub::NewEntry entry{.kind = hub::EntryKind::frame, .count = 6, .received = {ms}};
    entry.payload = frame;
    entry.stream = hub::StreamPlace{.agent = AgentId{stream.agent()}, .epoch = 1, .sequence = 0};
    const auto end = hub.log().end();
    if (!end) return end.error();
    if (const auto done = hub.log().append(*end, {&entry, 1}, {}); !done) return done.error();
    return {};
}

void write_key(const std::filesystem::path& path, unsigned char fill) {
    std::ofstream{path, std::ios::binary} << fixed_key(fill).seed_hex() << "\n";
}

}  // namespace

Result<std::unique_ptr<hub::HubStore>> open_golden(const std::filesystem::path& folder) {
    return hub::HubStore::open(folder, {.map_bytes = 64U << 20, .reserve_bytes = 1U << 20});
}

Result<void> write_golden(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    write_key(folder / "hub.key", 2);
    write_key(folder / "log.key", 9);
    auto hub = open_golden(folder);
    if (!hub) return hub.error();
    if (const auto done = record(**hub, catalogs_and_debts, first_day_ms); !done) return done;
    if (const auto done = add_journal(**hub, first_day_ms + day_ms); !done) return done;
    hub->reset();
    hub = open_golden(folder);  // what the journal told is in the book of whoever opens it
    if (!hub) return hub.error();
    if (const auto done = record(**hub, late, first_day_ms + 2 * day_ms); !done) return done;
    if (const auto done = record(**hub, replaced, first_day_ms + 3 * day_ms); !done) return done;
    hub->reset();
    // What follows from the log is made again by whoever opens it.
    for (const char* derived : {"proof", "cosigned", "lock", "log/lock.mdb"}) {
        std::filesystem::remove_all(folder / derived);
    }
    return {};
}

}  // namespace saldo::test
