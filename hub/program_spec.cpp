#include "hub/export_spec.hpp"
#include "hub/program.hpp"
#include "hub/program_proof_spec.hpp"
#include "hub/program_upkeep_spec.hpp"
#include "hub/settings.hpp"

namespace saldo::hub {
namespace {

using config::CommandSpec;
using config::FlagSpec;
using config::many_max;
using config::PositionalSpec;

std::vector<FlagSpec> question_flags() {
    return {
        {.name = "company",
         .value = "RFC",
         .help = {.en = "only this company", .es = "solo esta empresa"}},
        {.name = "part",
         .value = "PART",
         .help = {.en = "only this part number", .es = "solo este número de parte"}},
        {.name = "as-of",
         .value = "DATE",
         .help = {.en = "as it stood in law on that day", .es = "como estaba en derecho ese día"}},
        {.name = "as-known",
         .value = "POSITION|TIME",
         .help = {.en = "as the hub knew it then", .es = "como el hub lo sabía entonces"}}};
}

std::vector<FlagSpec> change_flags() {
    std::vector<FlagSpec> flags = question_flags();
    flags.resize(2);  // company and part
    return flags;
}

std::vector<FlagSpec> between_flags() {
    std::vector<FlagSpec> flags = change_flags();
    flags.push_back({.name = "from",
                     .value = "POSITION|TIME",
                     .help = {.en = "what the hub knew then", .es = "lo que el hub sabía entonces"},
                     .required = true});
    flags.push_back(
        {.name = "to",
         .value = "POSITION|TIME",
         .help = {.en = "and then; without it: now", .es = "y luego; sin ella: ahora"}});
    return flags;
}

CommandSpec listing(std::string_view path, Words help, bool with_all = false) {
    CommandSpec spec{.path = path, .help = help, .flags = question_flags()};
    if (with_all) {
        spec.flags.push_back(
            {.name = "all", .help = {.en = "closed ones too", .es = "también los cerrados"}});
    }
    return spec;
}

CommandSpec importing(std::string_view path, Words help, PositionalSpec what) {
    return {.path = path,
            .help = help,
            .positionals = {what},
            .flags = {{.name = "dry-run",
                       .help = {.en = "say what would happen and write nothing",
                                .es = "decir qué pasaría sin escribir nada"}}}};
}

CommandSpec with_national(CommandSpec spec) {
    spec.flags.push_back({.name = "national",
                          .help = {.en = "of definitive imports, in place of temporary ones",
                                   .es = "de importaciones definitivas, en lugar de temporales"}});
    return spec;
}

PositionalSpec files(std::string_view name, Words help, std::size_t count_max) {
    return {.name = name, .help = help, .count_min = 1, .count_max = count_max};
}

std::vector<CommandSpec> import_commands() {
    CommandSpec datastage =
        importing("import datastage",
                  {.en = "Imports Data Stage deliveries: zip, folder or .asc files.",
                   .es = "Importa entregas de Data Stage: zip, carpeta o archivos .asc."},
                  files("PATH", {.en = "what was delivered", .es = "lo entregado"}, many_max));
    datastage.flags.push_back(
        {.name = "quarantine",
         .help = {.en = "import the good pedimentos of a set and keep the bad ones apart",
                  .es = "importar los pedimentos sanos de una entrega y apartar los malos"}});
    datastage.examples = {"--data D import datastage 1000001_Solicitudes.zip"};
    CommandSpec movements = importing(
        "import movements",
        {.en = "Imports movements from before Saldo, marked as imported.",
         .es = "Importa movimientos anteriores a Saldo, marcados como importados."},
        files("FILE", {.en = "CSV of movement lines", .es = "CSV de líneas de movimiento"},
              many_max));
    movements.flags.push_back({.name = "company",
                               .value = "RFC",
                               .help = {.en = "whose they are, where the file does not say",
                                        .es = "de quién son, si el archivo no lo dice"}});
    const FlagSpec quarantine{.name = "quarantine",
                              .help = {.en = "import the good rows and keep the bad ones apart",
                                       .es = "importar los renglones sanos y apartar los malos"}};
    CommandSpec openings =
        importing("import opening-balances",
                  {.en = "Imports lots that another system still shows open.",
                   .es = "Importa los lotes que otro sistema aún muestra abiertos."},
                  files("FILE", {.en = "CSV of opening balances", .es = "CSV de saldos iniciales"},
                        many_max));
    openings.flags.push_back({.name = "as-of",
                              .value = "DATE",
                              .help = {.en = "the day at whose end the balances were",
                                       .es = "el día a cuyo cierre eran los saldos"},
                              .required = true});
    openings.flags.push_back(quarantine);
    openings.examples = {"--data D import opening-balances saldos.csv --as-of 2025-12-31"};
    CommandSpec history = importing(
        "import discharge-history",
        {.en = "Imports what another system discharged, to compare with; it discharges nothing.",
         .es = "Importa lo que otro sistema descargó, para comparar; no descarga nada."},
        files("FILE", {.en = "CSV of discharges", .es = "CSV de descargos"}, many_max));
    history.flags.push_back({.name = "system",
                             .value = "NAME",
                             .help = {.en = "its name, where the file has no column for it",
                                      .es = "su nombre, si el archivo no lo trae"}});
    history.flags.push_back(quarantine);
    return {
        openings,
        history,
        datastage,
        importing(
            "import catalogs",
            {.en = "Imports companies, plants, parts, products and bills of materials.",
             .es = "Importa empresas, plantas, partes, productos y listas de materiales."},
            files("DIR", {.en = "folder of .csv files", .es = "carpeta de archivos .csv"}, 1)),
        importing("import invoice-lines",
                  {.en = "Imports which part each partida is of.",
                   .es = "Importa de qué parte es cada partida."},
                  files("FILE", {.en = "invoice_lines.csv", .es = "invoice_lines.csv"}, many_max)),
        movements};
}

std::vector<CommandSpec> commands() {
    std::vector<CommandSpec> all = import_commands();
    const std::vector<CommandSpec> others = {
        listing("balances", {.en = "Open balance of each part.", .es = "Saldo abierto por parte."},
                true),
        with_national(listing(
            "lots", {.en = "Open lots, oldest first.", .es = "Lotes abiertos, PEPS."}, true)),
        with_national(listing("discharges", {.en = "Which lot paid for which exit line.",
                                             .es = "Qué lote descargó qué partida de salida."})),
        listing("stock", {.en = "Where goods are, by plant.", .es = "Existencias por planta."},
                true),
        listing("alerts",
                {.en = "What a person must look at.", .es = "Lo que una persona debe revisar."}),
        {.path = "explain",
         .help = {.en = "Every fact behind one number, in words.",
                  .es = "Cada hecho detrás de un número, en palabras."},
         .positionals = {{.name = "LOT|OUTCOME|ALERT",
                          .help = {.en = "25-190-8005-5000001/2, a pedimento, or an alert's id",
                                   .es = "25-190-8005-5000001/2, un pedimento o el id de una "
                                         "alerta"}}},
         .flags = question_flags(),
         .examples = {"--data D explain 25-190-8005-5000001/2"}},
        {.path = "plan",
         .help = {.en = "What the facts of a file would change: discharges, balances, alerts, "
                        "reports. Writes nothing.",
                  .es = "Qué cambiarían los hechos de un archivo: descargos, saldos, alertas, "
                        "informes. No escribe nada."},
         .positionals = {files("FILE",
                               {.en = "statements, as scenario files write them (docs/facts.md)",
                                .es = "declaraciones, como en los escenarios (docs/facts.md)"},
                               1)},
         .flags = change_flags(),
         .examples = {"--data D plan late_import.scn"}},
        {.path = "record",
         .help = {.en = "Records the facts of a file, all or none, and shows what they changed.",
                  .es = "Registra los hechos de un archivo, todos o ninguno, y muestra qué "
                        "cambiaron."},
         .positionals = {files("FILE", {.en = "as of plan", .es = "como en plan"}, 1)},
         .flags = change_flags(),
         .examples = {"--data D record decisions.scn"}},
        {.path = "changes",
         .help = {.en = "What the facts between two places of the log changed.",
                  .es = "Qué cambiaron los hechos entre dos puntos del registro."},
         .flags = between_flags(),
         .examples = {"--data D changes --from 2026-04-02T00:00Z"}},
        {.path = "scenario",
         .help = {.en = "Runs scenario files and compares.",
                  .es = "Ejecuta archivos de escenario y compara."},
         .positionals = {files("FILE", {.en = "*.scn", .es = "*.scn"}, many_max)}},
        export_spec(),
        {.path = "log-key",
         .help = {.en = "The key that checkpoints of the log are verified with.",
                  .es = "La llave con que se verifican los puntos de control."}},
        {.path = "checkpoint",
         .help = {.en = "The newest signed checkpoint of each tree; 1 when signing stopped.",
                  .es = "El último punto de control de cada árbol; 1 si ya no se firma."},
         .flags = {{.name = "company",
                    .value = "RFC",
                    .help = {.en = "only this company", .es = "solo esta empresa"}}}},
        {.path = "status",
         .help = {.en = "What the hub holds, agent by agent.",
                  .es = "Qué tiene el hub, agente por agente."}},
        {.path = "plant add",
         .help = {.en = "Lets an agent write for a plant over a broker without TLS: for tests and "
                        "demonstrations. In earnest: token create.",
                  .es = "Permite que un agente escriba por una planta con un broker sin TLS: para "
                        "pruebas. En serio: token create."},
         .flags = {{.name = "agent",
                    .value = "ID",
                    .help = {.en = "[a-z0-9-]{1,32}", .es = "[a-z0-9-]{1,32}"},
                    .required = true},
                   {.name = "company",
                    .value = "RFC",
                    .help = {.en = "its company", .es = "su empresa"},
                    .required = true},
                   {.name = "plant",
                    .value = "CODE",
                    .help = {.en = "the plant's code, P01", .es = "clave de la planta, P01"},
                    .required = true},
                   {.name = "broker",
                    .value = "HOST:PORT",
                    .help = {.en = "where the agent finds the broker",
                             .es = "dónde halla el agente al broker"}},
                   {.name = "broker-user",
                    .value = "NAME",
                    .help = {.en = "its name at the broker", .es = "su nombre ante el broker"}},
                   {.name = "out",
                    .value = "FILE",
                    .help = {.en = "the bundle, readable by its owner alone",
                             .es = "el paquete, legible solo por su dueño"},
                    .required = true}},
         .examples = {"--data D plant add --agent gna-tij1 --company GNA150301A00 "
                      "--plant P01 --broker 10.0.0.5:1883 --out gna-tij1.json"}},
        {.path = "plant revoke",
         .help = {.en = "Takes nothing from an agent any more, here at once and at the broker.",
                  .es = "Ya no recibe nada de un agente, aquí al momento y en el broker."},
         .positionals = {{.name = "AGENT|PLANT",
                          .help = {.en = "an agent, or every agent of a plant",
                                   .es = "un agente, o todos los de una planta"}}},
         .flags = {{.name = "reason",
                    .value = "TEXT",
                    .help = {.en = "stays in the log", .es = "queda en el registro"},
                    .required = true},
                   {.name = "company",
                    .value = "RFC",
                    .help = {.en = "whose plant", .es = "de quién es la planta"}}},
         .examples = {"--data D plant revoke gna-tij1 --reason \"stolen box\""}},
        {.path = "token create",
         .help = {.en = "Makes a one-time token, with which an agent enrols.",
                  .es = "Hace una ficha de un solo uso con la que un agente se da de alta."},
         .flags = {{.name = "plant",
                    .value = "CODE",
                    .help = {.en = "the plant's code, P01", .es = "clave de la planta, P01"},
                    .required = true},
                   {.name = "company",
                    .value = "RFC",
                    .help = {.en = "its company; not needed where only one has that plant",
                             .es = "su empresa; no hace falta si solo una tiene esa planta"}},
                   {.name = "agent",
                    .value = "ID",
                    .help = {.en = "[a-z0-9-]{1,32}; without it: rfc-plant",
                             .es = "[a-z0-9-]{1,32}; sin ella: rfc-planta"}},
                   {.name = "ttl",
                    .value = "MINUTES",
                    .help = {.en = "how long it is good, 1 to 1440; without it: 60",
                             .es = "cuánto vale, 1 a 1440; sin ella: 60"}}},
         .examples = {"--data D token create --plant P01 --company GNA150301A00 --agent gna-tij1"}},
        {.path = "token list",
         .help = {.en = "The tokens of the last month; never the tokens themselves.",
                  .es = "Las fichas del último mes; nunca las fichas mismas."}},
        {.path = "broker-config write",
         .help = {.en = "Writes what an ordinary mosquitto needs, and keeps it current from then "
                        "on.",
                  .es = "Escribe lo que necesita un mosquitto común y desde entonces lo mantiene "
                        "al día."},
         .positionals = {{.name = "DIR",
                          .help = {.en = "folder that the broker reads; the last one where not "
                                         "given",
                                   .es = "carpeta que lee el broker; la última si no se da"},
                          .count_min = 0}},
         .flags = {{.name = "listen",
                    .value = "ADDRESS:PORT",
                    .help = {.en = "where it listens; without it: 0.0.0.0:8883",
                             .es = "dónde escucha; sin ella: 0.0.0.0:8883"}},
                   {.name = "names",
                    .value = "NAME,…",
                    .help = {.en = "by which agents reach it: for its certificate",
                             .es = "por los que los agentes lo alcanzan: para su certificado"}}},
         .examples = {"broker-config write /etc/mosquitto/saldo --names broker.example,10.0.0.5"}},
        {.path = "broker-config check",
         .help = {.en = "Compares the broker's files with what they must be; 1 when one is not.",
                  .es = "Compara los archivos del broker con lo que deben ser; 1 si alguno no."},
         .positionals = {{.name = "DIR",
                          .help = {.en = "as of write", .es = "como en write"},
                          .count_min = 0}}},
        {.path = "plant list",
         .help = {.en = "Every agent: whether it is taken from, its backlog and its clock.",
                  .es = "Cada agente: si se recibe de él, su pendiente y su reloj."}},
        {.path = "plant checkpoints",
         .help = {.en =
                      "An agent's daily checkpoints, held against the log: 1 when one contradicts.",
                  .es =
                      "Los puntos de control diarios de un agente contra la bitácora: 1 si alguno "
                      "la contradice."},
         .positionals = {{.name = "AGENT",
                          .help = {.en = "its id, as `plant list` shows it",
                                   .es = "su clave, como la muestra `plant list`"}}}},
        {.path = "plant admit",
         .help = {.en = "Lets an agent's journal go on after a restore, a copy or a new machine.",
                  .es = "Permite seguir al diario de un agente tras un respaldo, una copia o un "
                        "equipo nuevo."},
         .positionals = {{.name = "AGENT",
                          .help = {.en = "its id, as `plant list` shows it",
                                   .es = "su clave, como la muestra `plant list`"}}},
         .flags = {{.name = "epoch",
                    .value = "N",
                    .help = {.en = "which one, when two could go on",
                             .es = "cuál, cuando dos podrían seguir"}},
                   {.name = "by",
                    .value = "WHO",
                    .help = {.en = "who decided", .es = "quién decidió"},
                    .required = true},
                   {.name = "reason",
                    .value = "TEXT",
                    .help = {.en = "why", .es = "por qué"},
                    .required = true}},
         .examples = {"--data D plant admit gna-tij1 --by rosa --reason 'disk replaced'"}},
        {.path = "run",
         .help = {.en = "Ingests, answers and serves until it is told to stop.",
                  .es = "Recibe, responde y sirve hasta que se le detiene."},
         .takes_settings = true},
        {.path = "check",
         .help = {.en = "Reads the configuration exactly as run would.",
                  .es = "Lee la configuración exactamente como run."},
         .takes_settings = true},
        {.path = "version",
         .help = {.en = "The version of this program.", .es = "La versión de este programa."}}};
    all.insert(all.end(), others.begin(), others.end());
    const std::vector<CommandSpec> proofs = proof_commands();
    all.insert(all.end(), proofs.begin(), proofs.end());
    const std::vector<CommandSpec> upkeep = upkeep_commands();
    all.insert(all.end(), upkeep.begin(), upkeep.end());
    return all;
}

}  // namespace

const config::ProgramSpec& program() {
    static const config::ProgramSpec spec{
        .name = "saldo-hub",
        .version = SALDO_VERSION,
        .about = {.en = "Holds what plants and customs said, and proves the balances.",
                  .es = "Guarda lo que dijeron plantas y aduana, y prueba los saldos."},
        .commands = commands(),
        .options = &options()};
    return spec;
}

}  // namespace saldo::hub
