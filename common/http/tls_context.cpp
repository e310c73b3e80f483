#include <memory>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "common/http/tls_stream.hpp"

namespace saldo::http {
namespace {

namespace ssl = boost::asio::ssl;

/// Forward secrecy and AEAD, for 1.2; the suites of 1.3 are all so.
constexpr const char* ciphers_tls12 = "ECDHE+AESGCM:ECDHE+CHACHA20";

Error refused(const std::string& what, const boost::system::error_code& error) {
    return malformed(what + ": " + error.message());
}

std::shared_ptr<ssl::context> begin(ssl::context::method method) {
    auto context = std::make_shared<ssl::context>(method);
    SSL_CTX* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(native, ciphers_tls12);
    SSL_CTX_set_options(
        native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    return context;
}

/// What the verification of one connection needs; freed with its context.
struct Pin {
    Digest fingerprint;
};

bool has_fingerprint(X509* certificate, const Digest& wanted) {
    Digest found;
    unsigned int size = 0;
    return X509_digest(certificate, EVP_sha256(), reinterpret_cast<unsigned char*>(found.data()),
                       &size) == 1 &&
           found == wanted;
}

/// Takes the certificate with the known fingerprint, out of those that the server shows, for the
/// one authority; then everything is checked as always.
int verify_pinned(X509_STORE_CTX* store, void* argument) {
    const Digest& wanted = static_cast<const Pin*>(argument)->fingerprint;
    STACK_OF(X509)* shown = X509_STORE_CTX_get0_untrusted(store);
    for (int i = 0; i < sk_X509_num(shown); ++i) {
        X509* certificate = sk_X509_value(shown, i);
        if (!has_fingerprint(certificate, wanted)) continue;
        STACK_OF(X509)* trusted = sk_X509_new_null();
        if (trusted == nullptr || sk_X509_push(trusted, certificate) == 0) break;
        X509_STORE_CTX_set0_trusted_stack(store, trusted);
        const int holds = X509_verify_cert(store);
        X509_STORE_CTX_set0_trusted_stack(store, nullptr);
        sk_X509_free(trusted);  // the stack alone: the certificate is the connection's
        return holds;
    }
    X509_STORE_CTX_set_error(store, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
    return 0;
}

int pin_index() {
    static const int index = SSL_CTX_get_ex_new_index(
        0, nullptr, nullptr, nullptr,
        [](void*, void* pin, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<Pin*>(pin); });
    return index;
}

}  // namespace

Result<std::shared_ptr<ssl::context>> server_context(const TlsIdentity& identity) {
    auto context = begin(ssl::context::tls_server);
    boost::system::error_code error;
    context->use_certificate_chain(boost::asio::buffer(identity.certificate_chain), error);
    if (error) return refused("the certificate of the server", error);
    context->use_private_key(boost::asio::buffer(identity.key), ssl::context::pem, error);
    if (error) return refused("the key of the server's certificate", error);
    if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
        return malformed("the key is not the one of the server's certificate");
    }
    return context;
}

Result<std::shared_ptr<ssl::context>> client_context(const TlsTrust& trust,
                                                     const std::string& host) {
    auto context = begin(ssl::context::tls_client);
    SSL_CTX* native = context->native_handle();
    context->set_verify_mode(ssl::verify_peer);
    boost::system::error_code error;
    if (!trust.authorities.empty()) {
        context->add_certificate_authority(boost::asio::buffer(trust.authorities), error);
        if (error) return refused("the certificates to trust", error);
    } else if (trust.fingerprint) {
        auto* pin = new Pin{*trust.fingerprint};
        SSL_CTX_set_ex_data(native, pin_index(), pin);
        SSL_CTX_set_cert_verify_callback(native, verify_pinned, pin);
    } else {
        return malformed("TLS without anybody to trust");
    }
    X509_VERIFY_PARAM* param = SSL_CTX_get0_param(native);
    boost::asio::ip::make_address(host, error);
    const int named = error ? X509_VERIFY_PARAM_set1_host(param, host.data(), host.size())
                            : X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str());
    if (named != 1) return malformed("'" + host + "' is no name of a server");
    return context;
}

}  // namespace saldo::http
