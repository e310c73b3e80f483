#include <fmt/format.h>

#include "common/config/say.hpp"
#include "common/store/file.hpp"
#include "common/tlog/note_key.hpp"
#include "hub/commands/command.hpp"
#include "hub/prove/prove.hpp"
#include "hub/prove/qr_code.hpp"

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
    const auto sign = [&](const std::string& text) { return hub.proofs()->sign_text(text); };
    const auto proved = prove_one(source, question, head, sign, hub.proof_url());
    if (!proved) return failed(proved.error());
    if (line.has("qr")) {
        const auto svg = qr_svg(proved->paper);
        if (!svg) return failed(svg.error());
        const auto drawn = store::write_file_durably(line.value("qr"), as_bytes(*svg));
        if (!drawn) return failed(drawn.error());
    }
    if (!line.has("out")) return done(proved->file);
    const auto written = store::write_file_durably(line.value("out"), as_bytes(proved->file));
    if (!written) return failed(written.error());
    return done(config::say(line.language, "proved in {}, {} bytes\n", "probado en {}, {} bytes\n",
                            line.value("out"), proved->file.size()));
}

}  // namespace saldo::hub
