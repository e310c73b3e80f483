#include "agent/commands/journal_command.hpp"

#include <string>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "common/wire/epoch_codec.hpp"
#include "common/wire/fact_codec.hpp"

namespace saldo::agent {
namespace {

namespace json = boost::json;
using config::ExitCode;

void say(std::FILE* out, const std::string& text) { std::fwrite(text.data(), 1, text.size(), out); }

ExitCode complain(const Error& error, Language language) {
    const bool es = language == Language::es;
    std::string text = fmt::format("saldo-agent: {}\n", error.what);
    if (error.code == Errc::unavailable) {
        text += es ? "El agente está en marcha: deténgalo (systemctl stop saldo-agent) o use una "
                     "copia.\n"
                   : "The agent is running: stop it (systemctl stop saldo-agent) or use a copy.\n";
        say(stderr, text);
        return ExitCode::try_again;
    }
    say(stderr, text);
    return config::exit_code_of(error.code);
}

json::object movement_json(const wire::MovementBody& body) {
    const Movement& movement = body.movement;
    return {{"event_id", movement.event_id},
            {"ts", format_offset_time(movement.at)},
            {"plant", movement.plant},
            {"type", std::string{to_string(movement.type)}},
            {"part_number", movement.part_number},
            {"qty", format_quantity(movement.quantity)},
            {"umc", movement.umc},
            {"ref_type", movement.ref_type},
            {"ref", movement.ref},
            {"counter_plant", movement.counter_plant},
            {"device", movement.device},
            {"raw", body.raw}};
}

json::object epoch_json(const wire::EpochOpen& epoch) {
    return {{"rfc", epoch.rfc},
            {"plant", epoch.plant},
            {"parent_epoch", epoch.parent_ordinal},
            {"parent_sequence", epoch.parent_sequence},
            {"parent_hash", to_hex(epoch.parent_hash)},
            {"signing_key", to_hex(epoch.signing_key)},
            {"reason", static_cast<std::uint8_t>(epoch.reason)}};
}

std::string line_of(std::uint32_t epoch, std::uint64_t sequence, const sync::RecordView& record) {
    json::object line{{"epoch", epoch},
                      {"sequence", sequence},
                      {"record_type", static_cast<std::uint16_t>(record.head.type)},
                      {"device_utc", format_utc(record.head.device_utc)},
                      {"boot", record.head.boot_number},
                      {"clock_quality", static_cast<std::uint8_t>(record.head.clock_quality)},
                      {"catalog_sequence", record.head.catalog_sequence}};
    if (record.head.type == sync::RecordType::movement) {
        if (const auto body = wire::decode_movement_body(record.body)) {
            line["movement"] = movement_json(*body);
        }
    } else if (record.head.type == sync::RecordType::epoch_open) {
        if (const auto body = wire::decode_epoch_open(record.body))
            line["opens"] = epoch_json(*body);
    }
    const bool is_read = line.contains("movement") || line.contains("opens");
    if (!is_read) line["body"] = to_hex(record.body);
    return json::serialize(line) + "\n";
}

Result<void> export_epoch(const LmdbJournal& journal, const KeptEpoch& kept, std::FILE* out) {
    std::uint64_t next = kept.first_kept;
    while (next <= kept.last) {
        const auto run = journal.read(kept.epoch.ordinal, next, {});
        if (!run) return run.error();
        if (run->count == 0) return Error{Errc::storage, "the journal ends before its last record"};
        ByteView rest{run->records};
        for (std::uint32_t i = 0; i < run->count; ++i) {
            const auto record = sync::read_record(rest);
            if (!record) return record.error();
            say(out, line_of(kept.epoch.ordinal, next, *record));
            rest = rest.subspan(record->whole.size());
            ++next;
        }
    }
    return {};
}

/// Every record that is damaged, behind the first fault too.
void name_damaged(const LmdbJournal& journal, Language language, std::FILE* out) {
    constexpr std::uint64_t stretch_records = 20'000;
    const bool es = language == Language::es;
    std::uint64_t damaged = 0;
    ScrubPlace at;
    for (bool is_end = false; !is_end;) {
        const auto stretch = journal.scrub(at, stretch_records);
        if (!stretch) return;  // the first fault said it: there is no way to the records
        for (const DamagedRecord& record : stretch->damaged) {
            say(out, fmt::format(fmt::runtime(es ? "dañado  {}: {}\n" : "damaged  {}: {}\n"),
                                 to_string(record.place), record.why));
        }
        damaged += stretch->damaged.size();
        is_end = stretch->is_end;
    }
    say(out, fmt::format(fmt::runtime(es ? "registros dañados: {}; un agente en marcha los pide al "
                                           "hub\n"
                                         : "damaged records: {}; a running agent asks the hub for "
                                           "them\n"),
                         damaged));
}

}  // namespace

ExitCode verify_journal(const std::filesystem::path& folder, const JournalLimits& limits,
                        Language language, std::FILE* out) {
    const auto journal = LmdbJournal::open_existing(folder, limits);
    if (!journal) return complain(journal.error(), language);
    const auto audit = (*journal)->verify();
    if (!audit) return complain(audit.error(), language);
    const bool es = language == Language::es;
    if (audit->first_fault) {
        say(out, fmt::format(fmt::runtime(es ? "FALLA  {}\nregistros buenos antes: {}\n"
                                             : "BAD  {}\ngood records before it: {}\n"),
                             *audit->first_fault, audit->records));
        name_damaged(**journal, language, out);
        return ExitCode::answer_is_no;
    }
    say(out, fmt::format(fmt::runtime(es ? "OK  registros={}  época={}  última={}  cabeza={}\n"
                                         : "OK  records={}  epoch={}  last={}  head={}\n"),
                         audit->records, audit->head.epoch.ordinal, audit->head.last_sequence,
                         to_hex(audit->head.hash)));
    return ExitCode::done;
}

ExitCode export_journal(const std::filesystem::path& folder, const JournalLimits& limits,
                        Language language, std::FILE* out) {
    const auto journal = LmdbJournal::open_existing(folder, limits);
    if (!journal) return complain(journal.error(), language);
    const auto epochs = (*journal)->epochs();
    if (!epochs) return complain(epochs.error(), language);
    for (const KeptEpoch& kept : *epochs) {
        if (kept.first_kept > kept.last) continue;
        const auto done = export_epoch(**journal, kept, out);
        if (!done) return complain(done.error(), language);
    }
    if (std::fflush(out) != 0) {
        return complain({Errc::storage, "the export cannot be written"}, language);
    }
    return ExitCode::done;
}

}  // namespace saldo::agent
