#include "hub/outside/outside_settings.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

namespace saldo::hub {
namespace {

using config::Kind;

/// Printable ASCII without a blank: nothing that could end a line of a request or of a letter.
bool is_plain(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_url(std::string_view text, std::initializer_list<std::string_view> schemes) {
    return is_plain(text) && std::ranges::any_of(schemes, [&](std::string_view scheme) {
               return text.starts_with(scheme) && text.size() > scheme.size();
           });
}

bool is_address(std::string_view text) {
    const std::size_t at = text.find('@');
    return is_plain(text) && at != 0 && at != std::string_view::npos && at + 1 < text.size() &&
           text.find_first_of("<>\"\\", 0) == std::string_view::npos;
}

std::optional<OutsideWitness> parse_witness(std::string_view text) {
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    auto key = tlog::parse_vkey(text.substr(0, blank));
    std::string_view url = text.substr(blank + 1);
    while (url.starts_with(' ')) url.remove_prefix(1);
    while (url.ends_with('/')) url.remove_suffix(1);
    const bool is_good =
        key && key->type == tlog::NoteKeyType::cosignature && is_url(url, {"http://", "https://"});
    if (!is_good) return std::nullopt;
    return OutsideWitness{.key = std::move(*key), .url = std::string{url}};
}

std::vector<OutsideWitness> read_witnesses(config::SettingsReader& reader) {
    std::vector<OutsideWitness> out;
    for (const std::string& text : reader.list("proof.witnesses")) {
        auto witness = parse_witness(text);
        if (!witness) {
            reader.fault("proof.witnesses",
                         {"each is a verifier key that cosigns, a blank, and http://… or https://…",
                          "cada uno es una clave de verificación que cofirma, un espacio y "
                          "http://… o https://…"});
            continue;
        }
        const bool is_repeated = std::ranges::any_of(
            out, [&](const OutsideWitness& one) { return one.key == witness->key; });
        if (is_repeated) {
            reader.fault("proof.witnesses",
                         {"the same key stands twice", "la misma clave aparece dos veces"});
        }
        out.push_back(std::move(*witness));
    }
    return out;
}

MailSettings read_mail(config::SettingsReader& reader) {
    const config::Values& values = reader.values();
    MailSettings out{.server = values.text("proof.mail_server"),
                     .from = values.text("proof.mail_from"),
                     .to = reader.list("proof.mail_to"),
                     .every_hours = reader.whole("proof.mail_every_hours"),
                     .user = values.text("proof.mail_user"),
                     .password_file = values.text("proof.mail_password_file")};
    if (out.server.empty()) return out;
    if (!is_url(out.server, {"smtp://", "smtps://"})) {
        reader.fault("proof.mail_server", {"must be smtp://HOST:PORT or smtps://HOST:PORT",
                                           "debe ser smtp://HOST:PUERTO o smtps://HOST:PUERTO"});
    }
    if (!is_address(out.from) || out.to.empty() || !std::ranges::all_of(out.to, is_address)) {
        reader.fault("proof.mail_server",
                     {"a mail server needs proof.mail_from and proof.mail_to, which are addresses",
                      "un servidor de correo necesita proof.mail_from y proof.mail_to, que son "
                      "direcciones"});
    }
    if (out.user.empty() != out.password_file.empty()) {
        reader.fault("proof.mail_server", {"mail_user and mail_password_file go together",
                                           "mail_user y mail_password_file van juntos"});
    }
    return out;
}

void append_mail(std::vector<config::Option>& out) {
    out.push_back({.key = "proof.mail_server",
                   .example = "smtp://mail.example:587",
                   .help = {"Mail server by which checkpoints are sent to people; empty: none.",
                            "Servidor de correo por el que se mandan puntos de control a personas; "
                            "vacío: ninguno."}});
    out.push_back({.key = "proof.mail_from",
                   .example = "saldo@hub.example",
                   .help = {"Address of the sender.", "Dirección de quien los manda."}});
    out.push_back({.key = "proof.mail_to",
                   .example = "auditor@auditor.example",
                   .help = {"Addresses of who keeps them, with commas between: not yours alone.",
                            "Direcciones de quienes los guardan, entre comas: no solo suyas."}});
    out.push_back({.key = "proof.mail_every_hours",
                   .kind = Kind::integer,
                   .unit = "h",
                   .standard = "24",
                   .help = {"At most so often, and only where a tree grew.",
                            "A lo más cada tanto, y solo donde un árbol creció."},
                   .min = 1,
                   .max = 720});
    out.push_back({.key = "proof.mail_user",
                   .example = "saldo",
                   .help = {"Name at the mail server; then only over TLS.",
                            "Nombre ante el servidor de correo; entonces solo con TLS."}});
    out.push_back({.key = "proof.mail_password_file",
                   .kind = Kind::path,
                   .example = "/etc/saldo/mail.password",
                   .help = {"File with the password on its first line.",
                            "Archivo con la contraseña en su primera línea."}});
}

}  // namespace

void append_outside(std::vector<config::Option>& out) {
    out.push_back(
        {.key = "proof.witnesses",
         .example = "auditor.example/w1+25705821+BHy2oH+2aJQoStnLaczK1LMLkj9CtWRNL4kxrJLaYDfu "
                    "https://witness.auditor.example",
         .help = {"Outside witnesses, with commas between: the verifier key that saldo-witness "
                  "printed, a blank, its address.",
                  "Testigos externos, entre comas: la clave de verificación que imprimió "
                  "saldo-witness, un espacio, su dirección."}});
    out.push_back({.key = "proof.webhooks",
                   .example = "https://archive.example/checkpoints",
                   .help = {"Addresses that get new checkpoints as JSON, with commas between.",
                            "Direcciones que reciben los puntos de control nuevos como JSON, entre "
                            "comas."}});
    out.push_back({.key = "proof.every_seconds",
                   .kind = Kind::integer,
                   .unit = "s",
                   .standard = "60",
                   .help = {"At most so often, of one tree, to each of those.",
                            "A lo más cada tanto, de un mismo árbol, a cada uno de ellos."},
                   .min = 1,
                   .max = 86'400});
    append_mail(out);
    out.push_back({.key = "proof.ca_file",
                   .kind = Kind::path,
                   .example = "/etc/saldo/outside-ca.pem",
                   .help = {"Authorities that those are checked against; not set: the system's.",
                            "Autoridades contra las que se comprueban; sin valor: las del "
                            "sistema."}});
}

OutsideSettings read_outside(config::SettingsReader& reader) {
    OutsideSettings out{.witnesses = read_witnesses(reader),
                        .webhooks = reader.list("proof.webhooks"),
                        .every_s = reader.whole("proof.every_seconds"),
                        .mail = read_mail(reader),
                        .ca_file = reader.values().text("proof.ca_file")};
    const bool is_good = std::ranges::all_of(
        out.webhooks, [](const auto& url) { return is_url(url, {"http://", "https://"}); });
    if (!is_good) {
        reader.fault("proof.webhooks", {"each begins with http:// or https://",
                                        "cada una empieza con http:// o https://"});
    }
    return out;
}

}  // namespace saldo::hub
