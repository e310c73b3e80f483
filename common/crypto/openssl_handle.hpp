#pragma once

#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "common/base/check.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"

// OpenSSL's objects, freed on every way out. Between the files of this folder only.

namespace saldo::openssl {

template <auto Free>
struct Freer {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
template <class T, auto Free>
using Handle = std::unique_ptr<T, Freer<Free>>;

using Bio = Handle<BIO, BIO_free_all>;
using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using X509Cert = Handle<X509, X509_free>;
using Request = Handle<X509_REQ, X509_REQ_free>;
using Crl = Handle<X509_CRL, X509_CRL_free>;
using Name = Handle<X509_NAME, X509_NAME_free>;
using Extension = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using Number = Handle<BIGNUM, BN_free>;
using Integer = Handle<ASN1_INTEGER, ASN1_INTEGER_free>;
using Time = Handle<ASN1_TIME, ASN1_TIME_free>;
using Store = Handle<X509_STORE, X509_STORE_free>;
using StoreContext = Handle<X509_STORE_CTX, X509_STORE_CTX_free>;
using Names = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;
using Revoked = Handle<X509_REVOKED, X509_REVOKED_free>;

/// A text to be read by PEM functions; it must outlive the handle.
inline Bio reader(std::string_view text) {
    Bio bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    SALDO_CHECK(bio != nullptr);
    return bio;
}
inline Bio writer() {
    Bio bio{BIO_new(BIO_s_mem())};
    SALDO_CHECK(bio != nullptr);
    return bio;
}
inline std::string text_of(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

/// A failure of what came from outside; OpenSSL's queue is emptied, so that it misleads nobody
/// later.
inline Error bad(std::string what) {
    ERR_clear_error();
    return malformed(std::move(what));
}

Time time_of(UtcTime time);
Result<UtcTime> utc_of(const ASN1_TIME* time);
std::string hex_of(const ASN1_INTEGER* number);
/// The one common name of a subject; empty for none or several.
std::string common_name_of(const X509_NAME* name);
/// The key's SubjectPublicKeyInfo.
Bytes public_der_of(EVP_PKEY* key);
bool is_p256(EVP_PKEY* key);
/// The first certificate of a PEM text. Errors: malformed.
Result<X509Cert> certificate_of(std::string_view pem);

}  // namespace saldo::openssl
