#include "common/crypto/certificate.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>

#include <openssl/ec.h>

#include "common/crypto/certificate_key.hpp"
#include "common/crypto/openssl_handle.hpp"

namespace saldo {
namespace openssl {

Time time_of(UtcTime time) {
    Time out{ASN1_TIME_set(nullptr, static_cast<time_t>(time.ms / 1000))};
    SALDO_CHECK(out != nullptr);
    return out;
}

Result<UtcTime> utc_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return bad("a time is none");
    return UtcTime{static_cast<std::int64_t>(::timegm(&parts)) * 1000};
}

std::string hex_of(const ASN1_INTEGER* number) {
    const Number big{ASN1_INTEGER_to_BN(number, nullptr)};
    SALDO_CHECK(big != nullptr);
    char* hex = BN_bn2hex(big.get());
    SALDO_CHECK(hex != nullptr);
    std::string out{hex};
    OPENSSL_free(hex);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

std::string common_name_of(const X509_NAME* name) {
    const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (at < 0 || X509_NAME_get_index_by_NID(name, NID_commonName, at) >= 0) return {};
    unsigned char* text = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (size < 0) return {};
    std::string out{reinterpret_cast<char*>(text), static_cast<std::size_t>(size)};
    OPENSSL_free(text);
    return out;
}

Bytes public_der_of(EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key, &der);
    SALDO_CHECK(size > 0);
    const auto* bytes = reinterpret_cast<const std::byte*>(der);
    Bytes out{bytes, bytes + size};
    OPENSSL_free(der);
    return out;
}

bool is_p256(EVP_PKEY* key) {
    std::array<char, 64> group{};
    return key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
           EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1 &&
           std::string_view{group.data()} == "prime256v1";
}

Result<X509Cert> certificate_of(std::string_view pem) {
    const Bio in = reader(pem);
    X509Cert cert{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)};
    if (!cert) return bad("no certificate in PEM");
    return cert;
}

}  // namespace openssl

namespace {

using namespace openssl;

std::vector<std::string> names_of(X509* cert) {
    std::vector<std::string> out;
    const Names names{static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(cert, NID_subject_alt_name, nullptr, nullptr))};
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS) {
            const auto* text =
                reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
            out.emplace_back(text, static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
        } else if (name->type == GEN_IPADD) {
            const Bio text = writer();
            const unsigned char* raw = ASN1_STRING_get0_data(name->d.iPAddress);
            const int size = ASN1_STRING_length(name->d.iPAddress);
            for (int b = 0; b < size; b += size == 4 ? 1 : 2) {
                if (size == 4) {
                    BIO_printf(text.get(), b == 0 ? "%u" : ".%u", raw[b]);
                } else {
                    BIO_printf(text.get(), b == 0 ? "%x" : ":%x", raw[b] * 256U + raw[b + 1]);
                }
            }
            out.push_back(text_of(text));
        }
    }
    return out;
}

Digest fingerprint_of(X509* cert) {
    Digest out;
    unsigned int size = 0;
    SALDO_CHECK(
        X509_digest(cert, EVP_sha256(), reinterpret_cast<unsigned char*>(out.data()), &size) == 1);
    SALDO_CHECK(size == out.size());
    return out;
}

}  // namespace

TlsKey TlsKey::generate() {
    Key key{EVP_EC_gen("P-256")};
    SALDO_CHECK(key != nullptr);
    return TlsKey{std::make_shared<const Impl>(Impl{std::move(key)})};
}

Result<TlsKey> TlsKey::from_pem(std::string_view pem) {
    const Bio in = reader(pem);
    // A callback that gives no password: a key that asks for one is refused, and nobody is asked.
    Key key{PEM_read_bio_PrivateKey(
        in.get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr)};
    if (!key || !is_p256(key.get())) return bad("no P-256 key in PEM");
    return TlsKey{std::make_shared<const Impl>(Impl{std::move(key)})};
}

std::string TlsKey::to_pem() const {
    const Bio out = writer();
    SALDO_CHECK(PEM_write_bio_PKCS8PrivateKey(out.get(), impl_->key.get(), nullptr, nullptr, 0,
                                              nullptr, nullptr) == 1);
    return text_of(out);
}

Bytes TlsKey::public_der() const { return public_der_of(impl_->key.get()); }

Result<std::string> make_certificate_request(const TlsKey& key, std::string_view common_name) {
    const Request request{X509_REQ_new()};
    SALDO_CHECK(request && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1);
    if (common_name.empty() ||
        X509_NAME_add_entry_by_NID(X509_REQ_get_subject_name(request.get()), NID_commonName,
                                   MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(common_name.data()),
                                   static_cast<int>(common_name.size()), -1, 0) != 1) {
        return bad("a certificate's name has 1 to 64 bytes of UTF-8");
    }
    EVP_PKEY* pair = key.impl_->key.get();
    SALDO_CHECK(X509_REQ_set_pubkey(request.get(), pair) == 1);
    SALDO_CHECK(X509_REQ_sign(request.get(), pair, EVP_sha256()) > 0);
    const Bio out = writer();
    SALDO_CHECK(PEM_write_bio_X509_REQ(out.get(), request.get()) == 1);
    return text_of(out);
}

Result<CertificateRequest> read_certificate_request(std::string_view pem) {
    const Bio in = reader(pem);
    const Request request{PEM_read_bio_X509_REQ(in.get(), nullptr, nullptr, nullptr)};
    if (!request) return bad("no certificate request in PEM");
    EVP_PKEY* key = X509_REQ_get0_pubkey(request.get());
    if (!is_p256(key)) return bad("a certificate request must be for a P-256 key");
    if (X509_REQ_verify(request.get(), key) != 1) {
        return bad("the signature of the certificate request does not hold");
    }
    return CertificateRequest{common_name_of(X509_REQ_get_subject_name(request.get())),
                              public_der_of(key)};
}

Result<CertificateView> read_certificate(std::string_view pem) {
    const auto cert = certificate_of(pem);
    if (!cert) return cert.error();
    X509* x509 = cert->get();
    const auto from = utc_of(X509_get0_notBefore(x509));
    const auto until = utc_of(X509_get0_notAfter(x509));
    if (!from) return from.error();
    if (!until) return until.error();
    EVP_PKEY* key = X509_get0_pubkey(x509);
    if (key == nullptr) return bad("a certificate without a key");
    const std::uint32_t flags = X509_get_extension_flags(x509);
    const bool has_uses = (flags & EXFLAG_XKUSAGE) != 0;
    const std::uint32_t uses = has_uses ? X509_get_extended_key_usage(x509) : 0;
    return CertificateView{.common_name = common_name_of(X509_get_subject_name(x509)),
                           .serial = hex_of(X509_get0_serialNumber(x509)),
                           .not_before = *from,
                           .not_after = *until,
                           .is_authority = (flags & EXFLAG_CA) != 0,
                           .may_serve = (uses & XKU_SSL_SERVER) != 0,
                           .may_connect = (uses & XKU_SSL_CLIENT) != 0,
                           .names = names_of(x509),
                           .fingerprint = fingerprint_of(x509),
                           .public_key = public_der_of(key)};
}

Result<void> check_certificate(std::string_view pem, std::string_view authority_pem,
                               CertificateUse use, UtcTime now) {
    const auto cert = certificate_of(pem);
    if (!cert) return cert.error();
    const auto authority = certificate_of(authority_pem);
    if (!authority) return authority.error();
    const Store store{X509_STORE_new()};
    const StoreContext context{X509_STORE_CTX_new()};
    SALDO_CHECK(store && context && X509_STORE_add_cert(store.get(), authority->get()) == 1);
    SALDO_CHECK(X509_STORE_CTX_init(context.get(), store.get(), cert->get(), nullptr) == 1);
    X509_STORE_CTX_set_time(context.get(), 0, static_cast<time_t>(now.ms / 1000));
    SALDO_CHECK(X509_STORE_CTX_set_purpose(context.get(), use == CertificateUse::client
                                                              ? X509_PURPOSE_SSL_CLIENT
                                                              : X509_PURPOSE_SSL_SERVER) == 1);
    if (X509_verify_cert(context.get()) == 1) return {};
    const std::string why = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
    ERR_clear_error();
    return Error{Errc::forbidden, "the certificate does not hold: " + why};
}

}  // namespace saldo
