#include "common/config/say.hpp"
#include "common/store/file.hpp"
#include "hub/book/credit.hpp"
#include "hub/book/filed_report.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/print_table.hpp"
#include "hub/prove/report_answer.hpp"
#include "hub/prove/reproduce.hpp"

namespace saldo::hub {

using config::say;

/// `reproduce REPORT`: whether this program, out of the log alone, still says what was filed.
CommandResult reproduce_report(const config::CommandLine& line, HubStore& hub) {
    const std::string& ref = line.positionals.front();
    const auto name = book::parse_report_name(ref);
    if (!name) {
        return {config::number(config::ExitCode::wrong_use),
                {},
                "saldo-hub: " + name.error().what + "\n"};
    }
    const ProofQuestion question{.ref = ref, .company = line.value("company"), .part = {}};
    const auto rfc = filer_of(hub.book(), question);
    if (!rfc) {
        return failed({Errc::not_found, say(line.language, "no report {} was filed",
                                            "no se presentó ningún informe {}", ref)});
    }
    const auto& filings = hub.book().filings();
    const auto* sealed = filings.sealed(find_report(filings, *rfc, *name)->position);
    hub.prove();
    if (sealed == nullptr || hub.proofs() == nullptr) {
        return failed(
            {Errc::unavailable, say(line.language, "the report is not sealed: {}",
                                    "el informe no está sellado: {}", hub.proof_alarm())});
    }
    const ReportSeal seal = sealed->seal;
    const auto then = hub.book_as_known(api::KnownAt{seal.position + 1});
    if (!then) return failed(then.error());
    const auto found = reproduce(seal, **then, *hub.proofs());
    if (!found) return failed(found.error());
    if (line.has("out")) {
        const auto written = store::write_file_durably(line.value("out"), as_bytes(found->bytes));
        if (!written) return failed(written.error());
    }
    CommandResult result;
    if (!found->differences.rows.empty()) {
        result.exit = config::number(config::ExitCode::answer_is_no);
        result.out = print_table(found->differences, line.format);
        result.err =
            say(line.language, "{} of {} differs from what was filed at position {}\n",
                "{} de {} difiere de lo presentado en la posición {}\n", ref, *rfc, seal.position);
        return result;
    }
    return done(say(line.language,
                    "{} of {}, version {}, filed at position {}: byte for byte the same, SHA-256 "
                    "{}\n",
                    "{} de {}, versión {}, presentado en la posición {}: igual byte por byte, "
                    "SHA-256 {}\n",
                    ref, *rfc, seal.version, seal.position, to_hex(ByteView{seal.sha256})));
}

}  // namespace saldo::hub
