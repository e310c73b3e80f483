#include "hub/program_upkeep_spec.hpp"

namespace saldo::hub {

using config::CommandSpec;

std::vector<CommandSpec> upkeep_commands() {
    return {
        {.path = "backup",
         .help = {.en = "Makes an encrypted backup, of a running hub too, and checks it before it "
                        "counts.",
                  .es = "Hace un respaldo cifrado, también con el hub en marcha, y lo revisa antes "
                        "de que cuente."},
         .positionals = {{.name = "DIR",
                          .help = {.en = "folder of this hub's backups; without it: backup.dir",
                                   .es = "carpeta de los respaldos de este hub; sin ella: "
                                         "backup.dir"},
                          .count_min = 0}},
         .flags = {{.name = "recipient",
                    .value = "AGE1…,…",
                    .help = {.en = "who can open it; without it: backup.recipients",
                             .es = "quién puede abrirlo; sin ella: backup.recipients"}},
                   {.name = "legal-hold",
                    .help = {.en = "deletes no older backup",
                             .es = "no borra ningún respaldo anterior"}}},
         .examples = {"backup /var/backups/saldo --recipient age1…"}},
        {.path = "tell-restore",
         .help = {.en =
                      "Tells the log that this hub was put back to an earlier state by other means "
                      "than `restore`, such as the image of a disk.",
                  .es =
                      "Dice en el registro que este hub volvió a un estado anterior sin `restore`, "
                      "por ejemplo con la imagen de un disco."},
         .flags = {{.name = "by",
                    .value = "WHO",
                    .help = {.en = "who put it back", .es = "quién lo hizo"},
                    .required = true},
                   {.name = "reason",
                    .value = "TEXT",
                    .help = {.en = "why; stays in the log", .es = "por qué; queda en el registro"},
                    .required = true}},
         .examples = {"tell-restore --by rosa --reason 'the image of Sunday was put back'"}},
        {.path = "restore",
         .help = {.en =
                      "Makes a hub out of a backup, in an empty place. It says in its log that it "
                      "was restored, and the agents refill it.",
                  .es = "Hace un hub de un respaldo, en un lugar vacío. Dice en su registro que se "
                        "restauró, y los agentes lo completan."},
         .positionals = {{.name = "BACKUP",
                          .help = {.en = "a backup, or the folder of several: the newest",
                                   .es = "un respaldo, o la carpeta de varios: el más nuevo"}}},
         .flags = {{.name = "into",
                    .value = "DIR",
                    .help = {.en = "the data folder to be, empty or new",
                             .es = "la futura carpeta de datos, vacía o nueva"},
                    .required = true},
                   {.name = "identity",
                    .value = "FILE",
                    .help = {.en = "the age identity that opens it",
                             .es = "la identidad de age que lo abre"},
                    .required = true},
                   {.name = "at",
                    .value = "POSITION|TIME",
                    .help = {.en = "a point in time; without it: all that the backup holds",
                             .es = "un punto en el tiempo; sin ella: todo lo que tiene el "
                                   "respaldo"}},
                   {.name = "by",
                    .value = "WHO",
                    .help = {.en = "who restores", .es = "quién restaura"},
                    .required = true},
                   {.name = "reason",
                    .value = "TEXT",
                    .help = {.en = "why; stays in the log", .es = "por qué; queda en el registro"},
                    .required = true},
                   {.name = "hub-key",
                    .value = "HEX",
                    .help = {.en = "the public key that must have signed it",
                             .es = "la llave pública que debe haberlo firmado"}}},
         .examples = {"restore /var/backups/saldo --into /var/lib/saldo-hub --identity "
                      "backup.identity --by rosa --reason 'disk lost'"}},
        {.path = "drill",
         .help = {.en = "Builds a hub apart, backs it up under load, destroys it, restores it, has "
                        "it refilled, and compares it with a twin. The result goes into the log.",
                  .es = "Arma un hub aparte, lo respalda con carga, lo destruye, lo restaura, lo "
                        "completa y lo compara con un gemelo. El resultado queda en el registro."},
         .flags = {{.name = "scale",
                    .value = "N",
                    .help = {.en = "movements; without it: 100000",
                             .es = "movimientos; sin ella: 100000"}},
                   {.name = "backup",
                    .value = "BACKUP",
                    .help = {.en = "a backup to begin with, not a generated set",
                             .es = "un respaldo con el que empezar, no un conjunto generado"}},
                   {.name = "identity",
                    .value = "FILE",
                    .help = {.en = "the age identity that opens it",
                             .es = "la identidad de age que lo abre"}},
                   {.name = "older",
                    .help = {.en = "restores the older of the two newest backups",
                             .es = "restaura el menos nuevo de los dos últimos respaldos"}},
                   {.name = "sabotage",
                    .value = "backup|record",
                    .help = {.en = "breaks something: the drill must fail",
                             .es = "rompe algo: el simulacro debe fallar"}},
                   {.name = "work",
                    .value = "DIR",
                    .help = {.en = "where its folder is made; without it: the system's",
                             .es = "dónde se hace su carpeta; sin ella: la del sistema"}},
                   {.name = "keep",
                    .help = {.en = "leaves its folder to be looked at",
                             .es = "deja su carpeta para verla"}}},
         .examples = {"drill --scale 1000000"}},
        {.path = "verify",
         .help = {.en = "Checks every hash of a store, blobs too, or of backups: 1 and the first "
                        "fault when one does not hold.",
                  .es = "Revisa cada hash de un almacén, con sus archivos de origen, o de "
                        "respaldos: 1 y la primera falla si alguno no coincide."},
         .positionals = {{.name = "DIR",
                          .help = {.en = "a data folder that nobody has open, a backup, or a "
                                         "folder of them; without it: this hub",
                                   .es = "una carpeta de datos que nadie tiene abierta, un "
                                         "respaldo o una carpeta de ellos; sin ella: este hub"},
                          .count_min = 0}},
         .examples = {"verify /var/backups/saldo"}},
    };
}

}  // namespace saldo::hub
