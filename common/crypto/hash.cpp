// The one-shot low-level calls of OpenSSL 3 are deprecated in favour of EVP, which allocates for
// each hash; a chain hashes every record, so the context lives in our own object.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "common/crypto/hash.hpp"

#include <new>

#include <openssl/sha.h>

#include "common/base/check.hpp"

namespace saldo {
namespace {

SHA256_CTX& context_in(std::array<std::byte, 128>& state) {
    static_assert(sizeof(SHA256_CTX) <= sizeof(state));
    return *std::launder(reinterpret_cast<SHA256_CTX*>(state.data()));
}

}  // namespace

Sha256::Sha256() {
    new (state_.data()) SHA256_CTX;
    SALDO_CHECK(SHA256_Init(&context_in(state_)) == 1);
}

Sha256::~Sha256() = default;

void Sha256::update(ByteView bytes) {
    SALDO_CHECK(SHA256_Update(&context_in(state_), bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
    Digest digest;
    SALDO_CHECK(
        SHA256_Final(reinterpret_cast<unsigned char*>(digest.data()), &context_in(state_)) == 1);
    return digest;
}

Digest sha256(ByteView bytes) { return sha256({bytes}); }

Digest sha256(std::initializer_list<ByteView> pieces) {
    Sha256 hash;
    for (ByteView piece : pieces) hash.update(piece);
    return hash.finish();
}

}  // namespace saldo
