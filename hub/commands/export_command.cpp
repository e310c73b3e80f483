#include <cstdio>
#include <filesystem>
#include <memory>

#include "common/base/json.hpp"
#include "common/config/say.hpp"
#include "common/store/file.hpp"
#include "hub/book/tables.hpp"
#include "hub/commands/command.hpp"

namespace saldo::hub {
namespace {

/// A file that is written a line at a time. Its errors show at close.
class LineFile {
public:
    static Result<LineFile> create(const std::filesystem::path& path) {
        std::FILE* file = std::fopen(path.c_str(), "wxe");
        if (file == nullptr) return store::system_error(errno, "creating " + path.string());
        return LineFile{file, path};
    }
    void write(std::string_view text) { std::fwrite(text.data(), 1, text.size(), file_.get()); }
    Result<void> close() {
        std::FILE* file = file_.release();
        const bool bad = std::ferror(file) != 0;
        if (std::fclose(file) != 0 || bad) {
            return store::system_error(errno, "writing " + path_.string());
        }
        return {};
    }

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    LineFile(std::FILE* file, std::filesystem::path path) : file_{file}, path_{std::move(path)} {}
    std::unique_ptr<std::FILE, Close> file_;
    std::filesystem::path path_;
};

void member(std::string& out, std::string_view name, std::string_view value) {
    if (out.size() > 1) out.push_back(',');
    append_json_text(out, name);
    out.push_back(':');
    append_json_text(out, value);
}

std::string movement_json(const Recorded& recorded, const std::string& rfc,
                          const JournalPlace* place, const Movement& m) {
    std::string out = "{";
    member(out, "position", std::to_string(recorded.position.value()));
    member(out, "received", format_utc(recorded.received));
    member(out, "rfc", rfc);
    member(out, "agent", place == nullptr ? "" : place->agent.value());
    member(out, "epoch", place == nullptr ? "" : std::to_string(place->epoch));
    member(out, "sequence", place == nullptr ? "" : std::to_string(place->sequence));
    member(out, "event_id", m.event_id);
    member(out, "ts", format_offset_time(m.at));
    member(out, "plant", m.plant);
    member(out, "type", to_string(m.type));
    member(out, "part_number", m.part_number);
    member(out, "qty", format_quantity(m.quantity));
    member(out, "umc", std::to_string(m.umc));
    member(out, "ref_type", m.ref_type);
    member(out, "ref", m.ref);
    member(out, "counter_plant", m.counter_plant);
    member(out, "device", m.device);
    return out + "}\n";
}

Result<void> write_movements(HubStore& hub, const std::filesystem::path& path) {
    auto file = LineFile::create(path);
    if (!file) return file.error();
    const auto read = hub.read_facts([&](Recorded&& recorded) {
        if (const auto* m = std::get_if<CapturedMovement>(&recorded.fact)) {
            file->write(movement_json(recorded, m->rfc, &m->place, m->movement));
        } else if (const auto* i = std::get_if<ImportedMovement>(&recorded.fact)) {
            file->write(movement_json(recorded, i->rfc, nullptr, i->movement));
        }
        return true;
    });
    if (!read) return read.error();
    return file->close();
}

/// The entries of the log exactly as they are kept, for whoever wants to check them.
Result<void> write_entries(HubStore& hub, const std::filesystem::path& path) {
    auto file = LineFile::create(path);
    if (!file) return file.error();
    const auto read = hub.log().read(LogPosition{0}, [&](const EntryView& entry) {
        std::string out = "{";
        member(out, "first", std::to_string(entry.first.value()));
        member(out, "count", std::to_string(entry.count));
        member(out, "kind", entry.kind == EntryKind::frame ? "frame" : "facts");
        member(out, "received", format_utc(entry.received));
        member(out, "skip", std::to_string(entry.skip));
        member(out, "payload", to_hex(entry.payload));
        file->write(out + "}\n");
        return true;
    });
    if (!read) return read.error();
    return file->close();
}

Result<void> write_table(const std::filesystem::path& path, const book::Table& table) {
    return store::write_file_durably(path, as_bytes(book::to_csv(table)));
}

}  // namespace

CommandResult export_store(const config::CommandLine& line, HubStore& hub) {
    const std::filesystem::path folder = line.positionals.front();
    if (const auto made = store::create_private_folder(folder); !made) return failed(made.error());
    const book::Filter filter{
        .company = line.value("company"), .part = {}, .as_of = {}, .all = true};
    book::Book& book = hub.book();
    const std::pair<const char*, book::Table> tables[] = {
        {"lots.csv", book::lots_table(book, filter)},
        {"discharges.csv", book::discharges_table(book, filter)},
        {"balances.csv", book::balances_table(book, filter)},
        {"stock.csv", book::stock_table(book, filter)},
        {"alerts.csv", book::alerts_table(book, filter)}};
    for (const auto& [name, table] : tables) {
        if (std::filesystem::exists(folder / name)) {
            return failed({Errc::conflict, (folder / name).string() +
                                               " is there already: export into an empty folder"});
        }
        if (const auto written = write_table(folder / name, table); !written) {
            return failed(written.error());
        }
    }
    if (const auto written = write_movements(hub, folder / "movements.jsonl"); !written) {
        return failed(written.error());
    }
    if (const auto written = write_entries(hub, folder / "log.jsonl"); !written) {
        return failed(written.error());
    }
    if (const auto synced = store::sync_folder(folder); !synced) return failed(synced.error());
    return done(config::say(line.language, "exported up to position {} into {}\n",
                            "exportado hasta la posición {} en {}\n", book.known().value(),
                            folder.string()));
}

}  // namespace saldo::hub
