#include "hub/program_proof_spec.hpp"

namespace saldo::hub {
namespace {

using config::CommandSpec;

CommandSpec report_spec() {
    return {
        .path = "report",
        .help = {.en = "Prints a report: parallel-run, scccyg, scccyg-account.",
                 .es = "Imprime un reporte: parallel-run, scccyg, scccyg-account."},
        .positionals = {{.name = "NAME",
                         .help = {.en = "parallel-run: every difference between the discharges of "
                                        "another system and ours, with its reason; scccyg: "
                                        "discharge reports of the credit account by type, month "
                                        "and tariff code, as filed and as they are now; "
                                        "scccyg-account: what is left of each lot there, in our "
                                        "view and in SAT's",
                                  .es = "parallel-run: cada diferencia entre los descargos de otro "
                                        "sistema y los nuestros, con su razón; scccyg: informes "
                                        "de descargo de la cuenta de créditos por tipo, mes y "
                                        "fracción, como se presentaron y como están hoy; "
                                        "scccyg-account: lo que queda de cada lote, en nuestra "
                                        "vista y en la del SAT"}}},
        .flags = {{.name = "company",
                   .value = "RFC",
                   .help = {.en = "of this company", .es = "de esta empresa"},
                   .required = true},
                  {.name = "from",
                   .value = "DATE",
                   .help = {.en = "first day shown", .es = "primer día mostrado"}},
                  {.name = "to",
                   .value = "DATE",
                   .help = {.en = "last day shown", .es = "último día mostrado"}},
                  {.name = "system",
                   .value = "NAME",
                   .help = {.en = "which system, where several told of their discharges",
                            .es = "cuál sistema, si varios contaron sus descargos"}},
                  {.name = "file",
                   .value = "TYPE/PERIOD",
                   .help = {.en = "of scccyg: file this report as it is now, and seal it",
                            .es = "de scccyg: presentar este informe como está hoy, y "
                                  "sellarlo"}},
                  {.name = "as-known",
                   .value = "POSITION|TIME",
                   .help = {.en = "of scccyg: as the hub knew it then",
                            .es = "de scccyg: como el hub lo sabía entonces"}}},
        .examples = {"--data D report parallel-run --company GNA150301A00"}};
}

CommandSpec prove_spec() {
    return {
        .path = "prove",
        .help = {.en = "Writes one file that proves one thing: facts, proofs, checkpoints.",
                 .es = "Escribe un archivo que prueba una cosa: hechos, pruebas, puntos de "
                       "control."},
        .positionals = {{.name = "LOT|EXIT|MOVEMENT|REPORT",
                         .help = {.en = "25-190-8005-5000001/2, a pedimento or name, "
                                        "AGENT/EPOCH/SEQUENCE, a movement's id, return/2026-02, "
                                        "@POSITION",
                                  .es = "25-190-8005-5000001/2, un pedimento o nombre, "
                                        "AGENTE/ÉPOCA/SECUENCIA, el id de un movimiento, "
                                        "return/2026-02, @POSICIÓN"}}},
        .flags = {{.name = "company",
                   .value = "RFC",
                   .help = {.en = "of this company", .es = "de esta empresa"}},
                  {.name = "part",
                   .value = "PART",
                   .help = {.en = "only of this part", .es = "solo de esta parte"}},
                  {.name = "out",
                   .value = "FILE",
                   .help = {.en = "write it there", .es = "escribirlo ahí"}},
                  {.name = "qr",
                   .value = "FILE.svg",
                   .help = {.en = "draw a QR code for paper: the address of the proof, and the "
                                  "checkpoint of the company's tree",
                            .es = "dibujar un código QR para papel: la dirección de la prueba "
                                  "y el punto de control del árbol de la empresa"}}},
        .examples = {"--data D prove 25-190-8005-5000001/2 --out lot.proof.json",
                     "--data D prove return/2026-02 --out report.proof.json --qr report.svg"}};
}

CommandSpec reproduce_spec() {
    return {.path = "reproduce",
            .help = {.en = "Derives a filed report again, as known when it was filed, and compares "
                           "it byte for byte with its seal; 1 when it differs.",
                     .es = "Deriva otra vez un informe presentado, como se conocía al presentarlo, "
                           "y lo compara byte por byte con su sello; 1 si difiere."},
            .positionals = {{.name = "REPORT",
                             .help = {.en = "return/2026-02, or return/2026-02#1: that version",
                                      .es = "return/2026-02, o return/2026-02#1: esa versión"}}},
            .flags = {{.name = "company",
                       .value = "RFC",
                       .help = {.en = "of this company", .es = "de esta empresa"}},
                      {.name = "out",
                       .value = "FILE",
                       .help = {.en = "write what is derived there, as CSV",
                                .es = "escribir ahí lo derivado, como CSV"}}},
            .examples = {"--data D reproduce return/2026-02 --company GNA150301A00"}};
}

}  // namespace

std::vector<CommandSpec> proof_commands() {
    return {report_spec(), prove_spec(), reproduce_spec()};
}

}  // namespace saldo::hub
