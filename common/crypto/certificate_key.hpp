#pragma once

#include "common/crypto/certificate.hpp"
#include "common/crypto/openssl_handle.hpp"

// What a TlsKey holds. Between the files of this folder only.

namespace saldo {

struct TlsKey::Impl {
    openssl::Key key;
};

}  // namespace saldo
