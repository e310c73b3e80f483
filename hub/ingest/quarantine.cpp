#include "hub/ingest/quarantine.hpp"

#include <fstream>
#include <system_error>
#include <utility>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/config/log.hpp"
#include "common/wire/topics.hpp"

namespace saldo::hub {
namespace {

using config::LogLevel;

namespace fs = std::filesystem;

constexpr std::string_view held_name = "held.txt";

Result<void> write_file(const fs::path& path, ByteView bytes) {
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    const std::string_view text = as_text(bytes);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) return Error{Errc::storage, "cannot write " + path.string()};
    return {};
}

std::string first_line_of(const fs::path& path) {
    std::ifstream file{path};
    std::string line;
    std::getline(file, line);
    return line.empty() ? "held out" : line;
}

}  // namespace

Result<Quarantine> Quarantine::open(const fs::path& folder, Limits limits) {
    std::error_code error;
    fs::create_directories(folder, error);
    Quarantine quarantine{folder, limits};
    for (fs::directory_iterator agents{folder, error}, end; !error && agents != end;
         agents.increment(error)) {
        const std::string agent = agents->path().filename().string();
        if (!wire::is_agent_name(agent) || !agents->is_directory()) continue;
        for (fs::directory_iterator files{agents->path(), error}; !error && files != end;
             files.increment(error)) {
            if (files->path().filename() == held_name) {
                quarantine.held_[agent] = first_line_of(files->path());
            } else if (files->path().extension() == ".frame") {
                ++quarantine.kept_of_[agent];
                ++quarantine.kept_;
            }
        }
    }
    if (error) {
        return Error{Errc::storage,
                     "the quarantine " + folder.string() + " cannot be read: " + error.message()};
    }
    return quarantine;
}

void Quarantine::keep(std::string_view agent, std::string_view why, ByteView frame, UtcTime now) {
    SALDO_CHECK(wire::is_agent_name(agent));
    ++refused_;
    std::uint64_t& kept = kept_of_[std::string{agent}];
    if (kept >= limits_.frames_of_agent_max || kept_ >= limits_.frames_max) return;
    const fs::path folder = folder_ / agent;
    const std::string stem = std::to_string(now.ms) + "-" + std::to_string(refused_);
    std::error_code error;
    fs::create_directories(folder, error);
    const std::string line = format_utc(now) + " " + std::string{why} + "\n";
    const bool is_kept = write_file(folder / (stem + ".frame"), frame) &&
                         write_file(folder / (stem + ".txt"), as_bytes(line));
    if (!is_kept) {
        // Evidence that cannot be kept must not stop what can be taken.
        config::log_event(LogLevel::error, "ingest.quarantine_unwritable",
                          {{"plant", agent}, {"folder", folder.string()}});
        return;
    }
    ++kept;
    ++kept_;
}

Result<void> Quarantine::hold(std::string_view agent, std::string_view why) {
    SALDO_CHECK(wire::is_agent_name(agent));
    std::error_code error;
    fs::create_directories(folder_ / agent, error);
    held_[std::string{agent}] = std::string{why};
    return write_file(folder_ / agent / held_name, as_bytes(std::string{why} + "\n"));
}

Result<void> Quarantine::release(std::string_view agent) {
    SALDO_CHECK(wire::is_agent_name(agent));
    std::error_code error;
    fs::remove(folder_ / agent / held_name, error);
    if (error) return Error{Errc::storage, "cannot release: " + error.message()};
    if (const auto held = held_.find(agent); held != held_.end()) held_.erase(held);
    return {};
}

std::string Quarantine::held_why(std::string_view agent) const {
    const auto held = held_.find(agent);
    return held == held_.end() ? std::string{} : held->second;
}

}  // namespace saldo::hub
