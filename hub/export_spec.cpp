#include "hub/export_spec.hpp"

namespace saldo::hub {

config::CommandSpec export_spec() {
    return {
        .path = "export",
        .help = {.en =
                     "Writes a folder that proves itself: facts, proofs, answers (docs/proof.md). "
                     "One that was cut off is gone on with.",
                 .es = "Escribe una carpeta que se prueba a sí misma: hechos, pruebas, respuestas "
                       "(docs/proof.md). Una que quedó a medias continúa."},
        .positionals = {{.name = "DIR",
                         .help = {.en = "empty or new, or cut off",
                                  .es = "vacía, nueva o a medias"}}},
        .flags = {{.name = "company",
                   .value = "RFC",
                   .help = {.en = "only this company; may stand several times",
                            .es = "solo esta empresa; puede repetirse"},
                   .repeats = true},
                  {.name = "as-known",
                   .value = "POSITION|TIME",
                   .help = {.en = "as the hub knew it then",
                            .es = "como el hub lo sabía entonces"}},
                  {.name = "as-of",
                   .value = "DATE",
                   .help = {.en = "day of the calendar's alerts; without it: today",
                            .es = "día de las alertas del calendario; sin ella: hoy"}},
                  {.name = "no-blobs",
                   .help = {.en = "without the files that facts came from",
                            .es = "sin los archivos de donde vienen los hechos"}},
                  {.name = "sqlite",
                   .value = "FILE",
                   .help = {.en = "the same as one SQLite file, too",
                            .es = "lo mismo, además, como un archivo SQLite"}}},
        .examples = {"--data D export audit-2026 --company GNA150301A00"}};
}

}  // namespace saldo::hub
