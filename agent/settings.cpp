#include "agent/settings.hpp"

#include "common/config/settings_reader.hpp"

namespace saldo::agent {
namespace {

using config::Fault;
using config::Kind;
using config::Option;
using config::Values;

std::vector<Option> scanner_columns() {
    return {
        {.key = "name",
         .example = "muelle-1",
         .help = {"Its name in records, replies and logs; unique.",
                  "Su nombre en registros, respuestas y bitácora; único."},
         .required = true},
        {.key = "role",
         .standard = "listen",
         .help = {"listen: the scanner connects to us; connect: we connect to it.",
                  "listen: el lector se conecta a nosotros; connect: nosotros a él."},
         .choices = {"listen", "connect"}},
        {.key = "address",
         .standard = "127.0.0.1",
         .help =
             {"Address to listen on, or of the scanner. Scanners are on the plant's network: name "
              "the box's address there.",
              "Dirección en que se escucha, o la del lector. Los lectores están en la red de la "
              "planta: ponga ahí la dirección de este equipo."}},
        {.key = "port",
         .kind = Kind::integer,
         .example = "9100",
         .help = {"TCP port; 0 with role listen takes a free one.",
                  "Puerto TCP; 0 con role listen toma uno libre."},
         .min = 0,
         .max = 65'535,
         .required = true},
        {.key = "profile",
         .standard = "line",
         .help = {"What it sends: line = one movement line a frame.",
                  "Lo que envía: line = una línea de movimiento por trama."},
         .choices = {"line"}},
        {.key = "heartbeat_text",
         .example = "PING",
         .help = {"What the device sends to show that it lives; never a movement.",
                  "Lo que el lector envía para mostrar que vive; nunca un movimiento."}},
        {.key = "heartbeat_seconds",
         .kind = Kind::integer,
         .unit = "s",
         .standard = "0",
         .example = "30",
         .help = {"How often it does; silent for three of these it counts as gone. 0: it does not.",
                  "Cada cuánto; en silencio tres veces esto se da por perdido. 0: no lo hace."},
         .min = 0,
         .max = 3'600},
        {.key = "no_read_text",
         .example = "NOREAD",
         .help = {"What the device sends when it saw no code; counted, never a movement.",
                  "Lo que el lector envía cuando no vio código; se cuenta, nunca es movimiento."}},
        {.key = "idle_seconds",
         .kind = Kind::integer,
         .unit = "s",
         .standard = "0",
         .help = {"Silence after which the connection is closed. 0: never.",
                  "Silencio tras el cual se cierra la conexión. 0: nunca."},
         .min = 0,
         .max = 86'400},
    };
}

std::vector<Option> folder_columns() {
    return {
        {.key = "name",
         .example = "erp",
         .help = {"Its name in records and logs; unique.",
                  "Su nombre en registros y bitácora; único."},
         .required = true},
        {.key = "path",
         .kind = Kind::path,
         .example = "/var/lib/saldo/in",
         .help = {"Where files are dropped; done/ and rejected/ appear beside them.",
                  "Donde se dejan los archivos; junto a ellos aparecen done/ y rejected/."},
         .required = true},
    };
}

std::vector<Option> make_options() {
    return {
        {.key = "data",
         .kind = Kind::path,
         .standard = "/var/lib/saldo",
         .help = {"Folder of the journal.", "Carpeta del diario."}},
        {.key = "socket",
         .kind = Kind::path,
         .example = "/run/saldo/agent.sock",
         .help =
             {"Unix socket of status and commands; not set: agent.sock in the data folder.",
              "Socket unix de estado y órdenes; sin valor: agent.sock en la carpeta de datos."}},
        {.key = "join",
         .kind = Kind::path,
         .example = "/etc/saldo/join.json",
         .help =
             {"Identity of this agent, which `enroll` writes; not set: join.json in the data "
              "folder.",
              "Identidad de este agente, que escribe `enroll`; sin valor: join.json en la carpeta "
              "de datos."}},
        {.key = "catalogs",
         .kind = Kind::path,
         .example = "/etc/saldo/catalogs",
         .help = {"Folder of the catalog files, read until a first catalog came from the hub; not "
                  "set: catalogs/ in the data folder.",
                  "Carpeta de los catálogos, que se lee hasta que llega el primero del hub; sin "
                  "valor: catalogs/ en la carpeta de datos."}},
        {.key = "http.listen",
         .standard = "127.0.0.1:9181",
         .help =
             {"Address and port of health and metrics; port 0 takes a free one; empty: none.",
              "Dirección y puerto de salud y métricas; puerto 0 toma uno libre; vacío: ninguno."}},
        {.key = "http.hosts",
         .example = "box1.plant.example",
         .help = {"Names by which it may be called besides loopback, with commas between.",
                  "Nombres por los que se le puede llamar además de loopback, entre comas."}},
        {.key = "broker.address",
         .example = "broker.example:1883",
         .help = {"Broker, instead of the one that the join bundle names.",
                  "Broker, en lugar del que nombra el paquete de ingreso."}},
        {.key = "journal.map_mib",
         .kind = Kind::integer,
         .unit = "MiB",
         .standard = "1024",
         .help = {"Most that the journal may take on disk; a scan past it is refused aloud.",
                  "Lo más que el diario puede ocupar en disco; más allá, la lectura se rechaza."},
         .min = 16,
         .max = 65'536},
        {.key = "journal.retention_days",
         .kind = Kind::integer,
         .unit = "days",
         .standard = "90",
         .help = {"How long a movement stays here after the hub has it.",
                  "Cuánto permanece aquí un movimiento que el hub ya tiene."},
         .min = 14,
         .max = 3'650},
        {.key = "journal.scrub_hours",
         .kind = Kind::integer,
         .unit = "h",
         .standard = "24",
         .help = {"Everything in the journal is read again within this time, to find what the disk "
                  "damaged.",
                  "En este tiempo se vuelve a leer todo el diario, para hallar lo que el disco "
                  "haya dañado."},
         .min = 1,
         .max = 720},
        {.key = "language",
         .standard = "es",
         .help = {"Language of replies to devices and of reports beside files.",
                  "Idioma de las respuestas a los lectores y de los reportes de archivos."},
         .choices = {"es", "en"}},
        {.key = "log.level",
         .standard = "info",
         .help = {"Least of what is logged.", "Lo menos que se registra en bitácora."},
         .choices = {"debug", "info", "warn", "error"}},
        {.key = "scanner",
         .kind = Kind::tables,
         .help = {"The scanners on the network.", "Los lectores en la red."},
         .columns = scanner_columns()},
        {.key = "folder",
         .kind = Kind::tables,
         .help = {"The folders that are watched for movement files.",
                  "Las carpetas que se vigilan por archivos de movimientos."},
         .columns = folder_columns()},
    };
}

ScannerSettings read_scanner(const Values& row, std::vector<Fault>& faults) {
    config::SettingsReader reader{row, faults, "scanner"};
    ScannerSettings out;
    out.name = row.text("name");
    out.role = row.text("role") == "connect" ? ScannerSettings::Role::connect
                                             : ScannerSettings::Role::listen;
    out.address = row.text("address");
    out.port = static_cast<std::uint16_t>(reader.whole("port"));
    out.profile = row.text("profile");
    out.heartbeat_text = row.text("heartbeat_text");
    out.heartbeat_seconds = reader.whole("heartbeat_seconds");
    out.no_read_text = row.text("no_read_text");
    out.idle_seconds = reader.whole("idle_seconds");
    if (out.role == ScannerSettings::Role::connect && row.is_set("port") && out.port == 0) {
        reader.fault("port", {"role connect needs the port of the scanner",
                              "role connect necesita el puerto del lector"});
    }
    if (out.heartbeat_text.empty() != (out.heartbeat_seconds == 0)) {
        reader.fault(out.heartbeat_text.empty() ? "heartbeat_seconds" : "heartbeat_text",
                     {"heartbeat_text and heartbeat_seconds go together",
                      "heartbeat_text y heartbeat_seconds van juntos"});
    }
    return out;
}

Settings read_settings(const Values& values, std::vector<Fault>& faults) {
    config::SettingsReader reader{values, faults};
    Settings out;
    out.data = values.text("data");
    out.socket = reader.socket_path("socket", "agent.sock");
    out.join_bundle = reader.path_or("join", "join.json");
    out.catalogs = reader.path_or("catalogs", "catalogs");
    if (const auto listen = reader.host_port("http.listen", true)) {
        out.http_address = listen->host;
        out.http_port = listen->port;
    }
    if (const auto broker = reader.host_port("broker.address", false)) {
        out.broker_host = broker->host;
        out.broker_port = broker->port;
    }
    out.http_hosts = reader.list("http.hosts");
    out.journal_map_mib = reader.whole("journal.map_mib");
    out.scrub_hours = reader.whole("journal.scrub_hours");
    out.retention_days = reader.whole("journal.retention_days");
    out.language = values.text("language") == "en" ? Language::en : Language::es;
    out.log_level = config::parse_log_level(values.text("log.level"));
    for (const Values& row : values.tables("scanner")) {
        out.scanners.push_back(read_scanner(row, faults));
    }
    for (const Values& row : values.tables("folder")) {
        out.folders.push_back({.name = row.text("name"), .path = row.text("path")});
    }
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
                            {"Configuration of saldo-agent.", "Configuración de saldo-agent."});
}

}  // namespace saldo::agent
