#include <array>

#include "common/crypto/certificate.hpp"
#include "common/crypto/certificate_key.hpp"
#include "common/crypto/openssl_handle.hpp"

// The issuing half of certificate.hpp.

namespace saldo {

using namespace openssl;

struct Authority::Impl {
    X509Cert certificate;
    Key key;
};

namespace {

constexpr int serial_bits = 127;  // positive, and no two alike

void add_extension(X509* cert, X509* issuer, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
    const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, nid, value)};
    SALDO_CHECK(extension != nullptr);
    SALDO_CHECK(X509_add_ext(cert, extension.get(), -1) == 1);
}

/// Names and addresses as an extension, without OpenSSL's text form: a name could smuggle others
/// in there with a comma.
Result<Names> alternative_names(std::span<const std::string> names) {
    if (names.empty()) return bad("a server's certificate needs a name or an address");
    Names list{GENERAL_NAMES_new()};
    SALDO_CHECK(list != nullptr);
    for (const std::string& name : names) {
        Handle<GENERAL_NAME, GENERAL_NAME_free> one{GENERAL_NAME_new()};
        SALDO_CHECK(one != nullptr);
        if (ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str()); address != nullptr) {
            GENERAL_NAME_set0_value(one.get(), GEN_IPADD, address);
        } else {
            ERR_clear_error();
            const bool is_host = !name.empty() && name.size() <= 253 &&
                                 name.find_first_not_of(
                                     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789-.") == std::string::npos &&
                                 name.front() != '.' && name.front() != '-';
            if (!is_host) return bad("'" + name + "' is neither a host name nor an address");
            ASN1_IA5STRING* text = ASN1_IA5STRING_new();
            SALDO_CHECK(text &&
                        ASN1_STRING_set(text, name.data(), static_cast<int>(name.size())) == 1);
            GENERAL_NAME_set0_value(one.get(), GEN_DNS, text);
        }
        SALDO_CHECK(sk_GENERAL_NAME_push(list.get(), one.release()) > 0);
    }
    return list;
}

Result<X509Cert> begin_certificate(EVP_PKEY* key, std::string_view common_name, Validity validity) {
    X509Cert cert{X509_new()};
    SALDO_CHECK(cert && X509_set_version(cert.get(), X509_VERSION_3) == 1);
    const Number serial{BN_new()};
    SALDO_CHECK(serial && BN_rand(serial.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY));
    SALDO_CHECK(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(cert.get())) != nullptr);
    SALDO_CHECK(X509_set1_notBefore(cert.get(), time_of(validity.from).get()) == 1);
    SALDO_CHECK(X509_set1_notAfter(cert.get(), time_of(validity.until).get()) == 1);
    SALDO_CHECK(X509_set_pubkey(cert.get(), key) == 1);
    if (common_name.empty() ||
        X509_NAME_add_entry_by_NID(X509_get_subject_name(cert.get()), NID_commonName, MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(common_name.data()),
                                   static_cast<int>(common_name.size()), -1, 0) != 1) {
        return bad("a certificate's name has 1 to 64 bytes of UTF-8");
    }
    return cert;
}

Result<Key> public_key_of(ByteView der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    Key key{d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()))};
    if (!key || !is_p256(key.get())) return bad("no P-256 public key");
    return key;
}

std::string pem_of(X509* cert) {
    const Bio out = writer();
    SALDO_CHECK(PEM_write_bio_X509(out.get(), cert) == 1);
    return text_of(out);
}

/// The extensions that both kinds of leaf share; then the signature.
void finish_leaf(X509* cert, X509* issuer, EVP_PKEY* issuer_key, const char* use) {
    SALDO_CHECK(X509_set_issuer_name(cert, X509_get_subject_name(issuer)) == 1);
    add_extension(cert, issuer, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(cert, issuer, NID_key_usage, "critical,digitalSignature");
    add_extension(cert, issuer, NID_ext_key_usage, use);
    add_extension(cert, issuer, NID_subject_key_identifier, "hash");
    add_extension(cert, issuer, NID_authority_key_identifier, "keyid:always");
    SALDO_CHECK(X509_sign(cert, issuer_key, EVP_sha256()) > 0);
}

}  // namespace

Authority Authority::create(std::string_view common_name, Validity validity) {
    const TlsKey key = TlsKey::generate();
    Key pair{EVP_PKEY_dup(key.impl_->key.get())};
    auto begun = begin_certificate(pair.get(), common_name, validity);
    SALDO_CHECK(begun);
    X509* cert = begun->get();
    SALDO_CHECK(X509_set_issuer_name(cert, X509_get_subject_name(cert)) == 1);
    // No authority below this one: it signs leaves and its list, nothing else.
    add_extension(cert, cert, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    add_extension(cert, cert, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(cert, cert, NID_subject_key_identifier, "hash");
    SALDO_CHECK(X509_sign(cert, pair.get(), EVP_sha256()) > 0);
    return Authority{std::make_shared<const Impl>(Impl{std::move(*begun), std::move(pair)})};
}

Result<Authority> Authority::from_pem(std::string_view pem) {
    auto cert = certificate_of(pem);
    if (!cert) return cert.error();
    const auto key = TlsKey::from_pem(pem);
    if (!key) return key.error();
    Key pair{EVP_PKEY_dup(key->impl_->key.get())};
    if (X509_check_private_key(cert->get(), pair.get()) != 1) {
        ERR_clear_error();
        return Error{Errc::conflict, "the authority's key is not the one of its certificate"};
    }
    if ((X509_get_extension_flags(cert->get()) & EXFLAG_CA) == 0) {
        return bad("the certificate is not one of an authority");
    }
    return Authority{std::make_shared<const Impl>(Impl{std::move(*cert), std::move(pair)})};
}

std::string Authority::to_pem() const {
    const Bio out = writer();
    SALDO_CHECK(PEM_write_bio_PKCS8PrivateKey(out.get(), impl_->key.get(), nullptr, nullptr, 0,
                                              nullptr, nullptr) == 1);
    return certificate_pem() + text_of(out);
}

std::string Authority::certificate_pem() const { return pem_of(impl_->certificate.get()); }

Digest Authority::fingerprint() const {
    return read_certificate(certificate_pem()).value().fingerprint;
}

UtcTime Authority::not_after() const {
    return utc_of(X509_get0_notAfter(impl_->certificate.get())).value();
}

Result<std::string> Authority::issue_client(ByteView public_key, std::string_view common_name,
                                            Validity validity) const {
    const auto key = public_key_of(public_key);
    if (!key) return key.error();
    auto cert = begin_certificate(key->get(), common_name, validity);
    if (!cert) return cert.error();
    finish_leaf(cert->get(), impl_->certificate.get(), impl_->key.get(), "clientAuth");
    return pem_of(cert->get());
}

Result<std::string> Authority::issue_server(ByteView public_key, std::span<const std::string> names,
                                            Validity validity) const {
    const auto key = public_key_of(public_key);
    if (!key) return key.error();
    const auto alternative = alternative_names(names);
    if (!alternative) return alternative.error();
    auto cert =
        begin_certificate(key->get(), std::string_view{names.front()}.substr(0, 64), validity);
    if (!cert) return cert.error();
    SALDO_CHECK(X509_add1_ext_i2d(cert->get(), NID_subject_alt_name, alternative->get(), 0,
                                  X509V3_ADD_DEFAULT) == 1);
    finish_leaf(cert->get(), impl_->certificate.get(), impl_->key.get(), "serverAuth");
    return pem_of(cert->get());
}

Result<std::string> Authority::revocation_list(std::span<const RevokedCertificate> revoked,
                                               std::uint64_t number, Validity validity) const {
    const Crl crl{X509_CRL_new()};
    SALDO_CHECK(crl && X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2) == 1);
    X509* issuer = impl_->certificate.get();
    SALDO_CHECK(X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer)) == 1);
    SALDO_CHECK(X509_CRL_set1_lastUpdate(crl.get(), time_of(validity.from).get()) == 1);
    SALDO_CHECK(X509_CRL_set1_nextUpdate(crl.get(), time_of(validity.until).get()) == 1);
    for (const RevokedCertificate& line : revoked) {
        BIGNUM* parsed = nullptr;
        const bool is_hex =
            BN_hex2bn(&parsed, line.serial.c_str()) == static_cast<int>(line.serial.size());
        const Number serial{parsed};
        if (!is_hex || line.serial.empty()) return bad("'" + line.serial + "' is no serial");
        const Integer asn1{BN_to_ASN1_INTEGER(serial.get(), nullptr)};
        Revoked entry{X509_REVOKED_new()};
        SALDO_CHECK(asn1 && entry);
        SALDO_CHECK(X509_REVOKED_set_serialNumber(entry.get(), asn1.get()) == 1);
        SALDO_CHECK(X509_REVOKED_set_revocationDate(entry.get(), time_of(line.at).get()) == 1);
        SALDO_CHECK(X509_CRL_add0_revoked(crl.get(), entry.release()) == 1);
    }
    const Integer order{ASN1_INTEGER_new()};
    SALDO_CHECK(order && ASN1_INTEGER_set_uint64(order.get(), number) == 1);
    SALDO_CHECK(
        X509_CRL_add1_ext_i2d(crl.get(), NID_crl_number, order.get(), 0, X509V3_ADD_DEFAULT) == 1);
    X509_CRL_sort(crl.get());
    SALDO_CHECK(X509_CRL_sign(crl.get(), impl_->key.get(), EVP_sha256()) > 0);
    const Bio out = writer();
    SALDO_CHECK(PEM_write_bio_X509_CRL(out.get(), crl.get()) == 1);
    return text_of(out);
}

Result<RevocationListView> read_revocation_list(std::string_view pem,
                                                std::string_view authority_pem) {
    const Bio in = reader(pem);
    const Crl crl{PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr)};
    if (!crl) return bad("no revocation list in PEM");
    const auto authority = certificate_of(authority_pem);
    if (!authority) return authority.error();
    if (X509_CRL_verify(crl.get(), X509_get0_pubkey(authority->get())) != 1) {
        ERR_clear_error();
        return Error{Errc::forbidden, "the revocation list is not signed by this authority"};
    }
    RevocationListView view;
    STACK_OF(X509_REVOKED)* lines = X509_CRL_get_REVOKED(crl.get());
    for (int i = 0; i < sk_X509_REVOKED_num(lines); ++i) {
        view.serials.push_back(
            hex_of(X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(lines, i))));
    }
    const Integer number{static_cast<ASN1_INTEGER*>(
        X509_CRL_get_ext_d2i(crl.get(), NID_crl_number, nullptr, nullptr))};
    if (number) ASN1_INTEGER_get_uint64(&view.number, number.get());
    return view;
}

}  // namespace saldo
