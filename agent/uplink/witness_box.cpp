#include "agent/uplink/witness_box.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/config/log.hpp"
#include "common/crypto/hash.hpp"
#include "common/store/file.hpp"
#include "common/tlog/note.hpp"

namespace saldo::agent {
namespace {

namespace fs = std::filesystem;
using config::log_event;
using config::LogLevel;

constexpr std::string_view seen_format = "saldo-seen/1";
constexpr std::string_view seen_end = ".seen";
constexpr std::string_view evidence_begin = "evidence-";
constexpr std::string_view key_file = "log.key";
constexpr std::size_t file_bytes_max = 8192;
constexpr int evidence_max = 10;

struct Alarm {
    std::string_view code;
    Words words;
};
constexpr std::array<Alarm, 3> alarms = {{
    {"log.two_histories",
     {.en = "the hub's log shows another history than it had signed before: keep this box as it "
            "is and call the auditor",
      .es = "la bitácora del hub muestra otra historia que la que había firmado: conserve este "
            "equipo como está y llame al auditor"}},
    {"log.went_back",
     {.en = "the hub's log is shorter than it had signed before: ask corporate IT whether the hub "
            "was restored from a backup",
      .es = "la bitácora del hub es más corta que la que había firmado: pregunte a sistemas del "
            "corporativo si el hub se restauró de un respaldo"}},
    {"log.key_changed",
     {.en = "the key that signs the hub's log is another one: ask corporate IT why",
      .es = "la llave que firma la bitácora del hub es otra: pregunte a sistemas del corporativo "
            "por qué"}},
}};

fs::path seen_file(const fs::path& folder, const std::string& origin) {
    const Digest name = sha256(as_bytes(origin));
    return folder / (to_hex(ByteView{name}.first(16)) + std::string{seen_end});
}

/// A file as keep() writes it: "saldo-seen/1 MS\n" and the note.
Result<std::pair<std::string, Witness::Seen>> read_seen(const fs::path& path) {
    const auto bytes = store::read_file(path, file_bytes_max);
    if (!bytes) return bytes.error();
    const std::string_view text = as_text(*bytes);
    const std::size_t end = text.find('\n');
    const auto words = split(text.substr(0, end), ' ');
    if (end == std::string_view::npos || words.size() != 2 || words[0] != seen_format) {
        return malformed("not a file of ours");
    }
    const auto ms = parse_unsigned(words[1]);
    const auto note = tlog::parse_note(text.substr(end + 1));
    if (!note) return note.error();
    const auto checkpoint = tlog::parse_checkpoint(note->text);
    if (!ms || !checkpoint) return malformed("no checkpoint, or no time");
    return std::pair{checkpoint->origin, Witness::Seen{.size = checkpoint->size,
                                                       .root = checkpoint->root,
                                                       .at = {static_cast<std::int64_t>(*ms)},
                                                       .note = std::string{text.substr(end + 1)}}};
}

Witness::Memory read_memory(const fs::path& folder) {
    Witness::Memory memory;
    if (const auto key = store::read_file(folder / key_file, file_bytes_max)) {
        memory.log_key = trim(as_text(*key));
    }
    std::error_code error;
    for (const auto& file : fs::directory_iterator{folder, error}) {
        if (file.path().extension() != seen_end) continue;
        auto seen = read_seen(file.path());
        if (seen && seen_file(folder, seen->first) == file.path()) {
            memory.seen.insert(std::move(*seen));
            continue;
        }
        log_event(LogLevel::error, "witness.memory_damaged",
                  {{"file", file.path().string()},
                   {"why", seen ? "of another tree" : seen.error().what}});
        std::error_code ignored;
        fs::rename(file.path(), file.path().string() + ".damaged", ignored);
    }
    return memory;
}

/// The code of the evidence that lies in the folder; empty for none.
std::string evidence_in(const fs::path& folder) {
    std::error_code error;
    std::vector<std::string> names;
    for (const auto& file : fs::directory_iterator{folder, error}) {
        names.push_back(file.path().filename().string());
    }
    for (const Alarm& alarm : alarms) {
        const std::string begin = std::string{evidence_begin} + std::string{alarm.code};
        if (std::ranges::any_of(names, [&](const auto& name) { return name.starts_with(begin); })) {
            return std::string{alarm.code};
        }
    }
    return {};
}

}  // namespace

Result<WitnessBox> WitnessBox::open(fs::path folder, std::string agent, std::string rfc,
                                    const SigningKey& key, std::function<UtcTime()> utc_now) {
    if (auto made = store::create_private_folder(folder); !made) return made.error();
    Witness witness{{.rfc = std::move(rfc),
                     .key = {.name = std::move(agent),
                             .type = tlog::NoteKeyType::cosignature,
                             .key = key.public_key()},
                     .sign = [key](ByteView message) { return key.sign(message); },
                     .verify = verify},
                    read_memory(folder)};
    return WitnessBox{std::move(folder), std::move(witness), std::move(utc_now)};
}

WitnessBox::WitnessBox(fs::path folder, Witness witness, std::function<UtcTime()> utc_now)
    : folder_{std::move(folder)},
      witness_{std::move(witness)},
      utc_now_{std::move(utc_now)},
      alarm_{evidence_in(folder_)} {}

void WitnessBox::listen(UplinkOptions& options) {
    options.on_witness = [this](const sync::WitnessRequest& request) {
        return on_request(request);
    };
    options.on_checkpoint = [this](const std::string& note, UtcTime at) {
        on_checkpoint(note, at);
    };
    options.on_log_key = [this](const std::string& vkey) { on_log_key(vkey); };
    options.log_alarm = [this] { return std::string{log_alarm_words(alarm_).en}; };
}

void WitnessBox::on_log_key(const std::string& vkey) {
    const Witness::KeyTold told = witness_.on_log_key(vkey);
    if (told.accusation) accuse(*told.accusation);
    if (!told.is_new) return;
    const auto written = store::write_file_durably(folder_ / key_file, as_bytes(vkey + "\n"));
    if (!written) {
        log_event(LogLevel::error, "witness.not_kept", {{"why", written.error().what}});
    }
}

void WitnessBox::on_checkpoint(const std::string& note, UtcTime at) {
    if (const auto accusation = witness_.on_checkpoint(note, at)) accuse(*accusation);
}

std::optional<sync::WitnessAnswer> WitnessBox::on_request(const sync::WitnessRequest& request) {
    const auto seconds =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, utc_now_().ms)) / 1000;
    Witness::Decision decision = witness_.on_request(request, seconds);
    if (decision.accusation) accuse(*decision.accusation);
    if (!decision.keep) return std::move(decision.answer);
    if (const auto written = keep(decision.origin, *decision.keep); !written) {
        log_event(LogLevel::error, "witness.not_kept", {{"why", written.error().what}});
        return std::nullopt;
    }
    witness_.kept(decision.origin, std::move(*decision.keep));
    return std::move(decision.answer);
}

Result<void> WitnessBox::keep(const std::string& origin, const Witness::Seen& seen) const {
    const std::string text = fmt::format("{} {}\n{}", seen_format, seen.at.ms, seen.note);
    return store::write_file_durably(seen_file(folder_, origin), as_bytes(text));
}

/// Both notes go to a file of their own, once for each pair; the first few tell enough.
void WitnessBox::accuse(const Witness::Accusation& accusation) {
    const std::string text = accusation.held + "\n" + accusation.told;
    const Digest name = sha256(as_bytes(text));
    const fs::path path = folder_ / fmt::format("{}{}-{}.txt", evidence_begin, accusation.code,
                                                to_hex(ByteView{name}.first(8)));
    std::error_code error;
    if (fs::exists(path, error)) return;
    const auto count =
        std::ranges::count_if(fs::directory_iterator{folder_, error}, [](const auto& file) {
            return file.path().filename().string().starts_with(evidence_begin);
        });
    if (alarm_.empty()) alarm_ = accusation.code;
    log_event(LogLevel::error, accusation.code, {{"evidence", path.string()}});
    if (count >= evidence_max) return;
    if (const auto kept = store::write_file_durably(path, as_bytes(text)); !kept) {
        log_event(LogLevel::error, "witness.not_kept", {{"why", kept.error().what}});
    }
}

Words log_alarm_words(std::string_view code) {
    const auto* const found = std::ranges::find(alarms, code, &Alarm::code);
    return found == alarms.end() ? Words{} : found->words;
}

}  // namespace saldo::agent
