#pragma once

#include <optional>
#include <string>

#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"

// TLS of both programs: 1.2 with AEAD and forward secrecy, and 1.3; no compression, no
// renegotiation. Everything else is refused in the handshake.

namespace saldo::http {

/// What a server, or a client that is asked for it, shows of itself. PEM texts.
struct TlsIdentity {
    std::string certificate_chain;  ///< its own certificate first; then those above it
    std::string key;
};

/// Whom a client takes for the server that it asked for. The certificate must also carry the name
/// or the address that was asked for.
struct TlsTrust {
    /// Certificates of authorities, PEM. Empty: by `fingerprint` alone.
    std::string authorities = {};
    /// SHA-256 of the authority's certificate (DER): the server must show that certificate in its
    /// chain. For a first meeting, when nothing but this travelled before.
    std::optional<Digest> fingerprint = {};
};

}  // namespace saldo::http
