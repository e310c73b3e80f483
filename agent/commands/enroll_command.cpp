#include "agent/commands/enroll_command.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "common/config/clock.hpp"
#include "common/config/say.hpp"
#include "common/crypto/certificate.hpp"
#include "common/store/file.hpp"

namespace saldo::agent {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using config::ExitCode;
using config::say;

constexpr std::size_t token_bytes_max = 1024;
constexpr std::size_t file_bytes_max = std::size_t{1} << 20U;
constexpr http::ClientLimits limits{.connect_max = std::chrono::milliseconds{10'000},
                                    .answer_max = std::chrono::milliseconds{30'000},
                                    .body_bytes_max = 64 * 1024};

struct Sentence {
    std::string_view code;
    Words words;
};
constexpr std::array<Sentence, 10> sentences{{
    {"enrol.token_unknown",
     {.en = "the hub does not know this token; was it made by this hub? Ask for a new one",
      .es = "el hub no conoce esta ficha; ¿la hizo este hub? Pida una nueva"}},
    {"enrol.token_used",
     {.en = "this token was used already, and it is good once; ask for a new one",
      .es = "esta ficha ya se usó y sirve una sola vez; pida una nueva"}},
    {"enrol.token_expired",
     {.en = "this token has expired; ask for a new one",
      .es = "esta ficha ya venció; pida una nueva"}},
    {"enrol.wrong_plant",
     {.en = "this token is for another plant", .es = "esta ficha es para otra planta"}},
    {"enrol.agent_taken",
     {.en = "that agent's name belongs to another plant; ask for a token with another name",
      .es = "ese nombre de agente es de otra planta; pida una ficha con otro nombre"}},
    {"enrol.proof",
     {.en = "the hub does not take the signature of this agent; enrol it anew",
      .es = "el hub no acepta la firma de este agente; délo de alta de nuevo"}},
    {"enrol.revoked",
     {.en = "this agent was revoked: the hub takes nothing from it; call the hub's operator",
      .es = "este agente fue revocado: el hub no le recibe nada; avise a sistemas del "
            "corporativo"}},
    {"enrol.unknown_agent",
     {.en = "the hub does not know this agent; enrol it",
      .es = "el hub no conoce a este agente; délo de alta"}},
    {"enrol.rate",
     {.en = "too many refused attempts from this address; wait a minute",
      .es = "demasiados intentos rechazados desde esta dirección; espere un minuto"}},
    {"enrol.malformed",
     {.en = "the hub cannot read the request; are both of the same version?",
      .es = "el hub no puede leer la petición; ¿son de la misma versión?"}},
}};

void complain(const Error& error) { fmt::print(stderr, "saldo-agent: {}\n", error.what); }

ExitCode failed(const Error& error) {
    complain(error);
    return config::exit_code_of(error.code);
}

Result<std::string> first_line_of_stdin() {
    std::string line;
    for (int c = 0; (c = std::fgetc(stdin)) != EOF && c != '\n';) {
        line += static_cast<char>(c);
        if (line.size() > token_bytes_max) break;
    }
    return line;
}

Result<config::EnrolToken> read_token(const config::CommandLine& line) {
    if (line.has("token")) return config::parse_enrol_token(line.value("token"));
    const std::string file = line.value("token-file");
    if (file.empty()) return malformed("say where the token is: --token-file FILE, or - for stdin");
    if (file == "-") {
        const auto text = first_line_of_stdin();
        if (!text) return text.error();
        return config::parse_enrol_token(*text);
    }
    const auto bytes = store::read_file(file, token_bytes_max);
    if (!bytes) return bytes.error();
    return config::parse_enrol_token(as_text(*bytes));
}

/// The keys of an enrolment whose answer has not come yet.
struct Keys {
    TlsKey tls;
    SigningKey signing;
    std::string csr;
};

std::string to_text(const Keys& keys) {
    return keys.signing.seed_hex() + "\n" + keys.tls.to_pem() + keys.csr;
}

std::optional<Keys> read_keys(const fs::path& file, const std::string& agent) {
    const auto bytes = store::read_file(file, token_bytes_max * 8);
    if (!bytes) return std::nullopt;
    const std::string_view text = as_text(*bytes);
    const std::size_t csr_at = text.find("-----BEGIN CERTIFICATE REQUEST-----");
    auto signing = SigningKey::from_seed_hex(text.substr(0, 64));
    auto tls = TlsKey::from_pem(text);
    if (csr_at == std::string_view::npos || !signing || !tls) return std::nullopt;
    std::string csr{text.substr(csr_at)};
    const auto request = read_certificate_request(csr);
    if (!request || request->common_name != agent) return std::nullopt;
    return Keys{std::move(*tls), std::move(*signing), std::move(csr)};
}

Result<Keys> make_keys(const fs::path& file, const std::string& agent) {
    TlsKey tls = TlsKey::generate();
    auto csr = make_certificate_request(tls, agent);
    if (!csr) return csr.error();
    Keys keys{std::move(tls), SigningKey::generate(), std::move(*csr)};
    const auto written = store::write_file_durably(file, as_bytes(to_text(keys)));
    if (!written) return written.error();
    return keys;
}

/// The hub's "no" as it came: problem+json of RFC 9457.
NoCertificate refusal_in(const http::Answer& answer) {
    const bool may_try_again = answer.status == 429 || answer.status >= 500;
    NoCertificate no{.errc = may_try_again ? Errc::unavailable : Errc::forbidden,
                     .code = {},
                     .what = fmt::format("HTTP status {}", answer.status)};
    boost::system::error_code error;
    const json::value value = json::parse(answer.body, error);
    if (error || !value.is_object()) return no;
    const auto text = [&](std::string_view name) -> std::string {
        const json::value* found = value.get_object().if_contains(name);
        if (found == nullptr || !found->is_string()) return {};
        return {found->get_string().data(), found->get_string().size()};
    };
    no.code = text("code");
    if (std::string said = text("detail"); !said.empty()) no.what = std::move(said);
    return no;
}

NoCertificate of_error(const Error& error) { return {error.code, {}, error.what}; }

std::variant<config::EnrolAnswer, NoCertificate> ask(const http::Peer& peer, std::string_view route,
                                                     const std::string& body) {
    const auto answer =
        http::request(peer, "POST", route, body, limits, {{"Content-Type", "application/json"}});
    if (!answer) return of_error(answer.error());
    if (answer->status != 200) return refusal_in(*answer);
    auto parsed = config::parse_enrol_answer(answer->body);
    if (!parsed) return of_error(parsed.error());
    return std::move(*parsed);
}

/// The answer must be for us, for our key, and from the authority that we know.
Result<void> check(const config::EnrolAnswer& answer, const std::string& agent, const TlsKey& key,
                   const Digest& authority, UtcTime now) {
    const auto certificate = read_certificate(answer.certificate);
    const auto ca = read_certificate(answer.ca);
    if (!certificate) return certificate.error();
    if (!ca) return ca.error();
    if (ca->fingerprint != authority) {
        return Error{Errc::forbidden, "the hub's authority is not the one that we know"};
    }
    if (answer.agent != agent || certificate->common_name != agent ||
        certificate->public_key != key.public_der()) {
        return malformed("the hub's certificate is not for this agent and its key");
    }
    // Its own dates, if our clock is wrong: a plant must not stay out for that.
    const UtcTime then = now < certificate->not_before ? certificate->not_before : now;
    return check_certificate(answer.certificate, answer.ca, CertificateUse::client, then);
}

Result<http::Peer> peer_of(const std::string& url, http::TlsTrust trust) {
    const auto place = config::parse_hub_url(url);
    if (!place) return place.error();
    return http::Peer{.address = place->host, .port = place->port, .tls = std::move(trust)};
}

config::JoinBundle bundle_of(const config::EnrolAnswer& answer, const SigningKey& signing,
                             config::BundleTls tls) {
    return {.agent = AgentId{answer.agent},
            .rfc = answer.rfc,
            .plant = answer.plant,
            .signing_key = signing,
            .hub_id = answer.hub_id,
            .hub_key = answer.hub_key,
            .broker_host = answer.broker_host,
            .broker_port = answer.broker_port,
            .tls = std::move(tls)};
}

std::variant<config::JoinBundle, NoCertificate> enroll_with(const config::CommandLine& line,
                                                            const config::EnrolToken& token,
                                                            const fs::path& pending) {
    std::string authorities;
    if (line.has("ca")) {
        const auto bytes = store::read_file(line.value("ca"), file_bytes_max);
        if (!bytes) return of_error(bytes.error());
        authorities = as_text(*bytes);
    }
    http::TlsTrust trust{.authorities = authorities};
    if (authorities.empty()) trust.fingerprint = token.authority;
    const auto peer = peer_of(line.value("hub"), std::move(trust));
    if (!peer) return of_error(peer.error());
    auto held = read_keys(pending, token.agent);
    if (!held) {
        auto made = make_keys(pending, token.agent);
        if (!made) return of_error(made.error());
        held = std::move(*made);
    }
    const config::EnrolRequest request{
        .token = token,
        .csr = held->csr,
        .signing_key = held->signing.public_key(),
        .proof = held->signing.sign(config::enrol_statement(token, held->csr))};
    const auto asked = ask(*peer, config::enroll_route, config::to_json(request));
    if (const auto* no = std::get_if<NoCertificate>(&asked)) return *no;
    const auto& answer = std::get<config::EnrolAnswer>(asked);
    const auto fits = check(answer, token.agent, held->tls, token.authority, now_utc());
    if (!fits) return of_error(fits.error());
    return bundle_of(answer, held->signing,
                     {.hub_url = line.value("hub"),
                      .hub_ca = std::move(authorities),
                      .key = held->tls.to_pem(),
                      .certificate = answer.certificate,
                      .ca = answer.ca});
}

}  // namespace

std::string to_text(const NoCertificate& why, Language language) {
    for (const Sentence& sentence : sentences) {
        if (sentence.code != why.code) continue;
        return fmt::format("{} ({}: {})", sentence.words.in(language), why.code, why.what);
    }
    return why.code.empty() ? why.what : fmt::format("{}: {}", why.code, why.what);
}

ExitCode enroll(const config::CommandLine& line, const fs::path& identity) {
    std::error_code ignored;
    if (fs::exists(identity, ignored) && !line.has("again")) {
        return failed(
            {Errc::conflict,
             say(line.language, "{}: this agent has an identity; --again gives it a new one",
                 "{}: este agente ya tiene identidad; --again le da una nueva",
                 identity.string())});
    }
    const auto token = read_token(line);
    if (!token) return failed(token.error());
    if (const auto held = config::read_join_bundle(identity); held) {
        if (held->agent.value() != token->agent) {
            return failed({Errc::conflict, say(line.language, "{} is {}, and the token is for {}",
                                               "{} es {} y la ficha es para {}", identity.string(),
                                               held->agent.value(), token->agent)});
        }
    }
    if (identity.has_parent_path()) {
        const auto made = store::create_private_folder(identity.parent_path());
        if (!made) return failed(made.error());
    }
    const fs::path pending = identity.string() + ".pending";
    const auto enrolled = enroll_with(line, *token, pending);
    if (const auto* no = std::get_if<NoCertificate>(&enrolled)) {
        // Nobody is there: the next attempt is the same question. A "no" stays one: new keys then.
        if (no->errc == Errc::forbidden) fs::remove(pending, ignored);
        return failed({no->errc, to_text(*no, line.language)});
    }
    const auto& bundle = std::get<config::JoinBundle>(enrolled);
    const auto written =
        store::write_file_durably(identity, as_bytes(config::format_join_bundle(bundle)));
    if (!written) return failed(written.error());
    fs::remove(pending, ignored);
    const auto certificate = read_certificate(bundle.tls->certificate);
    fmt::print(
        "{}", say(line.language,
                  "agent {} of {} {}; hub {}, broker {}:{}; certificate until {}; "
                  "identity in {}\n",
                  "agente {} de {} {}; hub {}, broker {}:{}; certificado hasta {}; "
                  "identidad en {}\n",
                  bundle.agent.value(), bundle.rfc, bundle.plant, bundle.hub_id, bundle.broker_host,
                  bundle.broker_port, format_utc(certificate->not_after), identity.string()));
    return ExitCode::done;
}

std::variant<config::JoinBundle, NoCertificate> renew(const config::JoinBundle& bundle,
                                                      RenewWith with, UtcTime now) {
    if (!bundle.tls) {
        return of_error(malformed("an identity without a certificate cannot be renewed"));
    }
    const std::string& agent = bundle.agent.value();
    const auto peer =
        peer_of(bundle.tls->hub_url,
                {.authorities = bundle.tls->hub_ca.empty() ? bundle.tls->ca : bundle.tls->hub_ca});
    if (!peer) return of_error(peer.error());
    const auto key = with == RenewWith::new_key ? Result<TlsKey>{TlsKey::generate()}
                                                : TlsKey::from_pem(bundle.tls->key);
    if (!key) return of_error(key.error());
    const auto csr = make_certificate_request(*key, agent);
    if (!csr) return of_error(csr.error());
    const config::RenewRequest request{
        .agent = agent,
        .csr = *csr,
        .proof = bundle.signing_key.sign(config::renew_statement(agent, *csr))};
    const auto asked = ask(*peer, config::renew_route, config::to_json(request));
    if (const auto* no = std::get_if<NoCertificate>(&asked)) return *no;
    const auto& answer = std::get<config::EnrolAnswer>(asked);
    const auto ca = read_certificate(bundle.tls->ca);
    if (!ca) return of_error(ca.error());
    if (const auto fits = check(answer, agent, *key, ca->fingerprint, now); !fits) {
        return of_error(fits.error());
    }
    // What receipts are checked with, and for whom we write, never changes by a renewal.
    if (answer.hub_key != bundle.hub_key || answer.rfc != bundle.rfc ||
        answer.plant != bundle.plant) {
        return of_error(malformed("the hub's answer is of another hub or plant than we are of"));
    }
    config::BundleTls tls = *bundle.tls;
    tls.key = key->to_pem();
    tls.certificate = answer.certificate;
    return bundle_of(answer, bundle.signing_key, std::move(tls));
}

}  // namespace saldo::agent
