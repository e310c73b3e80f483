#include "common/crypto/certificate.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace saldo;

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr UtcTime now{1'790'000'000'000};
constexpr UtcTime after_days(int days) { return {now.ms + days * day_ms}; }
constexpr Validity ninety_days{now, after_days(90)};

Authority authority() { return Authority::create("Saldo test", {now, after_days(3'650)}); }

std::string client_of(const Authority& ca, const TlsKey& key, const std::string& name) {
    return ca.issue_client(key.public_der(), name, ninety_days).value();
}

}  // namespace

TEST_CASE("a certificate says for whom, for what and how long it is", "[crypto][certificate]") {
    const Authority ca = authority();
    const TlsKey key = TlsKey::generate();
    const auto view = read_certificate(client_of(ca, key, "gna-tij1"));
    REQUIRE(view);
    CHECK(view->common_name == "gna-tij1");
    CHECK(view->not_before == now);
    CHECK(view->not_after == after_days(90));
    CHECK(view->public_key == key.public_der());
    CHECK(view->may_connect);
    CHECK_FALSE(view->may_serve);
    CHECK_FALSE(view->is_authority);
    CHECK(renewal_due(view->not_before, view->not_after) == after_days(60));

    const std::vector<std::string> names{"hub.example", "10.0.0.5", "::1"};
    const auto server =
        read_certificate(ca.issue_server(key.public_der(), names, ninety_days).value());
    REQUIRE(server);
    CHECK(server->may_serve);
    CHECK_FALSE(server->may_connect);
    CHECK(server->names == std::vector<std::string>{"hub.example", "10.0.0.5", "0:0:0:0:0:0:0:1"});
    CHECK(server->serial != view->serial);
}

TEST_CASE("a certificate holds for its authority, its use and its days alone",
          "[crypto][certificate]") {
    const Authority ca = authority();
    const Authority other = authority();
    const TlsKey key = TlsKey::generate();
    const std::string client = client_of(ca, key, "gna-tij1");
    const std::vector<std::string> names{"hub.example"};
    const std::string server = ca.issue_server(key.public_der(), names, ninety_days).value();
    const std::string pem = ca.certificate_pem();
    CHECK(check_certificate(client, pem, CertificateUse::client, now));
    CHECK(check_certificate(client, pem, CertificateUse::client, after_days(89)));
    CHECK(check_certificate(server, pem, CertificateUse::server, now));
    CHECK_FALSE(check_certificate(client, other.certificate_pem(), CertificateUse::client, now));
    CHECK_FALSE(check_certificate(client, pem, CertificateUse::server, now));
    CHECK_FALSE(check_certificate(server, pem, CertificateUse::client, now));
    CHECK_FALSE(check_certificate(client, pem, CertificateUse::client, after_days(91)));
    CHECK_FALSE(check_certificate(client, pem, CertificateUse::client, after_days(-1)));
    CHECK(check_certificate(client, pem, CertificateUse::client, after_days(91)).error().code ==
          Errc::forbidden);
}

TEST_CASE("a request is read only when its own signature holds", "[crypto][certificate]") {
    const TlsKey key = TlsKey::generate();
    const std::string pem = make_certificate_request(key, "gna-tij1").value();
    const auto request = read_certificate_request(pem);
    REQUIRE(request);
    CHECK(request->common_name == "gna-tij1");
    CHECK(request->public_key == key.public_der());

    // Every altered character of the body is refused; before a '=' some bits of one mean nothing.
    int refused = 0;
    int altered = 0;
    const std::size_t body = pem.find('\n') + 1;
    for (std::size_t at = body; at < pem.rfind("-----END"); ++at) {
        if (pem[at] == '\n' || pem[at] == '=' || pem[at + 1] == '=') continue;
        std::string bad = pem;
        bad[at] = bad[at] == 'A' ? 'B' : 'A';
        const auto read = read_certificate_request(bad);
        ++altered;
        if (!read) ++refused;
    }
    CHECK(refused == altered);
    CHECK_FALSE(make_certificate_request(key, ""));
    CHECK_FALSE(make_certificate_request(key, std::string(65, 'a')));
    CHECK_FALSE(read_certificate_request("nothing"));
}

TEST_CASE("keys and authorities survive their files, and no others are taken",
          "[crypto][certificate]") {
    const TlsKey key = TlsKey::generate();
    CHECK(TlsKey::from_pem(key.to_pem()).value().public_der() == key.public_der());
    CHECK_FALSE(TlsKey::from_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));

    const Authority ca = authority();
    const auto again = Authority::from_pem(ca.to_pem());
    REQUIRE(again);
    CHECK(again->fingerprint() == ca.fingerprint());
    CHECK(again->not_after() == after_days(3'650));
    CHECK(read_certificate(ca.certificate_pem()).value().is_authority);
    CHECK(ca.certificate_pem().find("PRIVATE") == std::string::npos);

    const auto mixed = Authority::from_pem(authority().certificate_pem() + key.to_pem());
    REQUIRE_FALSE(mixed);
    CHECK(mixed.error().code == Errc::conflict);
    CHECK_FALSE(Authority::from_pem(client_of(ca, key, "gna-tij1") + key.to_pem()));
}

TEST_CASE("a server's names cannot smuggle others in", "[crypto][certificate]") {
    const Authority ca = authority();
    const Bytes key = TlsKey::generate().public_der();
    for (const std::string name : {"", "a,DNS:evil.example", "a b", "-x", "a\n", "*"}) {
        CAPTURE(name);
        CHECK_FALSE(ca.issue_server(key, std::vector<std::string>{name}, ninety_days));
    }
    CHECK_FALSE(ca.issue_server(key, std::vector<std::string>{}, ninety_days));
    CHECK_FALSE(ca.issue_client(Bytes(20), "gna-tij1", ninety_days));
}

TEST_CASE("a revocation list names serials and is its authority's", "[crypto][certificate]") {
    const Authority ca = authority();
    const std::string serial =
        read_certificate(client_of(ca, TlsKey::generate(), "gna-tij1")).value().serial;
    const std::vector<RevokedCertificate> revoked{{serial, now}};
    const auto list = ca.revocation_list(revoked, 7, {now, after_days(30)});
    REQUIRE(list);
    const auto view = read_revocation_list(*list, ca.certificate_pem());
    REQUIRE(view);
    CHECK(view->serials == std::vector<std::string>{serial});
    CHECK(view->number == 7);
    CHECK(read_revocation_list(*list, authority().certificate_pem()).error().code ==
          Errc::forbidden);
    CHECK(read_revocation_list(ca.revocation_list({}, 8, {now, now}).value(), ca.certificate_pem())
              .value()
              .serials.empty());
    const std::vector<RevokedCertificate> wrong{{"xyz", now}};
    CHECK_FALSE(ca.revocation_list(wrong, 9, {now, now}));
}
