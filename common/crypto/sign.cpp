#include "common/crypto/sign.hpp"

#include <algorithm>
#include <cstring>

#include <sodium.h>

#include "common/base/check.hpp"
#include "common/crypto/hash.hpp"

namespace saldo {
namespace {

void start_sodium() { SALDO_CHECK(sodium_init() >= 0); }

unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
const unsigned char* raw(const std::byte* bytes) {
    return reinterpret_cast<const unsigned char*>(bytes);
}

}  // namespace

KeyId key_id_of(const PublicKey& key) {
    const Digest digest = sha256(ByteView{key});
    KeyId id;
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

SigningKey SigningKey::generate() {
    start_sodium();
    SigningKey key;
    SALDO_CHECK(crypto_sign_keypair(raw(key.public_key_.data()), raw(key.secret_.data())) == 0);
    return key;
}

Result<SigningKey> SigningKey::from_seed_hex(std::string_view text) {
    start_sodium();
    const auto seed = from_hex(text);
    if (!seed || seed->size() != crypto_sign_SEEDBYTES) {
        return malformed("a signing key is 64 hexadecimal digits");
    }
    SigningKey key;
    SALDO_CHECK(crypto_sign_seed_keypair(raw(key.public_key_.data()), raw(key.secret_.data()),
                                         raw(seed->data())) == 0);
    return key;
}

std::string SigningKey::seed_hex() const {
    return to_hex(ByteView{secret_}.first(crypto_sign_SEEDBYTES));
}

Signature SigningKey::sign(ByteView message) const {
    Signature signature;
    SALDO_CHECK(crypto_sign_detached(raw(signature.data()), nullptr, raw(message.data()),
                                     message.size(), raw(secret_.data())) == 0);
    return signature;
}

bool verify(const PublicKey& key, ByteView message, const Signature& signature) {
    start_sodium();
    return crypto_sign_verify_detached(raw(signature.data()), raw(message.data()), message.size(),
                                       raw(key.data())) == 0;
}

std::uint64_t random_u64() {
    start_sodium();
    std::uint64_t value = 0;
    randombytes_buf(&value, sizeof value);
    return value;
}

}  // namespace saldo
