#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/words.hpp"
#include "common/config/command_line.hpp"
#include "common/config/log.hpp"
#include "common/config/options.hpp"

namespace saldo::agent {

/// One scanner on the network.
struct ScannerSettings {
    enum class Role { listen, connect };  ///< who opens the connection: the scanner, or we
    std::string name;
    Role role = Role::listen;
    std::string address;  ///< to listen on, or to connect to
    std::uint16_t port = 0;
    std::string profile;         ///< "line"
    std::string heartbeat_text;  ///< sent by the device now and then; empty: none
    std::uint32_t heartbeat_seconds = 0;
    std::string no_read_text;        ///< sent for a trigger that saw no code; empty: none
    std::uint32_t idle_seconds = 0;  ///< silence after which the connection is closed; 0: never
};

/// A folder where a program drops movement files.
struct FolderSettings {
    std::string name;
    std::string path;
};

/// Everything that a person may set about an agent. Defaults need no file.
struct Settings {
    std::string data;         ///< journal, and the socket of this agent
    std::string socket;       ///< unix socket of status and commands
    std::string join_bundle;  ///< the identity: written by `enroll`
    std::string catalogs;     ///< folder of catalog files
    std::string broker_host;  ///< overrides the join bundle's; empty: as it says
    std::uint16_t broker_port = 0;
    std::string http_address;
    std::uint16_t http_port = 0;
    std::vector<std::string> http_hosts;
    std::vector<ScannerSettings> scanners;
    std::vector<FolderSettings> folders;
    std::uint32_t journal_map_mib = 0;
    std::uint32_t scrub_hours = 24;
    std::uint32_t retention_days = 0;
    Language language = Language::es;  ///< of replies to devices, and of reports beside files
    config::LogLevel log_level = config::LogLevel::info;
};

/// The one table of this program (agent/settings.cpp).
const config::OptionTable& options();

struct LoadedSettings {
    Settings settings;      ///< of use only without faults
    config::Loaded loaded;  ///< faults, warnings and where each value came from
};
/// Loads as `run` and `check` both do. Reads files; starts nothing.
LoadedSettings load_settings(const config::Sources& sources);

/// What configs/saldo-agent.example.toml holds, byte for byte.
std::string example_configuration();

}  // namespace saldo::agent
