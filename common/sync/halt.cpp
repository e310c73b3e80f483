#include "common/sync/halt.hpp"

namespace saldo::sync {

std::string_view to_string(Halt halt) {
    switch (halt) {
        case Halt::none: return "none";
        case Halt::fork: return "fork";
        case Halt::fenced: return "fenced";
        case Halt::epoch_waits: return "epoch_waits";
        case Halt::held_out: return "held_out";
    }
    return "unknown";
}

Words sentence(Halt halt) {
    switch (halt) {
        case Halt::none: return {.en = "", .es = ""};
        case Halt::fork:
            return {.en =
                        "two machines speak as this agent: switch off the copy, then ask "
                        "corporate IT for `saldo-hub plant admit`",
                    .es =
                        "dos equipos hablan como este agente: apague la copia y pida a sistemas "
                        "del corporativo `saldo-hub plant admit`"};
        case Halt::fenced:
            return {.en =
                        "the hub chose another machine for this agent: if this is the right one, "
                        "ask corporate IT for `saldo-hub plant admit`",
                    .es =
                        "el hub eligió otro equipo para este agente: si este es el correcto, "
                        "pida a sistemas del corporativo `saldo-hub plant admit`"};
        case Halt::epoch_waits:
            return {.en =
                        "this journal came from a backup, a copy or another machine: corporate "
                        "IT must let it go on with `saldo-hub plant admit`",
                    .es =
                        "este diario viene de un respaldo, una copia u otro equipo: sistemas del "
                        "corporativo debe permitirle seguir con `saldo-hub plant admit`"};
        case Halt::held_out:
            return {.en =
                        "the hub holds this agent out: ask corporate IT to look at `saldo-hub "
                        "plant list`",
                    .es =
                        "el hub tiene detenido a este agente: pida a sistemas del corporativo "
                        "ver `saldo-hub plant list`"};
    }
    return {.en = "", .es = ""};
}

}  // namespace saldo::sync
