#include "hub/access/enrolment.hpp"

#include "common/config/log.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

/// What a used token is bound to: both keys, so that nobody else's question is the same.
std::string keys_of(const config::EnrolRequest& request, const CertificateRequest& csr) {
    return to_hex(sha256({ByteView{csr.public_key}, ByteView{request.signing_key}}));
}

EnrolRefusal of_storage(const Error& error) {
    return {503, "enrol.unavailable", "The hub cannot write just now: " + error.what};
}

}  // namespace

EnrolOutcome Enrolment::refuse(EnrolRefusal refusal, std::string_view agent, std::string_view peer,
                               UtcTime now) {
    // Who is told to wait is not made to wait longer for asking, nor for what fails on our side.
    if (refusal.status != 429 && refusal.status < 500) attempts_.failed(peer, now);
    log_event(LogLevel::warn, "enrol.refused",
              {{"plant", agent}, {"peer", peer}, {"code", refusal.code}, {"why", refusal.what}});
    return refusal;
}

EnrolRefusal Enrolment::unreadable(const std::string& why, std::string_view peer, UtcTime now) {
    return std::get<EnrolRefusal>(refuse({400, "enrol.malformed", why}, "", peer, now));
}

std::variant<Token, EnrolRefusal> Enrolment::check_token(const config::EnrolRequest& request,
                                                         const CertificateRequest& csr,
                                                         UtcTime now) const {
    auto token = access_.tokens().find(request.token);
    if (!token) {
        return EnrolRefusal{403, "enrol.token_unknown", "This hub never made that token."};
    }
    if (csr.common_name != token->grant.agent) {
        return EnrolRefusal{403, "enrol.wrong_plant",
                            "The token is for " + token->grant.agent +
                                ", the certificate request is for '" + csr.common_name + "'."};
    }
    // A lost answer may be asked for again, but not once what it gave was taken back.
    const bool is_same = token->used && token->used_for == keys_of(request, csr) &&
                         !access_.certificates().is_revoked(token->grant.agent, token->certificate);
    if (token->used && !is_same) {
        return EnrolRefusal{403, "enrol.token_used",
                            "The token was used already, at " + format_utc(*token->used) + "."};
    }
    if (token->expires < now) {
        return EnrolRefusal{403, "enrol.token_expired",
                            "The token expired at " + format_utc(token->expires) + "."};
    }
    if (!verify(request.signing_key, config::enrol_statement(request.token, request.csr),
                request.proof)) {
        return EnrolRefusal{403, "enrol.proof",
                            "The asker did not show that it holds the signing key."};
    }
    const auto known = agents_.find(token->grant.agent);
    if (known && (known->rfc != token->grant.rfc || known->plant != token->grant.plant)) {
        return EnrolRefusal{409, "enrol.agent_taken",
                            "That agent writes for " + known->rfc + " " + known->plant + "."};
    }
    return *token;
}

EnrolOutcome Enrolment::enrol(const config::EnrolRequest& request, std::string_view peer,
                              UtcTime now) {
    const std::string& agent = request.token.agent;
    if (!attempts_.may_try(peer, now)) {
        return refuse({429, "enrol.rate", "Too many refused attempts; try again in a minute."},
                      agent, peer, now);
    }
    const auto csr = read_certificate_request(request.csr);
    if (!csr) return refuse({400, "enrol.malformed", csr.error().what}, agent, peer, now);
    const auto checked = check_token(request, *csr, now);
    if (const auto* no = std::get_if<EnrolRefusal>(&checked)) return refuse(*no, agent, peer, now);
    return enrol_with(std::get<Token>(checked), request, *csr, peer, now);
}

/// The token is used up before anything is given: whatever fails after it, nobody else has it. The
/// same asker asks again and goes on from there.
EnrolOutcome Enrolment::enrol_with(const Token& token, const config::EnrolRequest& request,
                                   const CertificateRequest& csr, std::string_view peer,
                                   UtcTime now) {
    const std::string& agent = token.grant.agent;
    std::string serial = token.certificate;
    if (!token.used) {
        const auto issued = access_.issue_to_agent(agent, csr.public_key, now);
        if (!issued) return refuse(of_storage(issued.error()), agent, peer, now);
        serial = read_certificate(*issued).value().serial;
        const auto used = access_.tokens().use(request.token, keys_of(request, csr), serial, now);
        if (!used) return refuse(of_storage(used.error()), agent, peer, now);
    }
    const AgentEntry entry{
        .rfc = token.grant.rfc, .plant = token.grant.plant, .key = request.signing_key};
    const auto before = agents_.find(agent);
    if (!before || before->is_revoked || before->key != entry.key) {
        const auto appended =
            append_(AgentEnrolment{AgentId{agent}, entry.rfc, entry.plant, entry.key}, now);
        if (!appended) return refuse(of_storage(appended.error()), agent, peer, now);
    }
    // A new enrolment ends what the agent had before: the box may have been stolen.
    const auto revoked = access_.revoke_agent(agent, now, serial);
    if (!revoked) return refuse(of_storage(revoked.error()), agent, peer, now);
    auto pem = access_.certificates().pem(agent, serial);
    if (!pem) return refuse(of_storage(pem.error()), agent, peer, now);
    log_event(LogLevel::info, "enrol.done",
              {{"plant", agent}, {"peer", peer}, {"serial", serial}, {"replaced", *revoked}});
    return answer(agent, entry, std::move(*pem));
}

EnrolOutcome Enrolment::renew(const config::RenewRequest& request, std::string_view peer,
                              UtcTime now) {
    const std::string& agent = request.agent;
    if (!attempts_.may_try(peer, now)) {
        return refuse({429, "enrol.rate", "Too many refused attempts; try again in a minute."},
                      agent, peer, now);
    }
    const auto csr = read_certificate_request(request.csr);
    if (!csr) return refuse({400, "enrol.malformed", csr.error().what}, agent, peer, now);
    const auto entry = agents_.find(agent);
    if (!entry) {
        return refuse({403, "enrol.unknown_agent", "No agent of that name is enrolled."}, agent,
                      peer, now);
    }
    if (!verify(entry->key, config::renew_statement(agent, request.csr), request.proof)) {
        return refuse({403, "enrol.proof", "The request is not signed by the agent's key."}, agent,
                      peer, now);
    }
    if (entry->is_revoked) {
        return refuse({403, "enrol.revoked", "The agent was revoked: " + entry->revoked_why}, agent,
                      peer, now);
    }
    if (csr->common_name != agent) {
        return refuse({403, "enrol.wrong_plant",
                       "The certificate request is for '" + csr->common_name + "'."},
                      agent, peer, now);
    }
    // The same key again: the same certificate, while it is young. A request that somebody else
    // repeats gives nobody anything.
    for (const IssuedCertificate& issued : access_.certificates().of(agent)) {
        if (issued.key != sha256(csr->public_key) || issued.revoked ||
            renewal_due(issued.not_before, issued.not_after) <= now) {
            continue;
        }
        auto pem = access_.certificates().pem(agent, issued.serial);
        if (!pem) return refuse(of_storage(pem.error()), agent, peer, now);
        return answer(agent, *entry, std::move(*pem));
    }
    auto issued = access_.issue_to_agent(agent, csr->public_key, now);
    if (!issued) return refuse(of_storage(issued.error()), agent, peer, now);
    log_event(LogLevel::info, "enrol.renewed", {{"plant", agent}, {"peer", peer}});
    return answer(agent, *entry, std::move(*issued));
}

config::EnrolAnswer Enrolment::answer(const std::string& agent, const AgentEntry& entry,
                                      std::string certificate) const {
    return {.agent = agent,
            .rfc = entry.rfc,
            .plant = entry.plant,
            .certificate = std::move(certificate),
            .ca = access_.authority().certificate_pem(),
            .hub_id = hub_.id,
            .hub_key = hub_.key,
            .broker_host = hub_.broker_host,
            .broker_port = hub_.broker_port};
}

}  // namespace saldo::hub
