#include <fmt/format.h>

#include "common/config/say.hpp"
#include "common/store/file.hpp"
#include "common/tlog/note_key.hpp"
#include "hub/commands/command.hpp"
#include "hub/prove/prove.hpp"

namespace saldo::hub {

/// `prove REF`: one file that proves one thing, to anybody who has the log key.
CommandResult prove(const config::CommandLine& line, HubStore& hub) {
    hub.prove();
    if (const std::string alarm = hub.proof_alarm(); !alarm.empty()) {
        return failed({Errc::unavailable, config::say(line.language, "nothing is signed: {}",
                                                      "nada se firma: {}", alarm)});
    }
    const ProofQuestion question{.ref = line.positionals.front(),
                                 .company = line.value("company"),
                                 .part = line.value("part")};
    const ProofHead head{.ref = question.ref,
                         .hub = hub.hub_id(),
                         .origin = hub.log_key().name,
                         .log_key = tlog::format_vkey(hub.log_key()),
                         .position = hub.book().known().value(),
                         .program = fmt::format("saldo-hub {}", SALDO_VERSION)};
    const ProveSource source{
        .book = hub.book(),
        .places = hub.catalog_places(),
        .evidence = {.log = hub.log(), .proofs = *hub.proofs(), .cosigned = hub.cosigned()}};
    const auto file = prove_one(source, question, head, [&](const std::string& text) {
        return hub.proofs()->sign_text(text);
    });
    if (!file) return failed(file.error());
    if (!line.has("out")) return done(*file);
    const auto written = store::write_file_durably(line.value("out"), as_bytes(*file));
    if (!written) return failed(written.error());
    return done(config::say(line.language, "proved in {}, {} bytes\n", "probado en {}, {} bytes\n",
                            line.value("out"), file->size()));
}

}  // namespace saldo::hub
