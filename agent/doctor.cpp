#include "agent/doctor.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include "agent/commands/status_command.hpp"
#include "agent/station.hpp"
#include "common/config/clock.hpp"
#include "common/config/join_bundle.hpp"
#include "common/config/options.hpp"
#include "common/crypto/certificate.hpp"

namespace saldo::agent {
namespace {

namespace net = boost::asio;
using Grade = Finding::Grade;

class Doctor {
public:
    Doctor(const LoadedSettings& loaded, Language language)
        : settings_{loaded.settings}, loaded_{loaded}, language_{language} {}

    std::vector<Finding> run() {
        if (!look_at_configuration()) return std::move(findings_);
        const bool has_bundle = look_at_bundle();
        look_at_disk();
        look_at_clock();
        look_at_agent();
        if (has_bundle) look_at_broker();
        return std::move(findings_);
    }

private:
    std::string say(Words words) const { return std::string{words.in(language_)}; }
    void add(Grade grade, std::string what, Words why = {}, std::string to_type = {}) {
        findings_.push_back({grade, std::move(what), say(why), std::move(to_type)});
    }

    bool look_at_configuration() {
        for (const config::Fault& fault : loaded_.loaded.faults) {
            add(Grade::trouble, config::to_text(fault, language_),
                {.en = "the agent does not start with it", .es = "el agente no arranca así"},
                "saldo-agent check");
        }
        if (!loaded_.loaded.faults.empty()) return false;
        add(Grade::well,
            say({.en = "the configuration is good", .es = "la configuración es buena"}));
        if (settings_.scanners.empty() && settings_.folders.empty()) {
            add(Grade::advice,
                say({.en = "no scanner and no folder is configured",
                     .es = "no hay lectores ni carpetas configurados"}),
                {.en = "nothing can be captured but by `saldo-agent feed`",
                 .es = "solo se puede capturar con `saldo-agent feed`"},
                say({.en = "add [[scanner]] or [[folder]] to the configuration",
                     .es = "agregue [[scanner]] o [[folder]] a la configuración"}));
        }
        return true;
    }

    bool look_at_bundle() {
        const auto failure = check_station(settings_);
        if (!failure) {
            add(Grade::well, say({.en = "join bundle and catalog can be read",
                                  .es = "el paquete de ingreso y el catálogo se leen bien"}));
        } else {
            add(Grade::trouble, failure->what,
                {.en = "the agent does not start without it", .es = "el agente no arranca así"},
                "saldo-agent check");
        }
        std::error_code error;
        if (!std::filesystem::is_directory(settings_.catalogs, error)) {
            add(Grade::advice,
                fmt::format("{}: {}", settings_.catalogs,
                            say({.en = "no catalog there", .es = "ahí no hay catálogo"})),
                {.en = "until one comes from the hub, part numbers and units are not checked",
                 .es = "hasta que llegue uno del hub no se revisan números de parte ni unidades"},
                say({.en = "saldo-agent status says which is in use; or put parts.csv and "
                           "products.csv there",
                     .es = "saldo-agent status dice cuál se usa; o ponga ahí parts.csv y "
                           "products.csv"}));
        }
        const auto bundle = config::read_join_bundle(settings_.join_bundle);
        if (!bundle) return false;
        look_at_certificate(*bundle);
        broker_host_ = settings_.broker_host.empty() ? bundle->broker_host : settings_.broker_host;
        broker_port_ = settings_.broker_host.empty() ? bundle->broker_port : settings_.broker_port;
        return true;
    }

    void look_at_certificate(const config::JoinBundle& bundle) {
        if (!bundle.tls) {
            add(Grade::advice,
                say({.en = "the way to the broker is not encrypted",
                     .es = "el camino al broker no está cifrado"}),
                {.en = "this identity was made by hand, for a test",
                 .es = "esta identidad se hizo a mano, para una prueba"},
                "saldo-agent enroll --again --hub https://HUB:9443 --token-file -");
            return;
        }
        const auto view = read_certificate(bundle.tls->certificate);
        const UtcTime now = now_utc();
        const std::int64_t days = (view->not_after.ms - now.ms) / 86'400'000;
        if (now < view->not_before || now > view->not_after) {
            add(Grade::trouble,
                fmt::format("{}: {} … {}",
                            say({.en = "our clock is outside the certificate's days",
                                 .es = "nuestro reloj está fuera de los días del certificado"}),
                            format_utc(view->not_before), format_utc(view->not_after)),
                {.en = "the broker does not let us in; capturing goes on",
                 .es = "el broker no nos deja entrar; la captura sigue"},
                "date; saldo-agent enroll --again --hub https://HUB:9443 --token-file -");
            return;
        }
        add(days >= 14 ? Grade::well : Grade::trouble,
            fmt::format("{}: {}",
                        say({.en = "days left of the certificate",
                             .es = "días que le quedan al certificado"}),
                        days),
            days >= 14 ? Words{}
                       : Words{.en = "it should have been renewed by itself long ago",
                               .es = "debió renovarse solo hace tiempo"},
            days >= 14 ? "" : "saldo-agent status");
    }

    void look_at_disk() {
        std::error_code error;
        const auto space = std::filesystem::space(settings_.data, error);
        if (error) {
            add(Grade::trouble, fmt::format("{}: {}", settings_.data, error.message()),
                {.en = "the journal needs this folder", .es = "el diario necesita esta carpeta"},
                "mkdir -p " + settings_.data);
            return;
        }
        const std::uint64_t free_mib = space.available >> 20U;
        const bool is_enough = free_mib >= 1'024;
        add(is_enough ? Grade::well : Grade::trouble,
            fmt::format("{}: {} MiB {}", settings_.data, free_mib,
                        say({.en = "free", .es = "libres"})),
            is_enough ? Words{}
                      : Words{.en = "with a full disk scans are refused",
                              .es = "con el disco lleno las lecturas se rechazan"},
            is_enough ? "" : "df -h " + settings_.data);
    }

    void look_at_clock() {
        std::error_code error;
        const bool is_synchronised =
            std::filesystem::exists("/run/systemd/timesync/synchronized", error) ||
            std::filesystem::exists("/run/chrony/chronyd.pid", error);
        if (is_synchronised) {
            add(Grade::well, say({.en = "the clock follows a time server",
                                  .es = "el reloj sigue a un servidor"}));
        } else {
            add(Grade::advice,
                say({.en = "the clock follows no time server", .es = "el reloj no sigue a nadie"}),
                {.en =
                     "the hours of movements are evidence; order and balances do not depend on it",
                 .es = "las horas son evidencia; el orden y los saldos no dependen del reloj"},
                "timedatectl set-ntp true");
        }
    }

    void look_at_agent() {
        const auto json = ask_status(settings_.socket);
        if (!json) {
            add(Grade::advice,
                say({.en = "no agent is running here", .es = "ningún agente está en marcha aquí"}),
                {.en = "nothing is captured while it is stopped",
                 .es = "mientras está detenido no se captura nada"},
                "systemctl start saldo-agent");
            look_at_journal();
            return;
        }
        const auto text = status_text(*json, language_);
        if (!text) {
            add(Grade::trouble, text.error().what);
            return;
        }
        const bool is_ok = text->starts_with("OK");
        add(is_ok ? Grade::well : Grade::trouble, text->substr(0, text->find_last_not_of('\n') + 1),
            is_ok ? Words{}
                  : Words{.en = "the running agent says so", .es = "lo dice el agente en marcha"},
            is_ok ? "" : "saldo-agent status --json");
    }

    void look_at_journal() {
        const auto folder = journal_folder_of(settings_);
        const auto journal = LmdbJournal::open_existing(folder, journal_limits_of(settings_));
        if (!journal) {
            if (journal.error().code == Errc::not_found) return;
            add(Grade::trouble, journal.error().what);
            return;
        }
        const auto audit = (*journal)->verify();
        if (!audit || audit->first_fault) {
            add(Grade::trouble, audit ? *audit->first_fault : audit.error().what,
                {.en = "what was accepted must stay as it was written",
                 .es = "lo aceptado debe quedar como se escribió"},
                "saldo-agent journal verify");
            return;
        }
        add(Grade::well, fmt::format("{}: {}", audit->records,
                                     say({.en = "records in the journal, all hashes hold",
                                          .es = "registros en el diario, todos los hashes "
                                                "coinciden"})));
    }

    void look_at_broker() {
        net::io_context io;
        net::ip::tcp::socket socket{io};
        net::ip::tcp::resolver resolver{io};
        boost::system::error_code outcome = net::error::timed_out;
        resolver.async_resolve(broker_host_, std::to_string(broker_port_),
                               [&](const boost::system::error_code& error, const auto& found) {
                                   outcome = error;
                                   if (error) return;
                                   outcome = net::error::timed_out;
                                   net::async_connect(socket, found,
                                                      [&outcome](const boost::system::error_code& e,
                                                                 const auto&) { outcome = e; });
                               });
        io.run_for(std::chrono::seconds{3});
        const std::string place = fmt::format("{}:{}", broker_host_, broker_port_);
        if (!outcome) {
            add(Grade::well,
                fmt::format("{} {}", place,
                            say({.en = "(broker) answers", .es = "(broker) responde"})));
            return;
        }
        add(Grade::trouble, fmt::format("{} (broker): {}", place, outcome.message()),
            {.en = "movements wait in the journal; capturing goes on",
             .es = "los movimientos esperan en el diario; la captura sigue"},
            fmt::format("nc -vz {} {}", broker_host_, broker_port_));
    }

    const Settings& settings_;
    const LoadedSettings& loaded_;
    const Language language_;
    std::string broker_host_;
    std::uint16_t broker_port_ = 0;
    std::vector<Finding> findings_;
};

std::string_view mark_of(Grade grade) {
    switch (grade) {
        case Grade::well: return "ok  ";
        case Grade::advice: return "note";
        case Grade::trouble: return "BAD ";
    }
    return "BAD ";
}

}  // namespace

std::vector<Finding> diagnose(const LoadedSettings& loaded, Language language) {
    return Doctor{loaded, language}.run();
}

config::ExitCode show_diagnosis(const LoadedSettings& loaded, Language language) {
    const bool es = language == Language::es;
    bool is_well = true;
    for (const Finding& finding : diagnose(loaded, language)) {
        fmt::print("{}  {}\n", mark_of(finding.grade), finding.what);
        if (!finding.why.empty()) fmt::print("      {}: {}\n", es ? "porque" : "why", finding.why);
        if (!finding.to_type.empty()) {
            fmt::print("      {}: {}\n", es ? "escriba" : "type", finding.to_type);
        }
        if (finding.grade == Grade::trouble) is_well = false;
    }
    return is_well ? config::ExitCode::done : config::ExitCode::answer_is_no;
}

}  // namespace saldo::agent
