#include "hub/access/broker_files.hpp"

#include <algorithm>
#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "common/config/json_members.hpp"
#include "common/store/file.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t file_bytes_max = std::size_t{16} << 20U;
constexpr mode_t for_all = 0644;
constexpr mode_t for_broker = 0640;  // the broker's group reads its key, nobody else
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t days_left_min = 14;

/// What must hold for an untrusted broker between signed frames (docs/protocol.md).
constexpr std::string_view settings = R"(allow_anonymous false
require_certificate true
use_identity_as_username true
use_username_as_clientid true
allow_zero_length_clientid false
tls_version tlsv1.2
ciphers ECDHE+AESGCM:ECDHE+CHACHA20

# Nothing depends on what a broker keeps, so it keeps nothing.
persistence false
max_inflight_messages 32
max_queued_messages 16384
queue_qos0_messages false
max_packet_size 262144
max_connections 8192
memory_limit 1073741824
sys_interval 0
set_tcp_nodelay true
)";

Result<std::string> read_text(const fs::path& path) {
    const auto bytes = store::read_file(path, file_bytes_max);
    if (!bytes) return bytes.error();
    return std::string{as_text(*bytes)};
}

Result<bool> write_if_other(const fs::path& path, const std::string& text, mode_t mode) {
    const auto held = read_text(path);
    if (held && *held == text) return false;
    if (const auto written = store::write_file_durably(path, as_bytes(text), mode); !written) {
        return written.error();
    }
    return true;
}

}  // namespace

Result<std::optional<BrokerPlan>> read_broker_plan(const AccessStore& access) {
    const fs::path path = access.folder() / "broker.json";
    const auto text = read_text(path);
    if (!text && text.error().code == Errc::not_found) return std::optional<BrokerPlan>{};
    if (!text) return text.error();
    boost::system::error_code error;
    const json::value value = json::parse(*text, error);
    if (error || !value.is_object()) return Error{Errc::storage, path.string() + ": no JSON"};
    config::JsonMembers members{value.get_object(), path.string()};
    BrokerPlan plan;
    plan.folder = members.text("folder");
    plan.address = members.text("address");
    plan.port = static_cast<std::uint16_t>(members.number("port"));
    const std::string names = members.text("names");
    if (auto wrong = members.finish()) return Error{Errc::storage, wrong->what};
    for (std::size_t at = 0; at < names.size();) {
        const std::size_t end = std::min(names.find(' ', at), names.size());
        plan.names.push_back(names.substr(at, end - at));
        at = end + 1;
    }
    return std::optional{plan};
}

Result<void> write_broker_plan(const AccessStore& access, const BrokerPlan& plan) {
    const std::string text =
        fmt::format(R"({{"folder":{},"address":{},"port":{},"names":{}}})"
                    "\n",
                    config::json_text(plan.folder.string()), config::json_text(plan.address),
                    plan.port, config::json_text(fmt::format("{}", fmt::join(plan.names, " "))));
    return store::write_file_durably(access.folder() / "broker.json", as_bytes(text));
}

std::string broker_configuration(const BrokerPlan& plan) {
    const std::string folder = plan.folder.string();
    return fmt::format(
        "# Written by `saldo-hub broker-config write`; `saldo-hub broker-config check` compares.\n"
        "listener {}{}{}\n{}\n"
        "cafile {}/ca.crt\ncertfile {}/server.pem\nkeyfile {}/server.pem\ncrlfile {}/crl.pem\n"
        "acl_file {}/saldo.acl\n",
        plan.port, plan.address.empty() ? "" : " ", plan.address, settings, folder, folder, folder,
        folder, folder);
}

std::string broker_acl(const std::string& hub, const std::map<std::string, std::string>& revoked) {
    std::string text =
        "# Written by `saldo-hub broker-config write`. %u is the name in the certificate.\n";
    for (const auto& [agent, why] : revoked)
        text += fmt::format("user {}\ntopic deny #\n\n", agent);
    text += fmt::format(
        "user {}\n"
        "topic read saldo/1/+/+/up/#\n"
        "topic write saldo/1/+/+/dn/#\n"
        "topic write saldo/1/hub/state\n\n",
        hub);
    for (const std::string_view topic : {"up", "up/hello", "up/st", "up/refill", "up/wit"}) {
        text += fmt::format("pattern write saldo/1/+/%u/{}\n", topic);
    }
    for (const std::string_view topic : {"ack", "cat", "cfg", "refill", "wit"}) {
        text += fmt::format("pattern read saldo/1/+/%u/dn/{}\n", topic);
    }
    return text + "pattern read saldo/1/hub/state\n";
}

Result<std::vector<std::string>> write_broker_files(
    AccessStore& access, const BrokerPlan& plan, const std::string& hub,
    const std::map<std::string, std::string>& revoked, UtcTime now) {
    std::error_code error;
    if (!fs::is_directory(plan.folder, error)) {
        return Error{Errc::not_found,
                     plan.folder.string() + " is no folder; make it, with the broker's group"};
    }
    const auto server = access.server_certificate("broker", plan.names, now);
    if (!server) return server.error();
    const auto list = read_text(access.revocation_file());
    if (!list) return list.error();
    struct File {
        std::string_view name;
        std::string text;
        mode_t mode;
    };
    // The list before the ACL: whoever is denied topics must not get in anew.
    const std::vector<File> files{{"ca.crt", access.authority().certificate_pem(), for_all},
                                  {"server.pem", server->certificate + server->key, for_broker},
                                  {"crl.pem", *list, for_all},
                                  {"saldo.acl", broker_acl(hub, revoked), for_all},
                                  {"saldo.conf", broker_configuration(plan), for_all}};
    std::vector<std::string> changed;
    for (const File& file : files) {
        const auto done = write_if_other(plan.folder / file.name, file.text, file.mode);
        if (!done) return done.error();
        if (*done) changed.emplace_back(file.name);
    }
    return changed;
}

namespace {

class Checker {
public:
    Checker(const AccessStore& access, const BrokerPlan& plan) : access_{access}, plan_{plan} {}

    void add(std::string_view file, Words what) { faults_.push_back({std::string{file}, what}); }

    std::optional<std::string> text_of(std::string_view file) {
        auto text = read_text(plan_.folder / file);
        if (!text) {
            add(file, {.en = "is missing or cannot be read", .es = "falta o no se puede leer"});
            return std::nullopt;
        }
        std::error_code error;
        const auto mode = fs::status(plan_.folder / file, error).permissions();
        if ((mode & fs::perms::others_write) != fs::perms::none) {
            add(file, {.en = "anybody may change it; type: chmod o-w",
                       .es = "cualquiera puede cambiarlo; escriba: chmod o-w"});
        }
        return *text;
    }

    void compare(std::string_view file, const std::string& wanted) {
        const auto text = text_of(file);
        if (text && *text != wanted) {
            add(file, {.en = "is not as the hub writes it; type: saldo-hub broker-config write",
                       .es = "no es como lo escribe el hub; escriba: saldo-hub broker-config "
                             "write"});
        }
    }

    void look_at_key(UtcTime now) {
        const auto text = text_of("server.pem");
        if (!text) return;
        std::error_code error;
        const auto mode = fs::status(plan_.folder / "server.pem", error).permissions();
        if ((mode & fs::perms::others_all) != fs::perms::none) {
            add("server.pem", {.en = "anybody may read the broker's key; type: chmod 640",
                               .es = "cualquiera puede leer la llave del broker; escriba: chmod "
                                     "640"});
        }
        const auto view = read_certificate(*text);
        const auto key = TlsKey::from_pem(*text);
        if (!view || !key || key->public_der() != view->public_key ||
            !check_certificate(*text, access_.authority().certificate_pem(), CertificateUse::server,
                               now)) {
            add("server.pem", {.en = "agents will not trust this certificate: it has expired, is "
                                     "of another hub, or its key is missing",
                               .es = "los agentes no confiarán en este certificado: venció, es de "
                                     "otro hub o falta su llave"});
        } else if (view->not_after.ms - now.ms < days_left_min * day_ms) {
            add("server.pem", {.en = "expires within 14 days; type: saldo-hub broker-config write",
                               .es = "vence en menos de 14 días; escriba: saldo-hub broker-config "
                                     "write"});
        }
    }

    void look_at_list(UtcTime now) {
        const auto text = text_of("crl.pem");
        if (!text) return;
        const auto list = read_revocation_list(*text, access_.authority().certificate_pem());
        if (!list) {
            add("crl.pem", {.en = "is no list of this hub", .es = "no es una lista de este hub"});
            return;
        }
        const std::set<std::string> named{list->serials.begin(), list->serials.end()};
        const auto wanted = access_.certificates().revoked(now);
        const bool is_whole = std::ranges::all_of(
            wanted, [&](const RevokedCertificate& one) { return named.contains(one.serial); });
        if (!is_whole) {
            add("crl.pem", {.en = "does not name every revoked certificate",
                            .es = "no nombra todos los certificados revocados"});
        }
    }

    std::vector<BrokerFault> take() { return std::move(faults_); }

private:
    const AccessStore& access_;
    const BrokerPlan& plan_;
    std::vector<BrokerFault> faults_;
};

}  // namespace

std::vector<BrokerFault> check_broker_files(const AccessStore& access, const BrokerPlan& plan,
                                            const std::string& hub,
                                            const std::map<std::string, std::string>& revoked,
                                            UtcTime now) {
    Checker checker{access, plan};
    std::error_code error;
    const auto mode = fs::status(plan.folder, error).permissions();
    if (error || (mode & fs::perms::others_write) != fs::perms::none) {
        checker.add(".", {.en = "the folder is missing, or anybody may write there",
                          .es = "la carpeta falta o cualquiera puede escribir en ella"});
    }
    checker.compare("saldo.conf", broker_configuration(plan));
    checker.compare("saldo.acl", broker_acl(hub, revoked));
    checker.compare("ca.crt", access.authority().certificate_pem());
    checker.look_at_key(now);
    checker.look_at_list(now);
    return checker.take();
}

}  // namespace saldo::hub
