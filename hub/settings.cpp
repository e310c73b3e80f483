#include "hub/settings.hpp"

#include <chrono>

#include "common/config/settings_reader.hpp"
#include "common/tlog/note_key.hpp"
#include "hub/backup/age.hpp"

namespace saldo::hub {
namespace {

using config::Fault;
using config::Kind;
using config::Option;
using config::Values;

/// So that the code stays one that a telephone reads from paper.
constexpr std::size_t proof_url_bytes_max = 200;

Option count(std::string_view key, std::string_view unit, std::string_view standard,
             std::int64_t min, std::int64_t max, Words help) {
    return {.key = key,
            .kind = Kind::integer,
            .unit = unit,
            .standard = standard,
            .help = help,
            .min = min,
            .max = max};
}

void append_door(std::vector<Option>& out) {
    out.push_back({.key = "http.listen",
                   .standard = "127.0.0.1:9180",
                   .help = {"Address and port of the API, health and metrics; port 0 takes a free "
                            "one; empty: none.",
                            "Dirección y puerto de la API, salud y métricas; puerto 0 toma uno "
                            "libre; vacío: ninguno."}});
    out.push_back(
        {.key = "http.hosts",
         .example = "saldo.example",
         .help = {"Names by which it may be called besides loopback, with commas between.",
                  "Nombres por los que se le puede llamar además de loopback, entre comas."}});
    out.push_back(count("http.head_bytes_max", "bytes", "8192", 1'024, 65'536,
                        {"Longest head of a request.", "Encabezado más largo de una petición."}));
    out.push_back(count("http.body_bytes_max", "bytes", "1048576", 1'024, 67'108'864,
                        {"Longest body of a request.", "Cuerpo más largo de una petición."}));
    out.push_back(
        count("http.head_ms_max", "ms", "10000", 100, 600'000,
              {"Time for the head of a request.", "Tiempo para el encabezado de una petición."}));
    out.push_back(
        count("http.body_ms_max", "ms", "30000", 100, 600'000,
              {"Time for the body of a request.", "Tiempo para el cuerpo de una petición."}));
    out.push_back(count("http.idle_ms_max", "ms", "60000", 100, 3'600'000,
                        {"Silence between two requests.", "Silencio entre dos peticiones."}));
    out.push_back(count("http.write_ms_max", "ms", "30000", 100, 600'000,
                        {"Time for an answer to leave.", "Tiempo para que salga una respuesta."}));
    out.push_back(count("http.connections_per_address_max", "", "50", 1, 10'000,
                        {"Connections of one address.", "Conexiones de una dirección."}));
    out.push_back(count("http.connections_max", "", "512", 1, 60'000,
                        {"Connections altogether.", "Conexiones en total."}));
}

void append_https(std::vector<Option>& out) {
    out.push_back({.key = "https.listen",
                   .example = "0.0.0.0:9443",
                   .help = {"Address and port where agents enrol and renew, over TLS; empty: none.",
                            "Dirección y puerto donde los agentes se dan de alta y renuevan, con "
                            "TLS; vacío: ninguno."}});
    out.push_back(
        {.key = "https.names",
         .example = "hub.example, 10.0.0.5",
         .help = {"Names and addresses by which it is called, with commas between: for a "
                  "certificate of the hub's own authority.",
                  "Nombres y direcciones por los que se le llama, entre comas: para un certificado "
                  "de la autoridad del hub."}});
    out.push_back({.key = "https.certificate_file",
                   .kind = Kind::path,
                   .example = "/etc/saldo/hub.example.pem",
                   .help = {"A certificate chain of your own in place of that one.",
                            "Una cadena de certificados propia en lugar de aquel."}});
    out.push_back({.key = "https.key_file",
                   .kind = Kind::path,
                   .example = "/etc/saldo/hub.example.key",
                   .help = {"Its key.", "Su llave."}});
}

void append_broker(std::vector<Option>& out) {
    out.push_back({.key = "broker.address",
                   .standard = "127.0.0.1:1883",
                   .help = {"MQTT broker; empty: a hub without a network, files only.",
                            "Broker MQTT; vacío: un hub sin red, solo archivos."}});
    out.push_back({.key = "broker.user",
                   .example = "saldo-hub",
                   .help = {"Name at the broker.", "Nombre ante el broker."}});
    out.push_back({.key = "broker.password_file",
                   .kind = Kind::path,
                   .example = "/etc/saldo/broker.password",
                   .help = {"File with the password on its first line.",
                            "Archivo con la contraseña en su primera línea."}});
    out.push_back(
        {.key = "broker.ca_file",
         .kind = Kind::path,
         .example = "/etc/saldo/broker-ca.pem",
         .help = {"Certificates that the broker's is checked against; set: TLS.",
                  "Certificados contra los que se comprueba el del broker; con valor: TLS."}});
    out.push_back(
        {.key = "broker.certificate_file",
         .kind = Kind::path,
         .example = "/etc/saldo/hub.pem",
         .help = {"Our certificate for the broker.", "Nuestro certificado ante el broker."}});
    out.push_back({.key = "broker.key_file",
                   .kind = Kind::path,
                   .example = "/etc/saldo/hub.key",
                   .help = {"Its key.", "Su llave."}});
    out.push_back({.key = "broker.own_ca",
                   .kind = Kind::boolean,
                   .standard = "false",
                   .help = {"TLS with certificates of the hub's own authority, ours and the "
                            "broker's: no file needs to be named.",
                            "TLS con certificados de la autoridad del hub, el nuestro y el del "
                            "broker: no hace falta nombrar archivos."}});
    out.push_back({.key = "broker.agents_address",
                   .example = "broker.example:8883",
                   .help = {"Where agents reach the broker; not set: broker.address.",
                            "Dónde alcanzan los agentes al broker; sin valor: broker.address."}});
}

void append_backup(std::vector<Option>& out) {
    out.push_back({.key = "backup.dir",
                   .kind = Kind::path,
                   .example = "/var/backups/saldo",
                   .help = {"Folder of this hub's backups, best on another disk; empty: on demand "
                            "only.",
                            "Carpeta de los respaldos de este hub, mejor en otro disco; vacío: "
                            "solo cuando se piden."}});
    out.push_back({.key = "backup.recipients",
                   .example = "age1…, ssh-ed25519 …",
                   .help = {"Who can open them: recipients of age, with commas between. The "
                            "identity stays away from this machine.",
                            "Quién puede abrirlos: destinatarios de age, entre comas. La identidad "
                            "se guarda fuera de este equipo."}});
    out.push_back(count("backup.every_hours", "h", "24", 1, 720,
                        {"How often one is made; past twice this status shows an alarm.",
                         "Cada cuánto se hace uno; pasado el doble, status muestra una alarma."}));
    out.push_back(count("backup.keep", "", "30", 2, 10'000,
                        {"Newest ones that stay; older ones are deleted. Agents forget only what "
                         "the newest two hold.",
                         "Los más nuevos que se quedan; los anteriores se borran. Los agentes solo "
                         "olvidan lo que tienen los dos más nuevos."}));
    out.push_back({.key = "backup.legal_hold",
                   .kind = Kind::boolean,
                   .standard = "false",
                   .help = {"While true no backup is deleted.",
                            "Mientras sea true no se borra ningún respaldo."}});
}

std::vector<Option> make_options() {
    std::vector<Option> out = {
        {.key = "data",
         .kind = Kind::path,
         .standard = "/var/lib/saldo-hub",
         .help = {"Folder of the log, the files that facts came from, and the keys.",
                  "Carpeta del registro, de los archivos de origen y de las llaves."}},
        {.key = "socket",
         .kind = Kind::path,
         .example = "/run/saldo-hub/hub.sock",
         .help = {"Unix socket of commands; not set: hub.sock in the data folder.",
                  "Socket unix de las órdenes; sin valor: hub.sock en la carpeta de datos."}},
    };
    append_door(out);
    append_https(out);
    append_broker(out);
    append_backup(out);
    out.push_back(count(
        "store.map_gib", "GiB", "64", 1, 4'096,
        {"Most that the log may take on disk.", "Lo más que el registro puede ocupar en disco."}));
    out.push_back(count("store.scrub_hours", "h", "24", 1, 720,
                        {"Everything in the log is read again within this time, to find what the "
                         "disk damaged.",
                         "En este tiempo se vuelve a leer todo el registro, para hallar lo que el "
                         "disco haya dañado."}));
    out.push_back({.key = "proof.origin",
                   .example = "hub.example/saldo",
                   .help = {"Name under which the log is proved, first part of the names of its "
                            "trees; not set: the hub's name. Never change it.",
                            "Nombre con el que se prueba el registro, primera parte de los nombres "
                            "de sus árboles; sin valor: el nombre del hub. No lo cambie nunca."}});
    out.push_back(
        {.key = "proof.url",
         .example = "https://saldo.example/proof",
         .help = {"Where whoever scans the QR code of a printed proof is sent; not set: the "
                  "code names the proof and no address.",
                  "A dónde lleva el código QR de una prueba impresa; sin valor: el código "
                  "nombra la prueba y ninguna dirección."}});
    out.push_back(count("proof.cosign_seconds", "s", "60", 1, 3'600,
                        {"How often an agent is asked to cosign what grew.",
                         "Cada cuánto se pide a un agente cofirmar lo que creció."}));
    append_outside(out);
    out.push_back(count("ingest.queue_batches_max", "batches", "16384", 1, 65'536,
                        {"Batches of plants that wait for the log; past it they are sent again.",
                         "Lotes de plantas que esperan al registro; más allá se reenvían."}));
    out.push_back(count("ingest.commit_batches_max", "batches", "256", 1, 4'096,
                        {"Batches in one commit.", "Lotes en una sola escritura."}));
    out.push_back({.key = "log.level",
                   .standard = "info",
                   .help = {"Least of what is logged.", "Lo menos que se registra en bitácora."},
                   .choices = {"debug", "info", "warn", "error"}});
    return out;
}

http::Limits read_limits(const config::SettingsReader& reader) {
    const auto time = [&](std::string_view key) {
        return std::chrono::milliseconds{reader.whole(key)};
    };
    http::Limits out;
    out.head_bytes_max = reader.whole("http.head_bytes_max");
    out.body_bytes_max = reader.whole("http.body_bytes_max");
    out.head_max = time("http.head_ms_max");
    out.body_max = time("http.body_ms_max");
    out.idle_max = time("http.idle_ms_max");
    out.write_max = time("http.write_ms_max");
    out.connections_per_address_max = reader.whole("http.connections_per_address_max");
    out.connections_max = reader.whole("http.connections_max");
    return out;
}

BrokerSettings read_broker(config::SettingsReader& reader) {
    const Values& values = reader.values();
    BrokerSettings out;
    if (const auto address = reader.host_port("broker.address", false)) {
        out.is_on = true;
        out.host = address->host;
        out.port = address->port;
    }
    out.user = values.text("broker.user");
    out.password_file = values.text("broker.password_file");
    out.ca_file = values.text("broker.ca_file");
    out.certificate_file = values.text("broker.certificate_file");
    out.key_file = values.text("broker.key_file");
    if (!out.password_file.empty() && out.user.empty()) {
        reader.fault("broker.password_file",
                     {"a password needs broker.user", "una contraseña necesita broker.user"});
    }
    if (out.certificate_file.empty() != out.key_file.empty()) {
        reader.fault(out.key_file.empty() ? "broker.certificate_file" : "broker.key_file",
                     {"certificate_file and key_file go together",
                      "certificate_file y key_file van juntos"});
    }
    if (!out.certificate_file.empty() && out.ca_file.empty()) {
        reader.fault("broker.certificate_file",
                     {"a certificate is for TLS: set broker.ca_file too",
                      "un certificado es para TLS: ponga también broker.ca_file"});
    }
    out.is_own_ca = values.boolean("broker.own_ca");
    if (out.is_own_ca && !out.ca_file.empty()) {
        reader.fault("broker.own_ca",
                     {"own_ca and ca_file exclude each other", "own_ca y ca_file se excluyen"});
    }
    out.agents_host = out.host;
    out.agents_port = out.port;
    if (const auto agents = reader.host_port("broker.agents_address", false)) {
        out.agents_host = agents->host;
        out.agents_port = agents->port;
    }
    return out;
}

HttpsSettings read_https(config::SettingsReader& reader) {
    const Values& values = reader.values();
    HttpsSettings out;
    if (const auto listen = reader.host_port("https.listen", true)) {
        out.address = listen->host;
        out.port = listen->port;
    }
    out.names = reader.list("https.names");
    out.certificate_file = values.text("https.certificate_file");
    out.key_file = values.text("https.key_file");
    if (out.certificate_file.empty() != out.key_file.empty()) {
        reader.fault(out.key_file.empty() ? "https.certificate_file" : "https.key_file",
                     {"certificate_file and key_file go together",
                      "certificate_file y key_file van juntos"});
    }
    if (!out.address.empty() && out.names.empty() && out.certificate_file.empty()) {
        reader.fault("https.listen", {"say by which https.names it is called, or which "
                                      "https.certificate_file it shows",
                                      "diga con qué https.names se le llama o qué "
                                      "https.certificate_file muestra"});
    }
    return out;
}

BackupSettings read_backup(config::SettingsReader& reader) {
    const Values& values = reader.values();
    BackupSettings out{.folder = values.text("backup.dir"),
                       .recipients = reader.list("backup.recipients"),
                       .every_hours = reader.whole("backup.every_hours"),
                       .keep = reader.whole("backup.keep"),
                       .has_legal_hold = values.boolean("backup.legal_hold")};
    if (!out.folder.empty() && out.recipients.empty()) {
        reader.fault("backup.dir", {"a backup holds keys and is always encrypted: set "
                                    "backup.recipients too",
                                    "un respaldo lleva llaves y siempre va cifrado: ponga también "
                                    "backup.recipients"});
    }
    if (const auto checked = check_recipients(out.recipients); !checked) {
        reader.fault("backup.recipients",
                     {"not a recipient of age: age1…, ssh-ed25519 …, ssh-rsa …",
                      "no es destinatario de age: age1…, ssh-ed25519 …, "
                      "ssh-rsa …"});
    }
    return out;
}

Settings read_settings(const Values& values, std::vector<Fault>& faults) {
    config::SettingsReader reader{values, faults};
    Settings out;
    out.data = values.text("data");
    out.socket = reader.socket_path("socket", "hub.sock");
    if (const auto listen = reader.host_port("http.listen", true)) {
        out.http_address = listen->host;
        out.http_port = listen->port;
    }
    out.http_hosts = reader.list("http.hosts");
    out.http_limits = read_limits(reader);
    out.https = read_https(reader);
    out.broker = read_broker(reader);
    out.backup = read_backup(reader);
    out.log_map_gib = reader.whole("store.map_gib");
    out.scrub_hours = reader.whole("store.scrub_hours");
    out.proof_origin = values.text("proof.origin");
    if (!out.proof_origin.empty() && !tlog::is_note_key_name(out.proof_origin)) {
        reader.fault("proof.origin", {"an origin has no spaces, no + and at most 255 bytes",
                                      "un origen no lleva espacios ni + y a lo más 255 bytes"});
    }
    out.proof_url = values.text("proof.url");
    const bool is_url = out.proof_url.empty() || (out.proof_url.starts_with("https://") &&
                                                  out.proof_url.size() <= proof_url_bytes_max);
    if (!is_url) {
        reader.fault("proof.url",
                     {"an address begins with https:// and has at most 200 bytes",
                      "una dirección comienza con https:// y tiene a lo más 200 bytes"});
    }
    out.cosign_seconds = reader.whole("proof.cosign_seconds");
    out.outside = read_outside(reader);
    out.ingest_queue_batches_max = reader.whole("ingest.queue_batches_max");
    out.commit_batches_max = reader.whole("ingest.commit_batches_max");
    out.log_level = config::parse_log_level(values.text("log.level"));
    return out;
}

}  // namespace

const config::OptionTable& options() {
    static const config::OptionTable table = make_options();
    return table;
}

LoadedSettings load_settings(const config::Sources& sources) {
    LoadedSettings out;
    out.loaded = config::load(options(), sources);
    out.settings = read_settings(out.loaded.values, out.loaded.faults);
    return out;
}

std::string example_configuration() {
    return config::describe(options(),
                            {"Configuration of saldo-hub.", "Configuración de saldo-hub."});
}

}  // namespace saldo::hub
