#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"

// X.509 for TLS, as much of it as Saldo needs: one authority, two kinds of certificate, one list of
// revoked ones. OpenSSL 3 is behind it and is seen nowhere else. Everything travels as PEM text;
// every time is handed in.

namespace saldo {

/// A P-256 key pair for TLS. The secret leaves only through to_pem(), for its own file.
class TlsKey {
public:
    static TlsKey generate();
    /// Errors: malformed for anything but one unencrypted P-256 key.
    static Result<TlsKey> from_pem(std::string_view pem);

    std::string to_pem() const;  ///< PKCS #8, not encrypted
    Bytes public_der() const;    ///< SubjectPublicKeyInfo

private:
    friend class Authority;
    friend Result<std::string> make_certificate_request(const TlsKey&, std::string_view);
    struct Impl;
    explicit TlsKey(std::shared_ptr<const Impl> impl) : impl_{std::move(impl)} {}
    std::shared_ptr<const Impl> impl_;
};

/// A certificate request (PKCS #10) for a key, in the name `common_name`.
/// Errors: malformed for a name of 0 or more than 64 bytes.
Result<std::string> make_certificate_request(const TlsKey& key, std::string_view common_name);

/// What a request asks for, after its own signature was checked.
struct CertificateRequest {
    std::string common_name;
    Bytes public_key;  ///< SubjectPublicKeyInfo of a P-256 key
};
/// Errors: malformed for no request, another kind of key, or a signature that does not hold.
Result<CertificateRequest> read_certificate_request(std::string_view pem);

enum class CertificateUse : std::uint8_t { client, server };

/// What a certificate says.
struct CertificateView {
    std::string common_name;
    std::string serial;  ///< lower-case hexadecimal
    UtcTime not_before;
    UtcTime not_after;  ///< the last second of its life
    bool is_authority = false;
    bool may_serve = false;               ///< extended use: TLS server
    bool may_connect = false;             ///< extended use: TLS client
    std::vector<std::string> names = {};  ///< DNS names and addresses, as a person writes them
    Digest fingerprint{};                 ///< SHA-256 of its DER
    Bytes public_key = {};                ///< SubjectPublicKeyInfo
};
/// The first certificate of a PEM text. Errors: malformed.
Result<CertificateView> read_certificate(std::string_view pem);

/// Checks that the first certificate of `pem` was issued by `authority_pem` for this use and lives
/// at `now`. Errors: forbidden, with the reason; malformed.
Result<void> check_certificate(std::string_view pem, std::string_view authority_pem,
                               CertificateUse use, UtcTime now);

/// From when to when a certificate is good.
struct Validity {
    UtcTime from;
    UtcTime until;
};
/// When two thirds of a certificate's life are over: it is renewed from then on.
constexpr UtcTime renewal_due(UtcTime not_before, UtcTime not_after) {
    return {not_before.ms + (not_after.ms - not_before.ms) / 3 * 2};
}

/// One line of a revocation list.
struct RevokedCertificate {
    std::string serial;  ///< as CertificateView gives it
    UtcTime at;
};

/// A certificate authority: a P-256 key and its self-signed certificate.
class Authority {
public:
    static Authority create(std::string_view common_name, Validity validity);
    /// From certificate and key in one text, as to_pem() writes it.
    /// Errors: malformed; conflict when key and certificate are of two authorities.
    static Result<Authority> from_pem(std::string_view pem);

    std::string to_pem() const;           ///< certificate, then secret key
    std::string certificate_pem() const;  ///< for everybody
    Digest fingerprint() const;           ///< SHA-256 of the certificate's DER
    UtcTime not_after() const;

    /// A certificate for a TLS client of that name. Errors: malformed for a bad key or name.
    Result<std::string> issue_client(ByteView public_key, std::string_view common_name,
                                     Validity validity) const;
    /// A certificate for a TLS server that is reached under these names and addresses.
    /// Errors: malformed for no name, or one that is neither a host name nor an address.
    Result<std::string> issue_server(ByteView public_key, std::span<const std::string> names,
                                     Validity validity) const;
    /// A signed list of what was revoked (a CRL in PEM). Errors: malformed for a serial that is
    /// none.
    Result<std::string> revocation_list(std::span<const RevokedCertificate> revoked,
                                        std::uint64_t number, Validity validity) const;

private:
    struct Impl;
    explicit Authority(std::shared_ptr<const Impl> impl) : impl_{std::move(impl)} {}
    std::shared_ptr<const Impl> impl_;
};

/// The serials of a revocation list of this authority, with its number.
struct RevocationListView {
    std::vector<std::string> serials;
    std::uint64_t number = 0;
};
/// Errors: malformed; forbidden when another authority, or nobody, signed it.
Result<RevocationListView> read_revocation_list(std::string_view pem,
                                                std::string_view authority_pem);

}  // namespace saldo
