#include "hub/access/enrolment.hpp"

#include <map>
#include <memory>

#include "agent/identity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr UtcTime start{1'790'000'000'000};
constexpr UtcTime after_days(std::int64_t days) { return {start.ms + days * day_ms}; }
constexpr UtcTime after_minutes(std::int64_t minutes) { return {start.ms + minutes * 60'000}; }

/// The log and the book of a hub, as far as agents are concerned.
class Directory final : public AgentDirectory {
public:
    std::optional<AgentEntry> find(std::string_view agent) const override {
        const auto found = entries.find(std::string{agent});
        if (found == entries.end()) return std::nullopt;
        return found->second;
    }
    Result<void> append(const Fact& fact) {
        if (fails) return Error{Errc::storage, "the disk"};
        const auto& enrolment = std::get<AgentEnrolment>(fact);
        entries[enrolment.agent.value()] = {
            .rfc = enrolment.rfc, .plant = enrolment.plant, .key = enrolment.signing_key};
        ++appended;
        return {};
    }
    std::map<std::string, AgentEntry> entries;
    int appended = 0;
    bool fails = false;
};

/// An agent's keys, and the questions that it asks with them.
struct Asker {
    TlsKey tls = TlsKey::generate();
    SigningKey signing = SigningKey::generate();

    config::EnrolRequest enrol(const config::EnrolToken& token, const std::string& name) const {
        const std::string csr = make_certificate_request(tls, name).value();
        return {.token = token,
                .csr = csr,
                .signing_key = signing.public_key(),
                .proof = signing.sign(config::enrol_statement(token, csr))};
    }
    config::RenewRequest renew(const TlsKey& next, const std::string& agent,
                               const std::string& name) const {
        const std::string csr = make_certificate_request(next, name).value();
        return {
            .agent = agent, .csr = csr, .proof = signing.sign(config::renew_statement(agent, csr))};
    }
};

struct Hub {
    test::TempFolder folder;
    Directory directory;
    std::unique_ptr<AccessStore> access =
        AccessStore::open(folder.path() / "access", "hub-1", start).value();
    std::unique_ptr<Enrolment> enrolment = fresh();

    std::unique_ptr<Enrolment> fresh() {
        return std::make_unique<Enrolment>(
            *access, directory,
            [this](const Fact& fact, UtcTime) { return directory.append(fact); },
            Enrolment::Hub{
                .id = "hub-1", .key = {}, .broker_host = "broker.example", .broker_port = 8883});
    }
    config::EnrolToken token(const std::string& agent = "gna-tij1", UtcTime now = start) {
        return access->tokens()
            .create({.agent = agent, .rfc = "GNA150301A00", .plant = "P01"},
                    access->authority().fingerprint(), 60, now)
            .value();
    }
};

std::string code_of(const EnrolOutcome& outcome) {
    const auto* refusal = std::get_if<EnrolRefusal>(&outcome);
    return refusal == nullptr ? "" : refusal->code;
}
const config::EnrolAnswer& answer_of(const EnrolOutcome& outcome) {
    if (const auto* no = std::get_if<EnrolRefusal>(&outcome)) FAIL(no->code << ": " << no->what);
    return std::get<config::EnrolAnswer>(outcome);
}

}  // namespace

TEST_CASE("a token gives one certificate, in the plant's name", "[access][enrolment]") {
    Hub hub;
    const Asker asker;
    const config::EnrolToken token = hub.token();
    const auto outcome = hub.enrolment->enrol(asker.enrol(token, "gna-tij1"), "p", start);
    const config::EnrolAnswer& answer = answer_of(outcome);
    CHECK(answer.agent == "gna-tij1");
    CHECK(answer.rfc == "GNA150301A00");
    CHECK(answer.broker_port == 8883);
    const auto view = read_certificate(answer.certificate).value();
    CHECK(view.common_name == "gna-tij1");
    CHECK(view.public_key == asker.tls.public_der());
    CHECK(view.not_after == after_days(90));
    CHECK(check_certificate(answer.certificate, answer.ca, CertificateUse::client, start));
    CHECK(hub.directory.entries.at("gna-tij1").key == asker.signing.public_key());
}

TEST_CASE("a lost answer may be asked for again; a stolen token gives nothing",
          "[access][enrolment]") {
    Hub hub;
    const Asker asker;
    const config::EnrolToken token = hub.token();
    const auto question = asker.enrol(token, "gna-tij1");
    const auto first = hub.enrolment->enrol(question, "p", start);
    const auto second = hub.enrolment->enrol(question, "p", after_minutes(1));
    CHECK(answer_of(second).certificate == answer_of(first).certificate);
    CHECK(hub.directory.appended == 1);
    // Another key of either kind is another asker.
    const Asker thief;
    CHECK(code_of(hub.enrolment->enrol(thief.enrol(token, "gna-tij1"), "p", start)) ==
          "enrol.token_used");
    Asker half = asker;
    half.signing = SigningKey::generate();
    CHECK(code_of(hub.enrolment->enrol(half.enrol(token, "gna-tij1"), "p", start)) ==
          "enrol.token_used");
    CHECK(code_of(hub.enrolment->enrol(question, "p", after_minutes(61))) == "enrol.token_expired");
}

TEST_CASE("a question for what the token does not give is refused", "[access][enrolment]") {
    Hub hub;
    const Asker asker;
    const config::EnrolToken token = hub.token();
    CHECK(code_of(hub.enrolment->enrol(asker.enrol(token, "gna-jrz1"), "p", start)) ==
          "enrol.wrong_plant");
    CHECK(code_of(hub.enrolment->enrol(asker.enrol(token, "gna-tij1"), "p", after_minutes(61))) ==
          "enrol.token_expired");

    auto stolen = asker.enrol(token, "gna-tij1");
    stolen.signing_key = SigningKey::generate().public_key();
    CHECK(code_of(hub.enrolment->enrol(stolen, "p", start)) == "enrol.proof");
    auto other_request = asker.enrol(token, "gna-tij1");
    other_request.csr = make_certificate_request(TlsKey::generate(), "gna-tij1").value();
    CHECK(code_of(hub.enrolment->enrol(other_request, "p", start)) == "enrol.proof");

    auto garbage = asker.enrol(token, "gna-tij1");
    garbage.csr = "nothing";
    CHECK(code_of(hub.enrolment->enrol(garbage, "p", start)) == "enrol.malformed");
    const config::EnrolToken unknown = config::make_enrol_token("gna-tij1", token.authority);
    CHECK(code_of(hub.enrolment->enrol(asker.enrol(unknown, "gna-tij1"), "p", start)) ==
          "enrol.token_unknown");
    // None of it used the token up.
    CHECK(code_of(hub.enrolment->enrol(asker.enrol(token, "gna-tij1"), "p", start)).empty());

    hub.directory.entries["gna-mty1"] = {.rfc = "OTRA010101AAA", .plant = "P07"};
    const config::EnrolToken taken = hub.token("gna-mty1");
    CHECK(code_of(hub.enrolment->enrol(asker.enrol(taken, "gna-mty1"), "p", start)) ==
          "enrol.agent_taken");
}

TEST_CASE("after ten refusals an address waits, with a good token too", "[access][enrolment]") {
    Hub hub;
    const Asker asker;
    const config::EnrolToken unknown = config::make_enrol_token("gna-tij1", Digest{});
    for (int i = 0; i < 10; ++i) {
        CHECK(code_of(hub.enrolment->enrol(asker.enrol(unknown, "gna-tij1"), "p", start)) ==
              "enrol.token_unknown");
    }
    const auto question = asker.enrol(hub.token(), "gna-tij1");
    CHECK(code_of(hub.enrolment->enrol(question, "p", start)) == "enrol.rate");
    for (int i = 0; i < 100; ++i) (void)hub.enrolment->enrol(question, "p", start);
    CHECK(code_of(hub.enrolment->enrol(question, "p", {start.ms + 6'000})).empty());
    CHECK(code_of(hub.enrolment->enrol(question, "elsewhere", start)).empty());
}

TEST_CASE("a log that cannot be written leaves the token to its asker alone",
          "[access][enrolment]") {
    Hub hub;
    const Asker asker;
    const config::EnrolToken token = hub.token();
    hub.directory.fails = true;
    CHECK(code_of(hub.enrolment->enrol(asker.enrol(token, "gna-tij1"), "p", start)) ==
          "enrol.unavailable");
    hub.directory.fails = false;
    CHECK(code_of(hub.enrolment->enrol(Asker{}.enrol(token, "gna-tij1"), "p", start)) ==
          "enrol.token_used");
    // Also over a restart of the hub.
    hub.access = AccessStore::open(hub.folder.path() / "access", "hub-1", start).value();
    hub.enrolment = hub.fresh();
    CHECK(code_of(hub.enrolment->enrol(asker.enrol(token, "gna-tij1"), "p", start)).empty());
    CHECK(hub.directory.appended == 1);
}

TEST_CASE("a second enrolment ends what the first one gave", "[access][enrolment]") {
    Hub hub;
    const Asker first;
    const config::EnrolToken used = hub.token();
    const auto given = hub.enrolment->enrol(first.enrol(used, "gna-tij1"), "p", start);
    const Asker second;
    const auto next =
        hub.enrolment->enrol(second.enrol(hub.token(), "gna-tij1"), "p", after_minutes(1));
    CHECK(hub.directory.entries.at("gna-tij1").key == second.signing.public_key());
    const std::string old = read_certificate(answer_of(given).certificate).value().serial;
    CHECK(hub.access->certificates().is_revoked("gna-tij1", old));
    CHECK_FALSE(hub.access->certificates().is_revoked(
        "gna-tij1", read_certificate(answer_of(next).certificate).value().serial));
    // And whoever holds the first keys does not get in again with the first token.
    CHECK(code_of(hub.enrolment->enrol(first.enrol(used, "gna-tij1"), "p", after_minutes(2))) ==
          "enrol.token_used");
    CHECK(hub.directory.entries.at("gna-tij1").key == second.signing.public_key());
}

TEST_CASE("a certificate is renewed three times at two thirds of its life",
          "[access][enrolment][renewal]") {
    Hub hub;
    const Asker asker;
    const auto enrolled = hub.enrolment->enrol(asker.enrol(hub.token(), "gna-tij1"), "p", start);
    const config::EnrolAnswer& answer = answer_of(enrolled);
    const auto file = hub.folder.path() / "join.json";
    agent::Identity identity{file,
                             hub.folder.path(),
                             {.agent = AgentId{"gna-tij1"},
                              .rfc = answer.rfc,
                              .plant = answer.plant,
                              .signing_key = asker.signing,
                              .hub_id = answer.hub_id,
                              .hub_key = answer.hub_key,
                              .broker_host = answer.broker_host,
                              .broker_port = answer.broker_port,
                              .tls = config::BundleTls{.hub_url = "https://hub.example",
                                                       .hub_ca = {},
                                                       .key = asker.tls.to_pem(),
                                                       .certificate = answer.certificate,
                                                       .ca = answer.ca}}};
    int renewals = 0;
    UtcTime ends = *identity.ends();
    for (std::int64_t day = 1; day <= 200; ++day) {
        const UtcTime now = after_days(day);
        REQUIRE(now < *identity.ends());  // at no day is it without a good certificate
        const auto with = identity.due(now, true);
        if (!with) continue;
        CHECK(*with == agent::RenewWith::new_key);
        CHECK(ends.ms - now.ms <= 31 * day_ms);
        CHECK(ends.ms - now.ms >= 29 * day_ms);
        const TlsKey key = TlsKey::generate();
        const auto renewed =
            hub.enrolment->renew(asker.renew(key, "gna-tij1", "gna-tij1"), "p", now);
        config::JoinBundle next = identity.bundle();
        next.tls->key = key.to_pem();
        next.tls->certificate = answer_of(renewed).certificate;
        CHECK(identity.renewed(next).value());
        CHECK(config::read_join_bundle(file).value().tls->certificate == next.tls->certificate);
        ends = *identity.ends();
        ++renewals;
    }
    CHECK(renewals == 3);
    CHECK(hub.directory.appended == 1);  // the signing key stays: no fact is needed
}

TEST_CASE("only the agent itself renews, and only while it is not revoked",
          "[access][enrolment][renewal]") {
    Hub hub;
    const Asker asker;
    const auto enrolled = hub.enrolment->enrol(asker.enrol(hub.token(), "gna-tij1"), "p", start);
    const std::string first = answer_of(enrolled).certificate;
    const TlsKey key = TlsKey::generate();
    const auto renew = [&](const Asker& who, const std::string& agent, const std::string& name) {
        return code_of(hub.enrolment->renew(who.renew(key, agent, name), "p", after_days(60)));
    };
    CHECK(renew(Asker{}, "gna-tij1", "gna-tij1") == "enrol.proof");
    CHECK(renew(asker, "gna-jrz1", "gna-jrz1") == "enrol.unknown_agent");
    CHECK(renew(asker, "gna-tij1", "gna-jrz1") == "enrol.wrong_plant");
    auto altered = asker.renew(key, "gna-tij1", "gna-tij1");
    altered.csr = make_certificate_request(TlsKey::generate(), "gna-tij1").value();
    CHECK(code_of(hub.enrolment->renew(altered, "p", after_days(60))) == "enrol.proof");
    CHECK(renew(asker, "gna-tij1", "gna-tij1").empty());

    // The key that is in use gets the certificate that is in use: an agent may ask how it stands.
    const auto same =
        hub.enrolment->renew(asker.renew(asker.tls, "gna-tij1", "gna-tij1"), "p", after_days(10));
    CHECK(answer_of(same).certificate == first);

    hub.directory.entries.at("gna-tij1").is_revoked = true;
    hub.directory.entries.at("gna-tij1").revoked_why = "stolen box";
    const auto refused =
        hub.enrolment->renew(asker.renew(key, "gna-tij1", "gna-tij1"), "p", after_days(60));
    CHECK(code_of(refused) == "enrol.revoked");
    CHECK(std::get<EnrolRefusal>(refused).what.find("stolen box") != std::string::npos);
    // Who cannot sign is not told that the agent was revoked.
    CHECK(renew(Asker{}, "gna-tij1", "gna-tij1") == "enrol.proof");
}

TEST_CASE("an agent that is not let in asks the hub why, now and then", "[access][enrolment]") {
    Hub hub;
    const Asker asker;
    const auto enrolled = hub.enrolment->enrol(asker.enrol(hub.token(), "gna-tij1"), "p", start);
    agent::Identity identity{
        hub.folder.path() / "join.json",
        hub.folder.path(),
        {.agent = AgentId{"gna-tij1"},
         .rfc = "GNA150301A00",
         .plant = "P01",
         .signing_key = asker.signing,
         .hub_id = "hub-1",
         .broker_host = "b",
         .broker_port = 1,
         .tls = config::BundleTls{.hub_url = "https://hub.example",
                                  .hub_ca = {},
                                  .key = asker.tls.to_pem(),
                                  .certificate = answer_of(enrolled).certificate,
                                  .ca = answer_of(enrolled).ca}}};
    CHECK_FALSE(identity.due(start, true));
    CHECK_FALSE(identity.due({start.ms + 1'000}, false));
    CHECK_FALSE(identity.due({start.ms + 30'000}, false));
    CHECK(identity.due({start.ms + 31'000}, false) == agent::RenewWith::same_key);
    CHECK_FALSE(identity.due({start.ms + 60'000}, false));
    CHECK(identity.due({start.ms + 632'000}, false) == agent::RenewWith::same_key);
    CHECK_FALSE(identity.due({start.ms + 2'000'000}, true));
}
