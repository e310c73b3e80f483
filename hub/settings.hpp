#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/config/command_line.hpp"
#include "common/config/log.hpp"
#include "common/config/options.hpp"
#include "common/http/server.hpp"
#include "hub/outside/outside_settings.hpp"

namespace saldo::hub {

/// How the hub reaches its broker. Secrets are named by file, never written here.
struct BrokerSettings {
    bool is_on = false;  ///< false: a hub without a network, files only
    std::string host;
    std::uint16_t port = 0;
    std::string user;
    std::string password_file;
    std::string ca_file;           ///< set: TLS
    std::string certificate_file;  ///< set: with a client certificate
    std::string key_file;
    bool is_own_ca = false;   ///< TLS with certificates of the hub's own authority
    std::string agents_host;  ///< as agents reach it
    std::uint16_t agents_port = 0;
};

/// The door that the network of the plants reaches: enrolment, over TLS only.
struct HttpsSettings {
    std::string address;  ///< empty: no such door
    std::uint16_t port = 0;
    std::vector<std::string> names;  ///< for a certificate of the hub's own authority
    std::string certificate_file;    ///< set: this one in its place
    std::string key_file;
};

/// When a running hub backs itself up, and for whom.
struct BackupSettings {
    std::string folder;                   ///< empty: on demand only
    std::vector<std::string> recipients;  ///< of age
    std::uint32_t every_hours = 0;
    std::uint32_t keep = 0;
    bool has_legal_hold = false;
};

/// Everything that a person may set about a hub. Defaults need no file.
struct Settings {
    std::string data;    ///< log, blobs, keys, and the socket of this hub
    std::string socket;  ///< unix socket of commands
    std::string http_address;
    std::uint16_t http_port = 0;
    std::vector<std::string> http_hosts;
    http::Limits http_limits;
    HttpsSettings https;
    BrokerSettings broker;
    BackupSettings backup;
    std::uint32_t log_map_gib = 0;
    std::uint32_t scrub_hours = 24;
    OutsideSettings outside;
    std::string proof_origin;  ///< first part of the names of the trees; empty: the hub's name
    std::string proof_url;     ///< what the QR codes of proofs begin with; empty: no address
    std::int64_t cosign_seconds = 60;            ///< how often an agent is asked to cosign
    std::uint32_t ingest_queue_batches_max = 0;  ///< frames that wait for the log
    std::uint32_t commit_batches_max = 0;        ///< frames in one commit
    config::LogLevel log_level = config::LogLevel::info;
};

/// The one table of this program (hub/settings.cpp).
const config::OptionTable& options();

struct LoadedSettings {
    Settings settings;      ///< of use only without faults
    config::Loaded loaded;  ///< faults, warnings and where each value came from
};
/// Loads as `run` and `check` both do. Reads files; starts nothing.
LoadedSettings load_settings(const config::Sources& sources);

/// What configs/saldo-hub.example.toml holds, byte for byte.
std::string example_configuration();

}  // namespace saldo::hub
